package web_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"entente/exchange"
	"entente/feature"
	"entente/keys"
	"entente/label"
	"entente/landscape"
	"entente/node"
	"entente/programme"
	"entente/record"
	"entente/store"
	"entente/web"
)

// A side is one partner's node with its pages.
type side struct {
	*node.Node
	folder node.Folder
	pages  http.Handler
}

// A world is two nodes that hold the real facts together, over real TLS.
type world struct {
	rok, nato side
	channel   record.ChannelID
	program   feature.Program
	ticks     atomic.Int64 // of a clock that both sides share
}

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// newWorld founds a channel of two, writes every fact of the demonstration, and
// waits until each side has confirmed what the other wrote.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{}
	var err error
	if w.program, err = feature.Collect(programme.Feature, landscape.Feature); err != nil {
		t.Fatal(err)
	}
	w.rok = w.side(t, "rok", record.Text{EN: "Republic of Korea", FR: "République de Corée", KO: "대한민국"})
	w.nato = w.side(t, "nato", record.Text{EN: "NATO", FR: "OTAN", KO: "나토"})
	introduce(t, w.rok, w.nato)
	listen(t, w.rok, w.nato)
	listen(t, w.nato, w.rok)
	w.channel, err = w.rok.Found(t.Context(), node.Founding{
		Name:    record.Text{EN: "Republic of Korea – NATO", FR: "République de Corée – OTAN", KO: "대한민국–나토"},
		Members: []keys.PartnerID{w.nato.Self()}, Policy: label.NATOLike().Name, Ceiling: "UNCLASSIFIED",
		Releasable: []string{"KOR", "NATO"},
	}, w.rok.root(t))
	if err != nil {
		t.Fatal(err)
	}
	until(t, w.nato, func(tx *store.Tx) bool { _, err := tx.Channel(w.channel); return err == nil })
	if err := w.nato.Accept(t.Context(), w.channel, w.nato.root(t)); err != nil {
		t.Fatal(err)
	}
	for _, s := range []side{w.rok, w.nato} {
		until(t, s, func(tx *store.Tx) bool {
			c, err := tx.Channel(w.channel)
			return err == nil && c.State == store.ChannelActive
		})
	}
	w.load(t)
	w.settle(t)
	return w
}

func (w *world) side(t testing.TB, code string, name record.Text) side {
	t.Helper()
	s := side{folder: node.Folder(t.TempDir())}
	config := node.Config{
		Now:    func() time.Time { return start.Add(time.Duration(w.ticks.Add(1)) * 20 * time.Millisecond) },
		Random: rand.Reader, Kinds: w.program.Kinds, Policies: label.Shipped(),
	}
	if err := node.Init(t.Context(), s.folder, node.Identity{Code: code, Name: name, Address: "https://127.0.0.1:1", Demo: true}, config); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.Node, err = node.Open(t.Context(), s.folder, config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Node.Close() })
	if s.pages, err = web.Handler(s.Node, web.Options{Program: w.program, Software: "Entente test", Names: []string{"node.example"}}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s side) root(t testing.TB) []keys.Private {
	t.Helper()
	signers, _, err := keys.LoadRoot(s.folder.RootKeys(), "")
	if err != nil {
		t.Fatal(err)
	}
	return signers
}

func introduce(t testing.TB, a, b side) {
	t.Helper()
	for _, pair := range [][2]side{{a, b}, {b, a}} {
		card, err := pair[0].Card(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		compared := &node.Comparison{Digits: keys.Fingerprint(card.Manifest), Offices: []string{"Programme office", "Security office"}}
		if _, err := pair[1].AddPartner(t.Context(), card, compared); err != nil {
			t.Fatal(err)
		}
	}
}

// listen runs the exchange of s and tells other where it is.
func listen(t testing.TB, s, other side) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range []side{s, other} {
		if err := each.SetAddress(t.Context(), s.Self(), "https://"+listener.Addr().String()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- exchange.Run(ctx, s.Node, exchange.Options{Listener: listener, Software: "test"}) }()
	t.Cleanup(func() { cancel(); <-done })
}

// until waits, woken by the node's own news, for a condition on its store.
func until(t testing.TB, s side, holds func(*store.Tx) bool) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for {
		_, changed := s.Changes.Now()
		held := false
		if err := s.View(t.Context(), func(tx *store.Tx) error { held = holds(tx); return nil }); err != nil {
			t.Fatal(err)
		}
		if held {
			return
		}
		select {
		case <-changed:
		case <-limit:
			t.Fatal("a condition never came to hold")
		}
	}
}

// settle waits until all that either side wrote is confirmed by the other.
func (w *world) settle(t testing.TB) {
	t.Helper()
	for _, s := range []side{w.rok, w.nato} {
		until(t, s, func(tx *store.Tx) bool {
			ledgers, err := tx.LedgersOf(w.channel)
			for _, l := range ledgers {
				head, missing := tx.LatestCheckpoint(l.Origin)
				receipts, failed := tx.LatestCosignatures(l.Origin)
				if err != nil || missing != nil || failed != nil || len(receipts) == 0 || receipts[0].Size < head.Size || l.Folded < head.Size {
					return false
				}
			}
			return len(ledgers) == 2
		})
	}
}

// load writes the facts, each side its own, with references between the sides
// resolved by their keys.
func (w *world) load(t testing.TB) {
	t.Helper()
	type waiting struct {
		kind *record.Kind
		row  record.Row
		id   record.ID
	}
	named := map[string]record.Ref{}
	bySide := map[string][]waiting{}
	for name, s := range map[string]side{"rok": w.rok, "nato": w.nato} {
		for file, kindName := range map[string]string{
			"programmes": "programme/programme", "editions": "programme/edition", "areas": "programme/area",
			"activities": "programme/activity", "sources": "programme/source", "exposures": "landscape/exposure",
		} {
			kind, _ := w.program.Kinds.Lookup(kindName)
			for _, row := range rows(t, kind, filepath.Join("..", "demo", "data", name, file+".csv")) {
				id := s.NewID(w.channel)
				named[kindName+"/"+row.Key] = record.Ref{Kind: kindName, ID: id}
				bySide[name] = append(bySide[name], waiting{kind, row, id})
			}
		}
	}
	resolve := func(kind, text string) (record.Ref, error) {
		for _, key := range []string{text, kind + "/" + text} {
			if ref, ok := named[key]; ok {
				return ref, nil
			}
		}
		return record.Ref{}, errors.New("no such key")
	}
	for name, s := range map[string]side{"rok": w.rok, "nato": w.nato} {
		var drafts []node.Draft
		for _, waits := range bySide[name] {
			value, problems := waits.row.Over(waits.kind.New(), resolve)
			body, personal, err := waits.kind.Encode(value)
			if len(problems) > 0 || err != nil {
				t.Fatalf("%s: %v %v", waits.row.Key, problems, err)
			}
			drafts = append(drafts, node.Draft{Kind: waits.kind.Name(), ID: waits.id, Body: body, Personal: personal})
		}
		if _, err := s.Write(t.Context(), w.channel, node.Author{Office: "Programme office", Person: "tester"}, drafts...); err != nil {
			t.Fatal(err)
		}
	}
}

func rows(t testing.TB, kind *record.Kind, path string) []record.Row {
	t.Helper()
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader, err := record.ReadCSV(kind, file)
	if err != nil {
		t.Fatal(err)
	}
	var all []record.Row
	for {
		row, err := reader.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
}
