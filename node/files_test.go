package node_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"entente/mediatype"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/store/sqlite"
)

func TestAFileThatIsNotTakenLeavesNothing(t *testing.T) {
	n, _ := alone(t, "AAA", false)
	n.MaxFile = 3 << 20
	for name, test := range map[string]struct {
		called string
		size   int64
		body   io.Reader
		want   any
	}{
		"empty":       {"a.txt", -1, strings.NewReader(""), node.ErrFileEmpty},
		"announced 0": {"a.txt", 0, nil, node.ErrFileEmpty},
		"too large":   {"a.txt", -1, io.LimitReader(letters{}, 3<<20+1), node.ErrFileLarge},
		"announced":   {"a.txt", node.DefaultMaxFile + 1, nil, node.ErrFileLarge},
		"cut":         {"a.txt", -1, io.MultiReader(strings.NewReader("x"), iotest.ErrReader(errors.New("cut"))), node.ErrUnfinished},
		"longer":      {"a.txt", 3, strings.NewReader("more"), node.ErrFileLarge},
		"a name":      {"a\u202e.txt", -1, nil, &node.BadFileName{}},
		"no pdf":      {"a.pdf", -1, strings.NewReader("no pdf"), &mediatype.Mismatch{}},
	} {
		u, err := n.BeginUpload(t.Context(), "tester", test.called, test.size)
		if err == nil {
			_, err = n.Receive(t.Context(), "tester", u.Name, 0, "", test.body)
		}
		var fits bool
		switch want := test.want.(type) {
		case *node.BadFileName:
			fits = errors.As(err, &want)
		case *mediatype.Mismatch:
			fits = errors.As(err, &want)
		case error:
			fits = errors.Is(err, want)
		}
		if !fits {
			t.Errorf("%s: %v", name, err)
		}
		if !errors.Is(err, node.ErrUnfinished) {
			continue
		}
		if err := n.EndUpload(t.Context(), "tester", u.Name); err != nil {
			t.Error(err)
		}
	}
	found, err := os.ReadDir(n.Folder.Files())
	if err != nil || len(found) > 0 {
		t.Errorf("%d files are left: %v", len(found), err)
	}
}

type letters struct{}

func (letters) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

