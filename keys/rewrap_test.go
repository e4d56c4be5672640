package keys

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestAKeyFileIsWrappedLaterAndUnderAnotherPassphrase(t *testing.T) {
	f, path := found(t, 1), filepath.Join(ownFolder(t), "node.key")
	if err := SaveNode(path, f.node, ""); err != nil {
		t.Fatal(err)
	}
	if wrapped, err := Wrapped(path); err != nil || wrapped {
		t.Fatalf("an open file passes for wrapped: %t %v", wrapped, err)
	}
	if err := Rewrap(path, "", ""); !errors.Is(err, ErrPassphrase) {
		t.Errorf("wrapped under nothing: %v", err)
	}
	if err := Rewrap(path, "", "first words"); err != nil {
		t.Fatal(err)
	}
	if wrapped, err := Wrapped(path); err != nil || !wrapped {
		t.Fatalf("it is not wrapped: %v", err)
	}
	content, err := os.ReadFile(path)
	if err != nil || bytes.Contains(content, []byte(f.node.Ledger.secret())) || bytes.Contains(content, []byte("ed25519:")) {
		t.Errorf("a key stands in the file: %v", err)
	}
	if err := Rewrap(path, "other words", "second words"); !errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("a wrong passphrase wrapped it anew: %v", err)
	}
	if err := Rewrap(path, "first words", "second words"); err != nil {
		t.Fatal(err)
	}
	if again := must[NodeKeys](t)(LoadNode(path, "second words")); !sameNode(again, f.node) {
		t.Error("other node keys came back")
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("beside the file: %v %v", left, err)
	}
}
