package keys

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// ownFolder is closed to others; t.TempDir is not.
func ownFolder(t *testing.T) string { return filepath.Join(t.TempDir(), "keys") }

func sameNode(a, b NodeKeys) bool {
	return a.Ledger.secret() == b.Ledger.secret() && a.LedgerPQ.secret() == b.LedgerPQ.secret() && a.Mirror.secret() == b.Mirror.secret() &&
		a.TLSPin() == b.TLSPin() && bytes.Equal(a.TLS.Certificate[0], b.TLS.Certificate[0]) && a.Recipient.String() == b.Recipient.String() &&
		a.Content == b.Content && a.Marks == b.Marks && a.Actor == b.Actor
}

func TestKeysComeBackFromTheirFiles(t *testing.T) {
	f, folder := found(t, 1), ownFolder(t)
	path := filepath.Join(folder, "node.key")
	if err := SaveNode(path, f.node, ""); err != nil {
		t.Fatal(err)
	}
	if again := must[NodeKeys](t)(LoadNode(path, "")); !sameNode(again, f.node) {
		t.Error("other node keys came back")
	}
	root := filepath.Join(folder, "root.key")
	if err := SaveRoot(root, f.root[1:], f.manifest.Root, ""); err != nil {
		t.Fatal(err)
	}
	held, public, err := LoadRoot(root, "")
	if err != nil || len(held) != 1 || held[0].Public() != f.root[1].Public() || !public.Equal(f.manifest.Root) {
		t.Errorf("root: %v %v %v", held, public, err)
	}
	holder := filepath.Join(folder, "holder.key")
	if err := SaveHolder(holder, f.root[0], ""); err != nil {
		t.Fatal(err)
	}
	if key := must[Private](t)(LoadHolder(holder, "")); key.Public() != f.root[0].Public() {
		t.Error("another holder's key came back")
	}
	if _, err := LoadNode(root, ""); !errors.Is(err, ErrMalformed) {
		t.Errorf("a root's file passes for a node's: %v", err)
	}
	if err := SaveRoot(filepath.Join(folder, "other"), []Private{f.node.Mirror}, f.manifest.Root, ""); !errors.Is(err, ErrMalformed) {
		t.Errorf("a key that is not in the root was saved with it: %v", err)
	}
}

func TestAKeyFileIsNeverReplaced(t *testing.T) {
	path := filepath.Join(ownFolder(t), "node.key")
	first, second := found(t, 1).node, found(t, 2).node
	if err := SaveNode(path, first, ""); err != nil {
		t.Fatal(err)
	}
	if err := SaveNode(path, second, ""); !errors.Is(err, fs.ErrExist) {
		t.Errorf("saved over a file: %v", err)
	}
	if !sameNode(must[NodeKeys](t)(LoadNode(path, "")), first) {
		t.Error("the first keys are gone")
	}
	if left := must[[]os.DirEntry](t)(os.ReadDir(filepath.Dir(path))); len(left) != 1 {
		t.Errorf("files are left behind: %v", left)
	}
}

func TestAKeyFileThatOthersCanReachIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes mean nothing here")
	}
	folder := ownFolder(t)
	path := filepath.Join(folder, "node.key")
	if err := SaveNode(path, found(t, 1).node, ""); err != nil {
		t.Fatal(err)
	}
	for _, p := range []struct {
		path string
		want fs.FileMode
	}{{path, 0o600}, {folder, 0o700}} {
		info := must[os.FileInfo](t)(os.Stat(p.path))
		if info.Mode().Perm() != p.want {
			t.Errorf("%s has mode %o", p.path, info.Mode().Perm())
		}
		for _, mode := range []fs.FileMode{0o040, 0o004, 0o020, 0o001} {
			if err := os.Chmod(p.path, p.want|mode); err != nil {
				t.Fatal(err)
			}
			_, err := LoadNode(path, "")
			var refused *PermissionError
			if !errors.As(err, &refused) || refused.Path != p.path || refused.Want != p.want {
				t.Errorf("%s with mode %o: %v", p.path, p.want|mode, err)
			}
		}
		if err := os.Chmod(p.path, p.want); err != nil {
			t.Fatal(err)
		}
	}
	open := t.TempDir()
	if err := os.Chmod(open, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := SaveNode(filepath.Join(open, "node.key"), found(t, 1).node, ""); !errors.As(err, new(*PermissionError)) {
		t.Errorf("saved in a folder that others can reach: %v", err)
	}
}