// kept writes a record with a file into the private channel.
func kept(t *testing.T, n *node.Node, content string) node.Written {
	t.Helper()
	private, err := n.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	u, err := n.BeginUpload(t.Context(), "tester", "note.txt", int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Receive(t.Context(), "tester", u.Name, 0, "", strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	draft := node.Draft{Kind: "test/note", Body: []byte(`{"title":{"en":"with a file"}}`), Attachments: []node.Attachment{{Upload: u.Name}}}
	if _, err := n.Write(t.Context(), private, node.Author{Office: "desk", Person: "somebody else"}, draft); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("somebody else's file was written: %v", err)
	}
	written, err := n.Write(t.Context(), private, node.Author{Office: "desk", Person: "tester"}, draft)
	if err != nil {
		t.Fatal(err)
	}
	return written[0]
}

// reopened closes a node, changes its database behind its back, and opens it
// again later.
func reopened(t *testing.T, n *node.Node, later time.Duration, meanwhile func(*store.Tx) error) *node.Node {
	t.Helper()
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), n.Folder.Database(), sqlite.Options{ContentKey: n.Keys().Content, Random: rand.Reader, Now: n.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(t.Context(), meanwhile), db.Close()); err != nil {
		t.Fatal(err)
	}
	config := config(t)
	config.Now = func() time.Time { return noon.Add(later) }
	again, err := node.Open(t.Context(), n.Folder, config)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

func TestWhatWasLeftBehindGivesWayToWhatIsSentNow(t *testing.T) {
	n, _ := alone(t, "AAA", false)
	now := n.Now()
	n.Now = func() time.Time { return now }
	begin := func(account string) (store.Upload, error) {
		return n.BeginUpload(t.Context(), account, "a.txt", 5)
	}
	first, err := begin("tester")
	for range 31 {
		if err == nil {
			now = now.Add(time.Second)
			_, err = begin("tester")
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := begin("tester"); !errors.Is(err, node.ErrManyUploads) {
		t.Errorf("a file that may still be on its way gives way: %v", err)
	}
	now = now.Add(10 * time.Minute)
	if _, err := begin("somebody else"); err != nil {
		t.Error(err)
	}
	if _, err := n.Upload(t.Context(), "tester", first.Name); err != nil {
		t.Errorf("it gives way to somebody else: %v", err)
	}
	if _, err := begin("tester"); err != nil {
		t.Errorf("nothing gives way: %v", err)
	}
	if _, err := n.Upload(t.Context(), "tester", first.Name); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the oldest is still there: %v", err)
	}
}

func TestAStartPutsTheFilesInOrder(t *testing.T) {
	folder := node.Folder(filepath.Join(t.TempDir(), "AAA"))
	who := node.Identity{Code: "AAA", Name: record.Text{EN: "AAA"}, Address: "https://node.example:7443"}
	if err := node.Init(t.Context(), folder, who, config(t)); err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), folder, config(t))
	if err != nil {
		t.Fatal(err)
	}
	safe, lost, gone := kept(t, n, "safe"), kept(t, n, "lost"), kept(t, n, "withdrawn")
	abandoned, err := n.BeginUpload(t.Context(), "tester", "half.txt", 2<<20)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Receive(t.Context(), "tester", abandoned.Name, 0, "", strings.NewReader(strings.Repeat("x", 1<<20))); err != nil {
		t.Fatal(err)
	}
	names := map[node.Written]store.File{}
	for _, w := range []node.Written{safe, lost, gone} {
		if names[w], err = n.FileAt(t.Context(), store.File{Origin: w.Origin, Index: w.Index, Part: 4}); err != nil {
			t.Fatal(err)
		}
	}
	path := func(name [16]byte) string { return filepath.Join(n.Folder.Files(), record.ChannelID(name).String()) }
	if err := errors.Join(os.Remove(path(names[lost].Name)), os.WriteFile(path([16]byte{9})+".part", []byte("of a crash"), 0o600)); err != nil {
		t.Fatal(err)
	}
	n = reopened(t, n, 0, func(tx *store.Tx) error {
		return tx.SetPart(gone.Origin, gone.Index, 4, record.Part{State: record.Withdrawn})
	})
	for w, want := range map[node.Written]store.FileState{safe: store.FilePresent, lost: store.FileWithheld} {
		if f, err := n.FileAt(t.Context(), names[w]); err != nil || f.State != want {
			t.Errorf("%+v, %v; expected %s", f, err, want)
		}
	}
	if _, err := n.FileAt(t.Context(), names[gone]); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a file that was withdrawn: %v", err)
	}
	if _, err := os.Stat(path(names[gone].Name)); err == nil {
		t.Error("the content of what was withdrawn is still there")
	}
	if _, err := os.Stat(path([16]byte{9}) + ".part"); err == nil {
		t.Error("what a crash left is still there")
	}
	if u, err := n.Upload(t.Context(), "tester", abandoned.Name); err != nil || u.Held != 1 {
		t.Errorf("half a file cannot be gone on with after a start: %+v %v", u, err)
	}
	n = reopened(t, n, 25*time.Hour, func(*store.Tx) error { return nil })
	defer n.Close()
	if _, err := n.Upload(t.Context(), "tester", abandoned.Name); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("after a day nobody went on: %v", err)
	}
}

func TestABackupHoldsTheContentsOfFiles(t *testing.T) {
	n, _ := alone(t, "AAA", false)
	w := kept(t, n, "to be kept")
	path := filepath.Join(t.TempDir(), "backup.db")
	if err := n.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	f, err := n.FileAt(t.Context(), store.File{Origin: w.Origin, Index: w.Index, Part: 4})
	if err != nil {
		t.Fatal(err)
	}
	name := record.ChannelID(f.Name).String()
	own, err := os.ReadFile(filepath.Join(n.Folder.Files(), name))
	copied, copyErr := os.ReadFile(filepath.Join(path+node.BackupFiles, name))
	if err != nil || copyErr != nil || !bytes.Equal(own, copied) {
		t.Error("the backup has another content", err, copyErr)
	}
	if err := n.Backup(t.Context(), path); !errors.Is(err, store.ErrExists) {
		t.Errorf("a backup was overwritten: %v", err)
	}
}
