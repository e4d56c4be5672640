package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
)

// A Session runs statements inside one transaction on one connection. Engines
// implement it, and keep the statements prepared.
type Session interface {
	Exec(ctx context.Context, query string, args ...any) (affected int64, err error)
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// A Config is what an engine makes a transaction from.
type Config struct {
	Session    Session
	Text       TextIndex
	ContentKey [32]byte  // wraps the keys of the parts
	Random     io.Reader // for the keys of the parts
	ReadOnly   bool
}

// A Tx is the inside of a View or an Update; its methods are the questions that
// can be asked and the facts that can be written. It is good until the function
// that it was given to returns, and for one goroutine.
type Tx struct {
	ctx   context.Context
	ended *bool
	sight *sight // of a reader; nil for the node itself
	*group
}

// A group is what the Updates that share a transaction share.
type group struct {
	Config
	pending  []Document // texts to index before the commit
	applied  int        // how many of them are indexed already
	labelIDs map[[32]byte]int64
	labels   map[int64][]byte

	listFields map[fieldName]int64
	classes    map[className]int64
}

// NewTx begins the use of a transaction that the engine has opened.
func NewTx(ctx context.Context, c Config) *Tx {
	return &Tx{ctx: ctx, ended: new(bool), group: &group{
		Config: c, labelIDs: map[[32]byte]int64{}, labels: map[int64][]byte{}, listFields: map[fieldName]int64{}, classes: map[className]int64{},
	}}
}

// For is the same transaction for another Update that shares it.
func (tx *Tx) For(ctx context.Context) *Tx { return &Tx{ctx: ctx, ended: new(bool), group: tx.group} }

// End makes every further use of this Tx fail, as it would write into the
// savepoint of somebody else.
func (tx *Tx) End() { *tx.ended = true }

// A Mark is where an Update began. Engines take it with Mark at a savepoint, and
// give it to Back when they roll back to that savepoint.
type Mark struct{ pending, applied int }

// Mark is where the transaction stands.
func (tx *Tx) Mark() Mark { return Mark{len(tx.pending), tx.applied} }

// Back forgets what was noted since the mark.
func (tx *Tx) Back(m Mark) {
	tx.pending, tx.applied = tx.pending[:m.pending], m.applied
	clear(tx.labelIDs)
	clear(tx.labels)
	clear(tx.listFields)
	clear(tx.classes)
}

// Finish writes what waits for the end of the transaction. Engines call it after
// the last savepoint is released, directly before they commit.
func (tx *Tx) Finish() error { return tx.index() }

func (tx *Tx) usable() error {
	if *tx.ended {
		return ErrEnded
	}
	return tx.ctx.Err()
}

func (tx *Tx) exec(query string, args ...any) (int64, error) {
	if tx.ReadOnly || tx.sight != nil {
		return 0, ErrReadOnly
	}
	if err := tx.usable(); err != nil {
		return 0, err
	}
	return tx.Session.Exec(tx.ctx, query, args...)
}

// must is exec for statements that have to find their row.
func (tx *Tx) must(query string, args ...any) error {
	n, err := tx.exec(query, args...)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

func (tx *Tx) query(query string, args ...any) (*sql.Rows, error) {
	if err := tx.usable(); err != nil {
		return nil, err
	}
	return tx.Session.Query(tx.ctx, query, args...)
}

type row interface{ Scan(into ...any) error }

// list reads all rows before it returns, so that no statement stays open while
// the caller goes on to others: PostgreSQL allows one at a time.
func list[T any](tx *Tx, read func(row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		item, err := read(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, item)
	}
	return all, errors.Join(rows.Err(), rows.Close())
}

func one[T any](tx *Tx, read func(row) (T, error), query string, args ...any) (T, error) {
	all, err := list(tx, read, query, args...)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return all[0], nil
}

// scan reads a single column of any type that database/sql converts to.
func scan[T any](r row) (T, error) {
	var value T
	err := r.Scan(&value)
	return value, err
}

// failed makes the sentence around an error; it is nil for nil.
func failed(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("store: %s: %w", fmt.Sprintf(format, args...), err)
}
