package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"entente/store"
	"entente/store/sqlite"
	"entente/store/storetest"
)

func options() sqlite.Options {
	return sqlite.Options{ContentKey: [32]byte{1}, Random: storetest.Random(200), Now: storetest.Now}
}

func opened(t testing.TB, path string) store.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestSQLiteIsAStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		return opened(t, filepath.Join(t.TempDir(), "a ?#%' folder.db"))
	})
}

func update(t testing.TB, s store.Store, write func(*store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), write); err != nil {
		t.Fatalf("update: %v", err)
	}
}
