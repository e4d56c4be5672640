// Package audit writes down who did what on a node, before it is done.
//
// An [Event] says when, what, by which pseudonym, for which office, of which
// records under which labels, and how it came out. It has no content, no title, no
// name and no free text: every value is of a closed form (Event.Check).
//
// The [Spool] takes events first. It is a chain of lines in files of the node's
// folder: each line holds the hash of the one before it and an HMAC under a key of
// the node, and is on the disk before the caller goes on. What can be proven:
//
//   - Who can write the files and has no key of the node (a backup medium, a share,
//     an account that is not the node's) cannot add, change, reorder or take away a
//     line without being found out; only the newest lines can be cut off unnoticed,
//     and those only until they are in the ledger.
//   - Who has the node's keys can write another chain. What is in the audit ledger
//     (a [Batch] of lines an entry) and below an anchor in a shared ledger is out of
//     their reach too: the partners hold the commitment. So what the node's own
//     keys can still change in silence is at most what was done since the last
//     anchor, and nothing of what a collector off the machine has received.
//
// An [Opening] shows an auditor what an anchor commits to. Everything but the spool
// is pure; time, keys and randomness are passed in. The bytes are in
// docs/formats/audit.md.
package audit
