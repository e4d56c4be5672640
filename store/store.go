// Package store is where a node keeps what it knows: partners, channels,
// ledgers with their entries, tiles, checkpoints and cosignatures, and the
// projections that pages and searches read.
//
// A Store runs functions inside transactions. View reads one snapshot. Update
// writes: its function runs in a savepoint of a transaction that it may share
// with other waiting writers, and Update returns when that transaction is on
// the disk, so that one fsync serves all who wait.
//
//	err := s.Update(ctx, func(tx *store.Tx) error {
//		_, err := tx.AppendEntries(origin, entries)
//		return err
//	})
//
// All SQL stands here, in the methods of Tx, written so that SQLite and
// PostgreSQL both take it; an engine (package store/sqlite) opens the database,
// hands out transactions and keeps the index of words (TextIndex). Package
// storetest says what every engine must do.
//
// Content at rest is encrypted part by part, each under a key of its own in a
// table of its own: without that row nobody reads the part again, neither here
// nor in a backup (docs/formats/database.md).
package store

import (
	"context"
	"errors"
	"fmt"

	"entente/ledger"
)

// A Store keeps the state of one node.
type Store interface {
	// View calls read with a snapshot of what is committed.
	View(ctx context.Context, read func(*Tx) error) error
	// Update calls write once and returns when what it wrote is durable. If write
	// fails or panics, nothing of it remains. An Update inside a write or a read
	// function of the same store would wait for itself for ever.
	Update(ctx context.Context, write func(*Tx) error) error
	// Backup writes a copy to a new file at path, without projections, and the
	// keys of the parts to another beside it, path with ".keys" at its end.
	Backup(ctx context.Context, path string) error
	// Purge removes what was withdrawn from the raw files too. It reports false
	// if a reader elsewhere still held them; then it is to be called again.
	Purge(ctx context.Context) (done bool, err error)
	// ForgetInBackup deletes the keys of withdrawn parts in a backup that Backup
	// wrote at path, if it is still there.
	ForgetInBackup(ctx context.Context, path string, spots []int64) (found bool, err error)
	Close() error
}

// What a caller may have to tell apart. Each is wrapped in a sentence.
var (
	ErrNotFound   = errors.New("not found")
	ErrExists     = errors.New("exists already")
	ErrWithdrawn  = errors.New("the part is withdrawn, which is final")
	ErrState      = errors.New("the part cannot change to this state")
	ErrWrongIndex = errors.New("the entry does not follow the last one of its ledger")
	ErrFrozen     = errors.New("the ledger is frozen")
	ErrReadOnly   = errors.New("a view cannot write")
	ErrEnded      = errors.New("the transaction has ended")
	ErrClosed     = errors.New("the store is closed")
	ErrFull       = errors.New("no space is left for the database: free some and try again")
)

// Why a database is not opened. Each is wrapped in a sentence that says what to do.
var (
	ErrNotDatabase      = errors.New("not a database")
	ErrOtherApplication = errors.New("the database of another application")
	ErrNewer            = errors.New("a database of a newer version")
	ErrDamaged          = errors.New("a damaged database")
)

// A ContradictionError holds two signed checkpoints of one ledger that cannot
// both be true. It is evidence against the ledger's writer, so neither
// checkpoint may be lost on the way to the caller.
type ContradictionError struct {
	Stored, Given ledger.Checkpoint
}

func (e *ContradictionError) Error() string {
	return fmt.Sprintf("store: checkpoint of %s at size %d: root %s contradicts %s, which is stored",
		e.Given.Origin, e.Given.Size, e.Given.Root, e.Stored.Root)
}
