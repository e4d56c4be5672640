package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"entente/ledger"
	"entente/record"
	"entente/store"
	"entente/store/sqlite"
	"entente/store/storetest"
)

func openRaw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// whole checks that a ledger is one state: size, root, leaves, tiles and entries
// say the same.
func whole(t *testing.T, s store.Store) (size int64) {
	t.Helper()
	err := s.View(context.Background(), func(tx *store.Tx) error {
		l, err := tx.Ledger(storetest.Origin)
		if err != nil {
			return err
		}
		tree, n := ledger.NewTree(), int64(0)
		err = tx.Entries(storetest.Origin, 0, l.Size, func(e record.Entry) error {
			tree.Append(e.Leaf)
			n++
			return e.Verify()
		})
		if err == nil && (n != l.Size || tree.Root() != l.Root) {
			err = fmt.Errorf("%d entries and another root in a ledger of %d", n, l.Size)
		}
		size = l.Size
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return size
}

// What a killed process leaves is its files as they are: no checkpoint, no close.
func TestAKilledProcessLeavesEveryCommittedUpdate(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, filepath.Join(folder, "node.db"))
	update(t, s, storetest.Create)
	entries := benchEntries(300)
	for from := 0; from < len(entries); from += 30 {
		update(t, s, func(tx *store.Tx) error {
			_, err := tx.AppendEntries(storetest.Origin, entries[from:from+30])
			return err
		})
		if size := whole(t, opened(t, copied(t, folder, -1))); size != int64(from+30) {
			t.Errorf("after the kill there are %d entries, expected %d", size, from+30)
		}
	}
	log, err := os.Stat(filepath.Join(folder, "node.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	// A log that lost its end, as when the power went, holds some earlier commit.
	for cut := range int64(20) {
		if size := whole(t, opened(t, copied(t, folder, log.Size()*(cut+40)/60))); size%30 != 0 || size > 300 {
			t.Errorf("a log cut short left %d entries", size)
		}
	}
}

// copied is the database of a folder in another, its log cut to a length.
func copied(t *testing.T, folder string, log int64) string {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{"node.db", "node.db-wal"} {
		b := read(t, filepath.Join(folder, name))
		if name == "node.db-wal" && log >= 0 {
			b = b[:log]
		}
		write(t, filepath.Join(to, name), b)
	}
	return filepath.Join(to, "node.db")
}

func TestAnotherContentKeyOpensNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	fill(t, path)
	o := options()
	o.ContentKey[5]++
	s, err := sqlite.Open(context.Background(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.View(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Entry(storetest.Origin, 0)
		return err
	})
	if err == nil || errors.Is(err, store.ErrNotFound) {
		t.Errorf("reading returned %v", err)
	}
}
