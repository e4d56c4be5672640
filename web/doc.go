// Package web is the face of a node for people with a browser: the shell around
// every page, the pages that belong to no feature (a record with its history and
// proof, channels and partners, how to check), and the rules of the door.
//
//   - Pages are rendered here, work without scripts and keep their state in the
//     address. A page reads projections in one snapshot and turns rows into what
//     its template shows by pure functions (the files named *_view.go), which is
//     where its rules are and what its tests call.
//   - The marking of a page is computed from the labels of what stands on it,
//     never chosen (marking.go).
//   - The door (guard.go) takes GET, HEAD and POST, only under names that are this
//     node's, and answers with headers that forbid foreign scripts, frames and caches.
//   - Behind it the inner door (person.go) lets in who has signed in, and answers
//     everybody else the same whatever they ask for. A way to sign in ends in an
//     account (signin.go); the rest knows only that. What somebody sent after
//     their session had ended waits for them, and for nobody else (kept.go).
//   - Words stand in words/*.csv in English, French and Korean; the English ones
//     are the keys. What a partner wrote is shown in the language it was written
//     in, and says so where that is not the reader's.
package web
