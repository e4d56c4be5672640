package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"entente/store"
	"entente/store/storetest"
)

// A full disk is a database that may not grow: SQLite reports both in one way.
func TestAFullDiskIsToldToEveryUpdateAndLeavesTheStoreUsable(t *testing.T) {
	ctx := context.Background()
	opened, err := Open(ctx, filepath.Join(t.TempDir(), "node.db"), Options{Random: storetest.Random(1), Now: storetest.Now})
	if err != nil {
		t.Fatal(err)
	}
	s := opened.(*database)
	defer s.Close()
	limit := func(pages string) {
		if err := s.writer.exclusive(ctx, func() error { return s.writer.session.run(`PRAGMA max_page_count = ` + pages) }); err != nil {
			t.Fatal(err)
		}
	}
	put := func(i int) func(tx *store.Tx) error {
		return func(tx *store.Tx) error { return tx.SetSetting(fmt.Sprint(i), strings.Repeat("x", 100_000)) }
	}
	limit("100")
	for round := range 5 {
		var wait sync.WaitGroup
		errs := make([]error, 40)
		for i := range errs {
			wait.Add(1)
			go func() {
				defer wait.Done()
				errs[i] = s.Update(ctx, put(round*100+i))
			}()
		}
		wait.Wait()
		full := 0
		for i, err := range errs {
			_, missing := read(s, round*100+i)
			if (err == nil) == missing {
				t.Errorf("update %d returned %v and its row is missing: %v", i, err, missing)
			}
			if errors.Is(err, store.ErrFull) {
				full++
			} else if err != nil {
				t.Errorf("update %d: %v", i, err)
			}
		}
		if full == 0 {
			t.Fatal("the disk was not full")
		}
	}
	limit("1000000")
	for i := range 40 {
		if err := s.Update(ctx, put(i)); err != nil {
			t.Errorf("with space again: %v", err)
		}
	}
}

func read(s store.Store, i int) (value string, missing bool) {
	err := s.View(context.Background(), func(tx *store.Tx) (err error) {
		value, err = tx.Setting(fmt.Sprint(i))
		return err
	})
	return value, errors.Is(err, store.ErrNotFound)
}
