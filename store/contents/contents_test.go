package contents_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"

	"entente/keys"
	"entente/record"
	"entente/store/contents"
)

func folder(t *testing.T) contents.Folder {
	return contents.Folder{Path: filepath.Join(t.TempDir(), "files"), ContentKey: [32]byte{1}, Random: rand.Reader}
}

func written(t *testing.T, f contents.Folder, name contents.Name, salt keys.Salt, from int64, chunks ...[]byte) {
	t.Helper()
	w, err := f.Write(name, salt, from)
	if err != nil {
		t.Fatal(err)
	}
	for _, chunk := range chunks {
		if err := w.Append(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Sync(), w.Close()); err != nil {
		t.Fatal(err)
	}
}

func random(t *testing.T, n int) []byte {
	t.Helper()
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAFileReadsAsItWasWrittenFromAnywhere(t *testing.T) {
	f, name, salt := folder(t), contents.Name{7}, keys.Salt{9}
	content := random(t, 2*record.ChunkBytes+12345)
	written(t, f, name, salt, 0, content[:record.ChunkBytes], random(t, 100)) // the second was cut, and comes again
	if f.Whole(name) {
		t.Error("a file that is not finished is taken for whole")
	}
	written(t, f, name, salt, 1, content[record.ChunkBytes:2*record.ChunkBytes], content[2*record.ChunkBytes:])
	for range 2 { // again after a crash
		if err := f.Finish(name); err != nil {
			t.Fatal(err)
		}
	}
	r, err := f.Read(name, salt, int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := iotest.TestReader(r, content); err != nil {
		t.Error(err)
	}
	stored, err := os.ReadFile(filepath.Join(f.Path, name.String()))
	if err != nil || bytes.Contains(stored, content[:64]) {
		t.Errorf("the content stands in the folder as it is: %v", err)
	}
}

func TestAFileThatWasChangedIsDamaged(t *testing.T) {
	f, name, salt := folder(t), contents.Name{7}, keys.Salt{9}
	content := random(t, record.ChunkBytes+100)
	written(t, f, name, salt, 0, content[:record.ChunkBytes], content[record.ChunkBytes:])
	if err := f.Finish(name); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(f.Path, name.String())
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	read := func(size int, salt keys.Salt) error {
		r, err := f.Read(name, salt, int64(size))
		if err != nil {
			return err
		}
		defer r.Close()
		_, err = io.Copy(io.Discard, r)
		return err
	}
	for what, change := range map[string]func(b []byte) []byte{
		"a byte":     func(b []byte) []byte { b[len(b)/2]++; return b },
		"its end":    func(b []byte) []byte { return b[:len(b)-1] },
		"more":       func(b []byte) []byte { return append(b, 0) },
		"everything": func([]byte) []byte { return nil },
	} {
		if err := os.WriteFile(path, change(bytes.Clone(good)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := read(len(content), salt); !errors.Is(err, contents.ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := read(len(content), keys.Salt{8}); !errors.Is(err, contents.ErrDamaged) {
		t.Errorf("it opens without its salt: %v", err)
	}
	if err := read(len(content), salt); err != nil {
		t.Error(err)
	}
}

func TestWhatNobodyWantsIsSwept(t *testing.T) {
	f := folder(t)
	if removed, err := f.Sweep(func(contents.Name) bool { return false }); removed != 0 || err != nil {
		t.Error(removed, err)
	}
	written(t, f, contents.Name{1}, keys.Salt{}, 0, []byte("kept"))
	written(t, f, contents.Name{2}, keys.Salt{}, 0, []byte("half"))
	written(t, f, contents.Name{3}, keys.Salt{}, 0, []byte("whole"))
	if err := errors.Join(f.Finish(contents.Name{1}), f.Finish(contents.Name{3}), os.WriteFile(filepath.Join(f.Path, "README"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	removed, err := f.Sweep(func(n contents.Name) bool { return n == contents.Name{1} })
	if removed != 2 || err != nil || !f.Whole(contents.Name{1}) || f.Whole(contents.Name{3}) {
		t.Errorf("%d removed: %v", removed, err)
	}
	if err := f.Finish(contents.Name{2}); !errors.Is(err, contents.ErrDamaged) {
		t.Errorf("a file that is not there was finished: %v", err)
	}
}
