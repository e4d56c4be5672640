package node_test

import (
	"crypto/rand"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"entente/internal/testworld"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

// restored puts a backup, its keys and what else a folder holds into a new one.
func restored(t *testing.T, s testworld.Side, backup string, files ...string) node.Folder {
	t.Helper()
	folder := node.Folder(t.TempDir())
	if err := os.MkdirAll(filepath.Dir(folder.NodeKeys()), 0o700); err != nil {
		t.Fatal(err)
	}
	duplicate(t, s.Folder.NodeKeys(), folder.NodeKeys())
	for _, name := range files {
		duplicate(t, filepath.Join(string(s.Folder), name), filepath.Join(string(folder), name))
	}
	duplicate(t, backup, folder.Database())
	db, err := sql.Open("sqlite", folder.Database())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, step := range []string{`ATTACH '` + backup + `.keys' AS k`, `INSERT INTO part_key SELECT * FROM k.part_key`} {
		if _, err := db.Exec(step); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func duplicate(t *testing.T, from, to string) {
	t.Helper()
	source, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	if _, err := io.Copy(target, source); err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseThatIsOlderThanAnOrderShowsNothingOfWhatItWithdrew(t *testing.T) {
	w := newWorld(t)
	first, _, second := mandated(t, w.ROK)
	it := write(t, w, w.ROK, record.ID{}, 0, secretContact())
	backup := filepath.Join(t.TempDir(), "backup")
	if err := w.NATO.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	ordered := order(t, w, w.ROK, it.ID)
	sign(t, w.ROK, ordered, first, second)
	w.Settle(t)
	config := node.Config{
		Now: func() time.Time { return testworld.Start.Add(time.Hour) }, Random: rand.Reader,
		Kinds: w.Program.Kinds, Policies: label.Shipped(), Cost: &testworld.Cheap,
	}
	bodyIn := func(folder node.Folder) (state record.PartState) {
		n, err := node.Open(t.Context(), folder, config)
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		if n.Gate() == nil {
			t.Error("a restored folder may sign")
		}
		if err := n.View(t.Context(), func(tx *store.Tx) error {
			entry, err := tx.Entry(it.Origin, it.Index)
			state = entry.Parts[record.BodyPart].State
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return state
	}
	if state := bodyIn(restored(t, w.NATO, backup)); state != record.Present {
		t.Fatalf("the test is blind: without the file the text is %s", state)
	}
	if state := bodyIn(restored(t, w.NATO, backup, "withdrawn")); state != record.Withdrawn {
		t.Errorf("the text of an older database is %s", state)
	}
}
