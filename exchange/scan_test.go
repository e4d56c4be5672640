package exchange_test

import (
	"bytes"
	"errors"
	"testing"

	"entente/exchange"
	"entente/node"
	"entente/scanner"
	"entente/scanner/scannertest"
	"entente/store"
)

// What a partner sent is given to nobody, neither person nor partner, before the
// receiver's own scanner has called it clean.
func TestAFileOfAPartnerIsNotReleasedBeforeOurScannerCallsItClean(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	b.close()
	clean, content := a.sent(id, 3_000_000)
	infected := a.sentContent(id, append(make([]byte, 2_000_000), scannertest.EICAR...))
	b.open()
	clamd := scannertest.New(t)
	var err error
	if b.Scanner, err = scanner.New(clamd.Address); err != nil {
		t.Fatal(err)
	}
	client := exchange.NewClient(a.address, b.Keys(), []string{a.Keys().TLSPin()}, here)
	defer client.Close()
	peer := exchange.Peer{Node: b.Node, Partner: a.Self(), Client: client, Log: b.log()}
	if err := peer.Pull(t.Context(), clean.Origin); err != nil {
		t.Fatal(err)
	}
	files := &exchange.Fetcher{Peer: peer}
	state := func(w node.Written) store.File {
		f, err := b.FileAt(t.Context(), store.File{Origin: w.Origin, Index: w.Index, Part: filePart})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	clamd.Down()
	if err := files.Once(t.Context()); !errors.Is(err, node.ErrUnscanned) {
		t.Fatalf("nobody could say whether the files are clean: %v", err)
	}
	for _, w := range []node.Written{clean, infected} {
		if f := state(w); f.State != store.FileArriving || f.Reason != node.FileUnscanned {
			t.Errorf("unscanned: %s, %s", f.State, f.Reason)
		}
		if _, err := b.OpenContent(t.Context(), w.Origin, w.Index, filePart); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("it can be read unscanned: %v", err)
		}
	}
	b.close() // and the node ends meanwhile
	b.open()
	if b.Scanner, err = scanner.New(clamd.Address); err != nil {
		t.Fatal(err)
	}
	files.Peer.Node = b.Node
	clamd.Up()
	if err := files.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.read(clean), content) {
		t.Error("the clean file is another")
	}
	if f := state(infected); f.State != store.FileWithheld || f.Reason != node.FileMalware {
		t.Errorf("infected: %s, %s", f.State, f.Reason)
	}
	if _, err := b.OpenContent(t.Context(), infected.Origin, infected.Index, filePart); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("malware can be read: %v", err)
	}
	b.sound(0)
}
