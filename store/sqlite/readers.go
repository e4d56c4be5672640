package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"

	"entente/store"
)

// readers are connections that only read. A slot holds an open one, or none yet.
type readers struct {
	db     *sql.DB
	config func(*session, bool) store.Config
	slots  chan *session
	quit   chan struct{}
}

func newReaders(db *sql.DB, config func(*session, bool) store.Config) *readers {
	r := &readers{db: db, config: config, quit: make(chan struct{}), slots: make(chan *session, max(8, 4*runtime.GOMAXPROCS(0)))}
	for range cap(r.slots) {
		r.slots <- nil
	}
	return r
}

func (r *readers) take(ctx context.Context) (*session, error) {
	select {
	case <-r.quit:
		return nil, store.ErrClosed
	default:
	}
	select {
	case s := <-r.slots:
		return s, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-r.quit:
		return nil, store.ErrClosed
	}
}

func (r *readers) view(ctx context.Context, read func(*store.Tx) error) error {
	s, err := r.take(ctx)
	if err != nil {
		return fmt.Errorf("sqlite: wait to read: %w", err)
	}
	defer func() { r.slots <- s }()
	if s == nil {
		if s, err = connect(ctx, r.db, `PRAGMA query_only = ON`); err != nil {
			return fmt.Errorf("sqlite: connect to read: %w", explained(err))
		}
	}
	if err := s.run(`BEGIN`); err != nil {
		return fmt.Errorf("sqlite: begin to read: %w", err)
	}
	tx := store.NewTx(ctx, r.config(s, true))
	defer func() {
		tx.End()
		if s.run(`ROLLBACK`) != nil { // such a connection is good for nothing more
			s.close()
			s = nil
		}
	}()
	return explained(read(tx)) // reading row by row meets errors that no statement returned
}

// drain waits until nobody reads, calls alone, and lets readers in again.
func (r *readers) drain(ctx context.Context, alone func() error) error {
	var taken []*session
	defer func() {
		for _, s := range taken {
			r.slots <- s
		}
	}()
	for range cap(r.slots) {
		s, err := r.take(ctx)
		if err != nil {
			return err
		}
		taken = append(taken, s)
	}
	return alone()
}

func (r *readers) close() {
	close(r.quit)
	for range cap(r.slots) {
		if s := <-r.slots; s != nil {
			s.close()
		}
	}
}
