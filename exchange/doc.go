// Package exchange lets partners' nodes talk. Each node asks each of its active
// partners what is new (one request that waits), pulls the ledgers that grew,
// hands them to package node to be verified and stored, and gives the receipt
// back:
//
//	POST /exchange/1/heads         what do you hold?   → Heads, at once or when it changes
//	POST /exchange/1/entries       a ledger from N     → checkpoint, entries, proof (zstd frames)
//	POST /exchange/1/cosignature   my receipt for your checkpoint
//	POST /exchange/1/chunk         one chunk of a file    → its bytes
//
// The cursor is (ledger, index) and lives in both databases, so a cut at any
// byte resumes without sending anything twice. Content travels beside the
// ledger: the first time a label is met only the label is sent, and the rest
// of the entry is asked for only if the label is below the ceilings.
//
// Connections are TLS 1.3 with both sides' keys pinned from their manifests. A
// ledger is shown to members of its channel only; to anyone else it does not
// exist, not even its size.
//
// archive.go writes the same frames to a file: a ledger that verifies anywhere.
package exchange
