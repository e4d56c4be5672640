package storetest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"entente/store"
)

var errOurs = errors.New("an error of the caller's own")

func count(tx *store.Tx, name string) int {
	text, err := tx.Setting(name)
	if errors.Is(err, store.ErrNotFound) {
		return 0
	}
	return must(strconv.Atoi(must(text, err)))
}

func increment(name string) func(*store.Tx) error {
	return func(tx *store.Tx) error { return tx.SetSetting(name, strconv.Itoa(count(tx, name)+1)) }
}

func counted(t *testing.T, s store.Store, name string) (n int) {
	t.Helper()
	view(t, s, func(tx *store.Tx) error {
		n = count(tx, name)
		return nil
	})
	return n
}

func aFailedUpdateLeavesNothing(t *testing.T, s store.Store) {
	update(t, s, Create)
	refused(t, s, errOurs, func(tx *store.Tx) error {
		must(0, increment("n")(tx))
		must(tx.AppendEntries(Origin, plainEntries(Random(1), 0, 300)))
		return errOurs
	})
	if n := counted(t, s, "n"); n != 0 {
		t.Errorf("counted %d", n)
	}
	update(t, s, func(tx *store.Tx) error {
		if l := must(tx.Ledger(Origin)); l.Size != 0 {
			t.Errorf("ledger has %d entries", l.Size)
		}
		_, err := tx.AppendEntries(Origin, plainEntries(Random(1), 0, 300))
		return err
	})
}

// together runs updates that wait at the same time, and so may share a
// transaction: a first one holds the writer until all are queued, as far as a
// caller can tell.
func together(s store.Store, updates ...func(*store.Tx) error) []error {
	holding, release := make(chan bool), make(chan bool)
	var wait, started sync.WaitGroup
	errs := make([]error, len(updates)+1)
	run := func(i int, write func(*store.Tx) error) {
		wait.Add(1)
		started.Add(1)
		go func() {
			defer wait.Done()
			defer func() {
				if r := recover(); r != nil {
					errs[i] = fmt.Errorf("panicked: %v", r)
				}
			}()
			started.Done()
			errs[i] = s.Update(context.Background(), write)
		}()
	}
	run(len(updates), func(*store.Tx) error {
		close(holding)
		<-release
		return nil
	})
	<-holding
	for i, write := range updates {
		run(i, write)
	}
	started.Wait()
	close(release)
	wait.Wait()
	return errs
}

func aFailureStaysWithItsOwnUpdate(t *testing.T, s store.Store) {
	for range 20 {
		before := counted(t, s, "n")
		errs := together(s, increment("n"), func(tx *store.Tx) error {
			must(0, increment("n")(tx))
			return errOurs
		}, increment("n"), increment("n"))
		if errs[0] != nil || errs[2] != nil || errs[3] != nil || !errors.Is(errs[1], errOurs) {
			t.Fatalf("errors: %v", errs)
		}
		if n := counted(t, s, "n"); n != before+3 {
			t.Fatalf("counted %d, expected %d", n, before+3)
		}
	}
}

func aPanicStaysWithItsOwnUpdate(t *testing.T, s store.Store) {
	errs := together(s, increment("n"), func(tx *store.Tx) error {
		must(0, increment("n")(tx))
		panic("on purpose")
	}, increment("n"))
	if errs[0] != nil || errs[2] != nil || errs[1] == nil || errs[1].Error() != "panicked: on purpose" {
		t.Fatalf("errors: %v", errs)
	}
	if n := counted(t, s, "n"); n != 2 {
		t.Errorf("counted %d, expected 2", n)
	}
	done := make(chan bool)
	go func() { // a goroutine that ends inside its update, as t.FailNow does
		defer close(done)
		s.Update(context.Background(), func(tx *store.Tx) error {
			runtime.Goexit()
			return nil
		})
	}()
	<-done
	update(t, s, increment("n"))
	func() {
		defer func() { recover() }()
		s.View(context.Background(), func(*store.Tx) error { panic("on purpose") })
	}()
	if n := counted(t, s, "n"); n != 3 {
		t.Errorf("counted %d, expected 3", n)
	}
}

func aQueuedUpdateCanBeCancelled(t *testing.T, s store.Store) {
	holding, release := make(chan bool), make(chan bool)
	first := make(chan error)
	go func() {
		first <- s.Update(context.Background(), func(tx *store.Tx) error {
			close(holding)
			<-release
			return increment("n")(tx)
		})
	}()
	<-holding
	ctx, cancel := context.WithCancel(context.Background())
	queued := make(chan error)
	for range 3 {
		go func() { queued <- s.Update(ctx, increment("never")) }()
	}
	cancel()
	for range 3 {
		if err := <-queued; !errors.Is(err, context.Canceled) {
			t.Errorf("queued update returned %v", err)
		}
	}
	close(release)
	if err := <-first; err != nil {
		t.Errorf("first update returned %v", err)
	}
	if counted(t, s, "n") != 1 || counted(t, s, "never") != 0 {
		t.Errorf("what was cancelled ran")
	}
}

