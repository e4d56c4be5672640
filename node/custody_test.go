package node_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/keys"
	"entente/node"
	"entente/store"
	"entente/store/sqlite"
)

// Whoever has the database and the files beside it, but not the node's keys, opens
// no part: their keys are wrapped by one that is outside the database.
func TestTheDatabaseAloneOpensNoContent(t *testing.T) {
	n, _ := alone(t, "AAA", false)
	w := kept(t, n, "an unmistakable sentence")
	backup := filepath.Join(t.TempDir(), "copy.db")
	if err := n.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Dir(backup)
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte("unmistakable")) {
			t.Errorf("the text stands in %s", entry.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	own := n.Keys().Content
	for name, key := range map[string][32]byte{"no key": {}, "another key": {1}} {
		if err := readPart(t, n, key, w); err == nil {
			t.Errorf("%s opens the part", name)
		}
	}
	if err := readPart(t, n, own, w); err != nil {
		t.Errorf("the node's own key: %v", err)
	}
	if err := keys.Rewrap(n.Folder.NodeKeys(), "", "words that wrap"); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(n.Folder.NodeKeys())
	if err != nil || !strings.HasPrefix(string(raw), "age-encryption.org/v1\n") {
		t.Errorf("the key file is open: %v", err)
	}
	if _, err := keys.LoadNode(n.Folder.NodeKeys(), ""); !errors.Is(err, keys.ErrNoPassphrase) {
		t.Errorf("the key file opens without its passphrase: %v", err)
	}
}

// readPart reads an entry's parts with a content key.
func readPart(t *testing.T, n *node.Node, content [32]byte, w node.Written) error {
	t.Helper()
	db, err := sqlite.Open(context.Background(), n.Folder.Database(), sqlite.Options{ContentKey: content, Random: n.Random, Now: n.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return db.View(t.Context(), func(tx *store.Tx) error {
		entry, err := tx.Entry(w.Origin, w.Index)
		if err == nil && entry.Parts[2].Content == nil {
			err = store.ErrDamaged
		}
		return err
	})
}
