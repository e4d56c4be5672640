package sqlite_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"entente/record"
	"entente/store"
	"entente/store/storetest"
)

// The words of a text that is withdrawn, as anything in the files might hold
// them: whole, as pairs of syllables, and without beginnings, since an index
// stores only what differs from the term before.
var traces = []string{
	"quixotzephyrwaltz", "xotzephyrwaltz", "rwaltz",
	"뷁쀍쑯", "뷁쀍", "쀍쑯",
}

const secret = "Observers quixotzephyrwaltz 뷁쀍쑯 observe"

// rawFiles is everything in the folder.
func rawFiles(t *testing.T, folder string) []byte {
	t.Helper()
	var all []byte
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		all = append(all, read(t, filepath.Join(folder, f.Name()))...)
	}
	return all
}

func TestContentIsNowhereInTheFilesBeforeItIsProjected(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, filepath.Join(folder, "node.db"))
	f := storetest.NewFact(&record.IDs{}, secret)
	update(t, s, storetest.Create)
	update(t, s, func(tx *store.Tx) error {
		_, err := tx.AppendEntries(storetest.Origin, []record.Entry{f.Entry(storetest.Random(1), 0)})
		return err
	})
	raw := rawFiles(t, folder)
	for _, trace := range traces {
		if bytes.Contains(raw, []byte(trace)) {
			t.Errorf("%q is in the files", trace)
		}
	}
}

func TestNothingOfAWithdrawnPartIsInTheFilesAfterAPurge(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, filepath.Join(folder, "node.db"))
	ids, random := &record.IDs{}, storetest.Random(1)
	var facts []storetest.Fact
	for i := range 200 {
		facts = append(facts, storetest.NewFact(ids, "Observers quixot observe the exercise of the year"))
		if i == 77 {
			facts[i].Text = secret
		}
	}
	update(t, s, storetest.Create)
	update(t, s, func(tx *store.Tx) error { return storetest.WriteFacts(tx, random, facts...) })
	wrapped := keyRow(t, filepath.Join(folder, "node.db"), 77)
	if raw := rawFiles(t, folder); !bytes.Contains(raw, []byte(traces[0])) || !bytes.Contains(raw, wrapped) {
		t.Fatal("the search is blind: the projected text or the key is not in the files")
	}
	for _, part := range []int{2, 3} {
		update(t, s, func(tx *store.Tx) error {
			return tx.SetPart(storetest.Origin, 77, part, record.Part{State: record.Withdrawn})
		})
	}
	if done, err := s.Purge(context.Background()); !done || err != nil {
		t.Fatalf("purge: %v, %v", done, err)
	}
	raw := rawFiles(t, folder)
	for _, trace := range traces {
		if bytes.Contains(raw, []byte(trace)) {
			t.Errorf("%q is still in the files", trace)
		}
	}
	if bytes.Contains(raw, wrapped) {
		t.Errorf("the key of the part is still in the files")
	}
}

// keyRow is the wrapped key of the body of an entry of the first ledger.
func keyRow(t *testing.T, path string, index int64) []byte {
	t.Helper()
	db := openRaw(t, path)
	var wrapped []byte
	if err := db.QueryRow(`SELECT wrapped FROM part_key WHERE spot = (1 * 68719476736 + $1) * 256 + 2`, index).Scan(&wrapped); err != nil {
		t.Fatal(err)
	}
	return wrapped
}

func TestAReaderElsewhereKeepsAPurgeFromEnding(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	s := opened(t, path)
	update(t, s, storetest.Create)
	db := openRaw(t, path)
	elsewhere, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := elsewhere.QueryRow(`SELECT count(*) FROM ledger`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx *store.Tx) error { return tx.SetSetting("a", "b") })
	if done, err := s.Purge(context.Background()); done || err != nil {
		t.Errorf("purge beside a reader: %v, %v", done, err)
	}
	elsewhere.Rollback()
	if done, err := s.Purge(context.Background()); !done || err != nil {
		t.Errorf("purge after the reader: %v, %v", done, err)
	}
}