func aCancelledUpdateLeavesNothing(t *testing.T, s store.Store) {
	ctx, cancel := context.WithCancel(context.Background())
	err := s.Update(ctx, func(tx *store.Tx) error {
		must(0, increment("n")(tx))
		cancel()
		return tx.SetSetting("n", "2")
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("update returned %v", err)
	}
	if n := counted(t, s, "n"); n != 0 {
		t.Errorf("counted %d", n)
	}
	err = s.View(ctx, func(*store.Tx) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("view returned %v", err)
	}
}

func manyWritersLoseNothing(t *testing.T, s store.Store) {
	const writers, each = 32, 20
	update(t, s, Create)
	var wait sync.WaitGroup
	for w := range writers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range each {
				err := s.Update(context.Background(), func(tx *store.Tx) error {
					if i%7 == 6 {
						must(0, increment("n")(tx))
						return errOurs
					}
					size := must(tx.Ledger(Origin)).Size
					if _, err := tx.AppendEntries(Origin, plainEntries(Random(byte(w)), size, 1)); err != nil {
						return err
					}
					return increment("n")(tx)
				})
				if err != nil && !errors.Is(err, errOurs) {
					t.Errorf("writer %d: %v", w, err)
				}
			}
		}()
	}
	wait.Wait()
	const want = writers * (each - each/7)
	if n := counted(t, s, "n"); n != want {
		t.Errorf("counted %d, expected %d", n, want)
	}
	view(t, s, func(tx *store.Tx) error {
		l, leaves := must(tx.Ledger(Origin)), must(tx.Leaves(Origin, 0, 1<<30))
		if l.Size != want || len(leaves) != want || l.Root != rootOfLeaves(leaves) {
			t.Errorf("ledger of %d with %d leaves, expected %d", l.Size, len(leaves), want)
		}
		return nil
	})
}

func aViewSeesOneSnapshot(t *testing.T, s store.Store) {
	update(t, s, increment("n"))
	view(t, s, func(tx *store.Tx) error {
		before := count(tx, "n")
		update(t, s, increment("n"))
		if after := count(tx, "n"); before != 1 || after != 1 {
			t.Errorf("counted %d and then %d in one view", before, after)
		}
		return nil
	})
	if n := counted(t, s, "n"); n != 2 {
		t.Errorf("counted %d in the next", n)
	}
}

func aViewCannotWrite(t *testing.T, s store.Store) {
	view(t, s, func(tx *store.Tx) error {
		for _, err := range []error{tx.SetSetting("n", "1"), Create(tx), tx.DropProjections(), tx.SetReadable(Origin, 0)} {
			if !errors.Is(err, store.ErrReadOnly) {
				t.Errorf("writing returned %v", err)
			}
		}
		return nil
	})
	if err := s.View(context.Background(), func(*store.Tx) error { return errOurs }); !errors.Is(err, errOurs) {
		t.Errorf("view returned %v", err)
	}
}

func aTransactionEndsWithItsFunction(t *testing.T, s store.Store) {
	var kept *store.Tx
	keep := func(tx *store.Tx) error {
		kept = tx
		return nil
	}
	view(t, s, keep)
	if _, err := kept.Setting("n"); !errors.Is(err, store.ErrEnded) {
		t.Errorf("after a view: %v", err)
	}
	update(t, s, keep)
	update(t, s, func(*store.Tx) error {
		if err := kept.SetSetting("n", "1"); !errors.Is(err, store.ErrEnded) {
			t.Errorf("inside the update of another: %v", err)
		}
		return nil
	})
}

func aClosedStoreSaysSo(t *testing.T, s store.Store) {
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	_, purge := s.Purge(context.Background())
	for name, err := range map[string]error{
		"update": s.Update(context.Background(), increment("n")),
		"view":   s.View(context.Background(), func(*store.Tx) error { return nil }),
		"purge":  purge,
	} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func aBackupNeverOverwrites(t *testing.T, s store.Store) {
	path := filepath.Join(t.TempDir(), "backup")
	if err := s.Backup(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(context.Background(), path); !errors.Is(err, store.ErrExists) {
		t.Errorf("the second returned %v", err)
	}
}

func purgeEndsWhenNobodyReads(t *testing.T, s store.Store) {
	update(t, s, increment("n"))
	if done, err := s.Purge(context.Background()); !done || err != nil {
		t.Errorf("purge: %v, %v", done, err)
	}
	update(t, s, increment("n"))
	if n := counted(t, s, "n"); n != 2 {
		t.Errorf("counted %d", n)
	}
}
