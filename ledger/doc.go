// Package ledger is the signature under everything that a partner writes.
//
// A ledger has one writer. Its entries are leaves of a Merkle tree (RFC 6962)
// that only ever grows: tree.go appends, proof of inclusion and consistency are
// in prove.go. Now and then the writer signs the size and root of its tree: a
// checkpoint (checkpoint.go), which binds it to every leaf below. A partner that
// has verified and durably stored those leaves signs the same size and root: a
// cosignature (cosignature.go), the receipt whose time bounds the writer's from
// above. Two checkpoints of one ledger that cannot both be true are evidence
// (evidence.go).
//
// The formats are C2SP's (tlog-checkpoint, tlog-cosignature, tlog-tiles,
// tlog-proof), so that tools of others read our ledgers: handler.go serves tiles
// to them, proof.go is the file that proves one entry to somebody who has
// neither node nor network. frame.go is how entries travel and rest in archives,
// marks.go the file outside the database that keeps a restored node from
// signing a second history. docs/formats/ledger.md has every byte.
//
// The package knows no store, clock or network. What it reads was written by
// somebody else: every size, count and time is checked before it is used.
package ledger
