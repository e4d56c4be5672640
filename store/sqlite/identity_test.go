package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/store"
	"entente/store/sqlite"
	"entente/store/storetest"
)

func TestWhatIsNoDatabaseOfOursIsRefusedUntouched(t *testing.T) {
	foreign := func(statements string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) { execute(t, path, statements) }
	}
	written := func(content string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) { write(t, path, []byte(content)) }
	}
	cut := func(keep float64) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			fill(t, path)
			b := read(t, path)
			write(t, path, b[:int(float64(len(b))*keep)])
		}
	}
	for name, test := range map[string]struct {
		make func(t *testing.T, path string)
		want error
		says string
	}{
		"text":                      {written(strings.Repeat("id,title\n", 1000)), store.ErrNotDatabase, "check the path"},
		"a few bytes":               {written("SQLite"), store.ErrNotDatabase, "check the path"},
		"a header cut short":        {written("SQLite format 3\x00abc"), store.ErrDamaged, "restore a backup"},
		"another application":       {foreign(`CREATE TABLE t (a)`), store.ErrOtherApplication, "nothing was changed"},
		"another application's id":  {foreign(`PRAGMA application_id = 7; CREATE TABLE t (a)`), store.ErrOtherApplication, "nothing was changed"},
		"a newer schema":            {foreign(`PRAGMA application_id = 0x456e5465; PRAGMA user_version = 99; CREATE TABLE t (a)`), store.ErrNewer, "newer program"},
		"half a file":               {cut(0.5), store.ErrDamaged, "restore a backup"},
		"a file without its end":    {cut(0.99), store.ErrDamaged, "restore a backup"},
		"a folder":                  {func(t *testing.T, path string) { os.Mkdir(path, 0o700) }, store.ErrNotDatabase, "name the file"},
		"a damaged first page":      {scribbled(100, 4000), store.ErrDamaged, "restore a backup"},
		"a header of random values": {written("SQLite format 3\x00" + strings.Repeat("\xa5", 9000)), store.ErrDamaged, "restore a backup"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "node.db")
			test.make(t, path)
			before, _ := os.ReadFile(path)
			s, err := sqlite.Open(context.Background(), path, options())
			if err == nil {
				s.Close()
			}
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("open returned %v", err)
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Errorf("the file was changed")
			}
		})
	}
}

func scribbled(from, to int) func(t *testing.T, path string) {
	return func(t *testing.T, path string) {
		fill(t, path)
		b := read(t, path)
		for i := from; i < to; i++ {
			b[i] = 0xa5
		}
		write(t, path, b)
	}
}

// A process that ended before its first commit leaves an empty file.
func TestAnEmptyFileBecomesAStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	write(t, path, nil)
	fill(t, path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestAFolderThatIsNotThereIsAnError(t *testing.T) {
	_, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "missing", "node.db"), options())
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("open returned %v", err)
	}
}

// fill writes a store with some entries and closes it.
func fill(t *testing.T, path string) {
	t.Helper()
	s := opened(t, path)
	update(t, s, storetest.Create)
	update(t, s, func(tx *store.Tx) error {
		_, err := tx.AppendEntries(storetest.Origin, benchEntries(20))
		return err
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func execute(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
