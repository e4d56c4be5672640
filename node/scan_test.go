package node_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"entente/node"
	"entente/record"
	"entente/scanner"
	"entente/scanner/scannertest"
	"entente/store"
)

// scanned is a node whose files a clamd must call clean.
func scanned(t *testing.T) (*node.Node, record.ChannelID, *scannertest.Clamd) {
	t.Helper()
	n, private := alone(t, "AAA", false)
	clamd := scannertest.New(t)
	var err error
	if n.Scanner, err = scanner.New(clamd.Address); err != nil {
		t.Fatal(err)
	}
	return n, private, clamd
}

func uploaded(t *testing.T, n *node.Node, content []byte) (store.Upload, error) {
	t.Helper()
	u, err := n.BeginUpload(t.Context(), "tester", "note.txt", int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return n.Receive(t.Context(), "tester", u.Name, 0, "", bytes.NewReader(content))
}

func TestAFileWithMalwareIsNotKept(t *testing.T) {
	n, _, _ := scanned(t)
	u, err := uploaded(t, n, scannertest.EICAR)
	if !errors.Is(err, node.ErrMalware) {
		t.Fatalf("it was taken: %v", err)
	}
	if _, err := n.Upload(t.Context(), "tester", u.Name); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("it is still there: %v", err)
	}
	if left, err := os.ReadDir(n.Folder.Files()); err != nil || len(left) != 0 {
		t.Errorf("its content is still there: %v, %v", left, err)
	}
}

func TestAFileIsNotWrittenWhileTheScannerDoesNotAnswer(t *testing.T) {
	n, private, clamd := scanned(t)
	clamd.Down()
	u, err := uploaded(t, n, []byte("harmless"))
	if err != nil {
		t.Fatalf("what was sent is lost: %v", err)
	}
	draft := node.Draft{Kind: "test/note", Body: body("with a file"), Attachments: []node.Attachment{{Upload: u.Name}}}
	write := func() error {
		_, err := n.Write(t.Context(), private, node.Author{Office: "desk", Person: "tester"}, draft)
		return err
	}
	if err := write(); !errors.Is(err, node.ErrUnscanned) {
		t.Fatalf("written unscanned: %v", err)
	}
	clamd.Up()
	if err := write(); err != nil {
		t.Errorf("the scanner answers again: %v", err)
	}
	if clamd.Scanned() != 1 {
		t.Errorf("scanned %d times", clamd.Scanned())
	}
}
