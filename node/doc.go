// Package node is a running node of one partner: its folder, its keys, its
// store, and the rules by which entries get in and become state.
//
// An entry of our own goes Write → store (one transaction with others that
// wait) → mark → checkpoint → readable → fold. An entry of a partner comes from
// package exchange through Absorb, takes the same last steps, and is cosigned
// when its ledger is whole up to a signed checkpoint. Nothing becomes visible
// before a checkpoint covers it, and the state that pages read is only ever
// written by the fold (fold.go), so that it can be dropped and rebuilt.
//
// The gate (gate.go) decides whether this node may sign at all: one process at
// a time, never below its own high-water marks.
package node