func TestAPassphraseIsAskedForAndChecked(t *testing.T) {
	node, path := found(t, 1).node, filepath.Join(ownFolder(t), "node.key")
	if err := SaveNode(path, node, "correct horse"); err != nil {
		t.Fatal(err)
	}
	raw := must[[]byte](t)(os.ReadFile(path))
	if !strings.HasPrefix(string(raw), ageHeader) || strings.Contains(string(raw), "ledger") {
		t.Error("the file is not encrypted")
	}
	if !sameNode(must[NodeKeys](t)(LoadNode(path, "correct horse")), node) {
		t.Error("other keys came back")
	}
	if _, err := LoadNode(path, ""); !errors.Is(err, ErrNoPassphrase) || !errors.Is(err, ErrPassphrase) || errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("without: %v", err)
	}
	if _, err := LoadNode(path, "wrong horse"); !errors.Is(err, ErrWrongPassphrase) || !errors.Is(err, ErrPassphrase) || errors.Is(err, ErrNoPassphrase) {
		t.Errorf("wrong: %v", err)
	}
	raw[len(raw)-1] ^= 1
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadNode(path, "correct horse"); !errors.Is(err, ErrMalformed) {
		t.Errorf("damaged: %v", err)
	}
}

func TestADamagedKeyFileIsAnErrorThatQuotesNoSecret(t *testing.T) {
	f, folder := found(t, 1), ownFolder(t)
	path := filepath.Join(folder, "node.key")
	if err := SaveNode(path, f.node, ""); err != nil {
		t.Fatal(err)
	}
	good := string(must[[]byte](t)(os.ReadFile(path)))
	var file nodeFile
	if err := json.Unmarshal([]byte(good), &file); err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string]string{
		"empty":            "",
		"cut":              good[:len(good)/2],
		"unknown member":   `{"extra":1,` + good[1:],
		"format":           strings.Replace(good, nodeFileFormat, rootFileFormat, 1),
		"algorithms":       strings.Replace(good, `"mirror":"ml-dsa-44:`, `"mirror":"ml-dsa-87:`, 1),
		"short seed":       strings.Replace(good, file.Ledger, "ed25519:AAAA", 1),
		"recipient":        strings.Replace(good, file.Recipient, file.Recipient+"Q", 1),
		"no content key":   strings.Replace(good, `"content":"`+encode64(file.Content), `"content":"`, 1),
		"no certificate":   strings.Replace(good, encode64(file.Certificate), "", 1),
		"no TLS key":       strings.Replace(good, encode64(file.TLS), "", 1),
		"a larger file":    good + strings.Repeat(" ", maxKeyFileBytes),
		"no JSON":          "AGE-SECRET-KEY-PQ-1...",
		"foreign TLS key":  strings.Replace(good, encode64(file.TLS), foreignTLSKey(t), 1),
		"wrong base64":     strings.Replace(good, encode64(file.Marks), "!"+encode64(file.Marks)[1:], 1),
		"recipient is age": strings.Replace(good, file.Recipient, "AGE-SECRET-KEY-1QQQQ", 1),
	} {
		if wrong == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if err := os.WriteFile(path, []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := LoadNode(path, "")
		if !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		} else if strings.Contains(err.Error(), file.Ledger[8:20]) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: the error quotes a secret: %v", name, err)
		}
	}
	if _, err := LoadNode(filepath.Join(folder, "none"), ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if err := os.Mkdir(filepath.Join(folder, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadNode(filepath.Join(folder, "folder"), ""); !errors.Is(err, ErrMalformed) {
		t.Errorf("a folder: %v", err)
	}
}

// foreignTLSKey is the TLS key of another node, as a key file holds it.
func foreignTLSKey(t *testing.T) string {
	path := filepath.Join(ownFolder(t), "node.key")
	if err := SaveNode(path, found(t, 2).node, ""); err != nil {
		t.Fatal(err)
	}
	var file nodeFile
	if err := json.Unmarshal(must[[]byte](t)(os.ReadFile(path)), &file); err != nil {
		t.Fatal(err)
	}
	return encode64(file.TLS)
}
