package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"entente/store"
)

// A writer owns the one connection that writes. It opens a transaction, lets
// the Updates that wait run in it one after the other, each in a savepoint and
// on its caller's own goroutine, commits once, and answers them all.
type writer struct {
	session *session
	config  func(*session, bool) store.Config
	now     func() time.Time
	queue   chan *job
	quit    chan struct{}
	ended   chan struct{}
}

// A job is one Update that waits for its turn.
type job struct {
	ctx    context.Context
	turn   chan *store.Tx // the caller's turn to run in this transaction
	ran    chan error     // how that ended
	answer chan error     // what Update returns
	alone  func() error   // instead of all that: what must run outside a transaction
}

// How many Updates share a transaction at most, and for how long it takes in
// others; nobody is ever waited for.
const (
	groupJobs = 256
	groupTime = 4 * time.Millisecond
)

// errAbandoned stands for a function that panicked or ended its goroutine.
var errAbandoned = errors.New("sqlite: an update did not return")

func newWriter(s *session, config func(*session, bool) store.Config, now func() time.Time) *writer {
	w := &writer{session: s, config: config, now: now, queue: make(chan *job), quit: make(chan struct{}), ended: make(chan struct{})}
	go w.serve()
	return w
}

func (w *writer) update(ctx context.Context, write func(*store.Tx) error) error {
	j := newJob(ctx)
	if err := w.enqueue(j); err != nil {
		return err
	}
	select {
	case tx := <-j.turn:
		j.run(tx, write)
		return <-j.answer
	case err := <-j.answer:
		return err
	case <-ctx.Done():
		return fmt.Errorf("sqlite: wait to write: %w", ctx.Err())
	}
}

func newJob(ctx context.Context) *job {
	return &job{ctx: ctx, turn: make(chan *store.Tx), ran: make(chan error, 1), answer: make(chan error, 1)}
}

func (w *writer) enqueue(j *job) error {
	select {
	case <-w.quit:
		return fmt.Errorf("sqlite: wait to write: %w", store.ErrClosed)
	default:
	}
	select {
	case w.queue <- j:
		return nil
	case <-j.ctx.Done():
		return fmt.Errorf("sqlite: wait to write: %w", j.ctx.Err())
	case <-w.quit:
		return fmt.Errorf("sqlite: wait to write: %w", store.ErrClosed)
	}
}

// run tells the writer how the function ended even if it panics: the panic goes
// on to the caller, and its savepoint is rolled back.
func (j *job) run(tx *store.Tx, write func(*store.Tx) error) {
	ended := errAbandoned
	defer func() { j.ran <- ended }()
	ended = explained(write(tx))
}

func (w *writer) serve() {
	defer close(w.ended)
	for {
		select {
		case j := <-w.queue:
			w.take(j)
		case <-w.quit:
			return
		}
	}
}

func (w *writer) take(j *job) {
	if j.alone == nil {
		if j = w.group(j); j == nil {
			return
		}
	}
	j.answer <- j.alone()
}

// group serves first and those who wait behind it. It returns the job that ended
// the group by having to run alone, if one did.
func (w *writer) group(first *job) (alone *job) {
	if err := w.session.run(`BEGIN IMMEDIATE`); err != nil {
		first.answer <- fmt.Errorf("sqlite: begin to write: %w", err)
		return nil
	}
	tx := store.NewTx(context.Background(), w.config(w.session, false))
	var written []*job
	var err error
	began := w.now()
	for j, n := first, 1; j != nil; n++ {
		var good bool
		if good, err = w.one(tx, j, len(written) > 0); err != nil {
			break
		}
		if good {
			written = append(written, j)
		}
		j, alone = w.next(n, began)
	}
	if err == nil && len(written) > 0 {
		if err = tx.Finish(); err == nil {
			err = w.session.run(`COMMIT`)
		}
		if err != nil {
			err = fmt.Errorf("sqlite: commit: %w", err)
		}
	}
	tx.End()
	if err != nil || len(written) == 0 {
		w.session.run(`ROLLBACK`) // fails if SQLite has done so already, as it does when the disk is full
	}
	for _, j := range written {
		j.answer <- err
	}
	return alone
}

// next is the next job of a group, or the one that has to run after it alone.
func (w *writer) next(n int, began time.Time) (j, alone *job) {
	if n >= groupJobs || w.now().Sub(began) >= groupTime {
		return nil, nil
	}
	select {
	case j := <-w.queue:
		if j.alone != nil {
			return nil, j
		}
		return j, nil
	default:
		return nil, nil
	}
}

// one lets a job write. It reports whether the job waits for the commit, and an
// error if the whole transaction is lost.
func (w *writer) one(tx *store.Tx, j *job, others bool) (good bool, lost error) {
	if j.ctx.Err() != nil {
		return false, nil // its caller has left or is about to
	}
	enter, leave, undo := savepoint(others)
	if err := w.session.all(enter); err != nil {
		j.answer <- fmt.Errorf("sqlite: begin to write: %w", err)
		return false, err
	}
	mark, own := tx.Mark(), tx.For(j.ctx)
	var ended error
	select {
	case j.turn <- own:
		ended = <-j.ran
	case <-j.ctx.Done():
		ended = j.ctx.Err()
	}
	own.End()
	if ended == nil {
		if ended = w.session.all(leave); ended == nil {
			return true, nil
		}
	}
	tx.Back(mark)
	if lost = w.session.all(undo); lost != nil {
		// The others of the group are told why: what made SQLite give up.
		lost = fmt.Errorf("sqlite: the transaction was lost to another update: %w", ended)
	}
	j.answer <- ended
	return false, lost
}

// savepoint is what isolates a job from the others of its transaction. The first
// needs none, since there is nothing else to lose: a savepoint copies every page
// before it is changed, which makes a large arrival a third slower.
func savepoint(others bool) (enter, leave, undo []string) {
	if !others {
		return nil, nil, []string{`ROLLBACK`, `BEGIN IMMEDIATE`}
	}
	return []string{`SAVEPOINT one`}, []string{`RELEASE one`}, []string{`ROLLBACK TO one`, `RELEASE one`}
}

// exclusive runs a function on the writer's connection, outside a transaction
// and after what was queued before it.
func (w *writer) exclusive(ctx context.Context, alone func() error) error {
	j := newJob(ctx)
	j.alone = alone
	if err := w.enqueue(j); err != nil {
		return err
	}
	return <-j.answer
}

func (w *writer) close() {
	close(w.quit)
	<-w.ended
	w.session.close()
}
