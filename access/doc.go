// Package access says who may bind a partner, and proves that someone did.
//
// The keys of a node sign its ledgers. They must not be able to agree to
// anything by themselves: whoever takes over the machine would then be the
// partner. So there are two papers:
//
//   - A [Mandate], signed by the custodians of the partner's root, says that this
//     key (of a holder who is named by a pseudonym) may do these acts, in this
//     term, for this channel or for all. Deputies stand in it with keys of their
//     own. Nobody can pass a mandate on.
//   - An [Act] is the signature of that key over one leaf of one ledger: "I
//     release this", "this is our response". It names the mandate by hash and
//     holds for nothing else.
//
// [Verify] puts the two together with the manifest of the partner, at a time
// that the caller states, and answers who acted. It is pure: the same papers
// give the same answer on every node, and years later.
//
// Signing in is another matter, and binds nobody: an [Account] lets a person
// into one node, [Passwords] is one way to show that it is theirs (others end in
// the same [Account]), a [Session] is a browser in which they did, a [Token] a
// program that reads or writes for them. What a ledger names is the [Person]'s
// office and a pseudonym.
//
// Exact bytes: docs/formats/keys.md, "Mandate" and "Act", with vectors in
// testdata. A key that a mandate names is used for nothing else: a key with
// which one signs in could be tricked into signing a leaf as a challenge.
package access
