package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"entente/record"
	"entente/store"
	"entente/store/sqlite"
	"entente/store/storetest"
)

// backedUp is a store with a projected secret, and its backup.
func backedUp(t *testing.T) (s store.Store, path string) {
	t.Helper()
	s = opened(t, filepath.Join(t.TempDir(), "node.db"))
	ids := &record.IDs{}
	update(t, s, storetest.Create)
	update(t, s, func(tx *store.Tx) error {
		if err := tx.SetSetting("partner", "rok"); err != nil {
			return err
		}
		return storetest.WriteFacts(tx, storetest.Random(1), storetest.NewFact(ids, secret), storetest.NewFact(ids, "other"))
	})
	path = filepath.Join(t.TempDir(), "o'backup.db")
	if err := s.Backup(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	return s, path
}

func TestABackupHoldsNeitherProjectionsNorKeys(t *testing.T) {
	s, path := backedUp(t)
	raw := append(read(t, path), read(t, path+".keys")...)
	for _, trace := range traces {
		if bytes.Contains(raw, []byte(trace)) {
			t.Errorf("%q is in the backup", trace)
		}
	}
	var wrapped []byte
	if err := openRaw(t, path+".keys").QueryRow(`SELECT wrapped FROM part_key ORDER BY spot LIMIT 1`).Scan(&wrapped); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(read(t, path), wrapped) {
		t.Errorf("a key is in the backup itself")
	}
	for _, name := range []string{path, path + ".keys"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if left, _ := filepath.Glob(path + "*"); len(left) != 2 {
		t.Errorf("the backup is %v, expected two files", left)
	}
	if size := whole(t, s); size != 2 {
		t.Errorf("the store has %d entries after its backup", size)
	}
}

func TestABackupReadsAsTheStoreWithoutItsProjections(t *testing.T) {
	_, path := backedUp(t)
	execute(t, path, fmt.Sprintf(`ATTACH '%s' AS keys; INSERT INTO main.part_key SELECT * FROM keys.part_key`, filepath.Join(filepath.Dir(path), "o''backup.db.keys")))
	s := opened(t, path)
	if size := whole(t, s); size != 2 {
		t.Errorf("%d entries", size)
	}
	err := s.View(context.Background(), func(tx *store.Tx) error {
		if partner, err := tx.Setting("partner"); partner != "rok" || err != nil {
			t.Errorf("setting reads %q, %v", partner, err)
		}
		if n, err := tx.CountRecords(store.RecordQuery{}); n != 0 || err != nil {
			t.Errorf("%d records, %v", n, err)
		}
		if l, err := tx.Ledger(storetest.Origin); l.Folded != 0 || err != nil {
			t.Errorf("folded up to %d, %v", l.Folded, err)
		}
		hits, err := tx.Search(store.SearchQuery{Text: "observers"})
		if len(hits) > 0 {
			t.Errorf("%d hits", len(hits))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	update(t, s, func(tx *store.Tx) error {
		_, err := tx.AppendEntries(storetest.Origin, benchEntries(3)[2:])
		return err
	})
}

// Keys that were deleted after the backup was made are not restored with it, and
// then their parts are withdrawn, not damaged.
func TestABackupWithoutItsKeysIsWithdrawn(t *testing.T) {
	_, path := backedUp(t)
	s := opened(t, path)
	err := s.View(context.Background(), func(tx *store.Tx) error {
		e, err := tx.Entry(storetest.Origin, 0)
		if err == nil && (e.Parts[1].State != record.Present || e.Parts[2].State != record.Withdrawn || e.Parts[2].Content != nil) {
			t.Errorf("parts read %+v", e.Parts)
		}
		return errors.Join(err, e.Verify())
	})
	if err != nil {
		t.Error(err)
	}
	err = s.Update(context.Background(), func(tx *store.Tx) error {
		f := storetest.NewFact(&record.IDs{}, secret).Entry(storetest.Random(1), 0)
		return tx.SetPart(storetest.Origin, 0, 2, f.Parts[2])
	})
	if !errors.Is(err, store.ErrWithdrawn) {
		t.Errorf("giving the part again returned %v", err)
	}
}

func TestABackupThatWasNotFinishedIsRefused(t *testing.T) {
	_, path := backedUp(t)
	execute(t, path, `PRAGMA application_id = 0`)
	if _, err := sqlite.Open(context.Background(), path, options()); !errors.Is(err, store.ErrOtherApplication) {
		t.Errorf("open returned %v", err)
	}
}

func TestABackupThatFailsLeavesNoFile(t *testing.T) {
	s, _ := backedUp(t)
	folder := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Backup(ctx, filepath.Join(folder, "backup.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("backup returned %v", err)
	}
	if err := s.Backup(context.Background(), filepath.Join(folder, "missing", "backup.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("backup into a folder that is not there returned %v", err)
	}
	write(t, filepath.Join(folder, "half.db.keys"), nil)
	if err := s.Backup(context.Background(), filepath.Join(folder, "half.db")); !errors.Is(err, store.ErrExists) {
		t.Errorf("backup beside keys of another returned %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*")); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}
