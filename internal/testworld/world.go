// Package testworld is two nodes that hold the real facts of the demonstration
// together, over real TLS, with their pages: what tests of pages and of features
// stand on. The demonstration's folder is found from any package of the module.
package testworld

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"entente/access"
	"entente/demo/data"
	"entente/exchange"
	"entente/feature"
	"entente/keys"
	"entente/label"
	"entente/landscape"
	"entente/node"
	"entente/outbound"
	"entente/programme"
	"entente/record"
	"entente/store"
	"entente/web"
)

// A Side is one partner's node with its pages.
type Side struct {
	*node.Node
	Pages  http.Handler // as somebody who has signed in at this side finds them
	Door   http.Handler // as somebody whom nobody knows finds them
	Person access.Person
}

// A World is two nodes that hold the real facts together, over real TLS.
type World struct {
	ROK, NATO Side
	Channel   record.ChannelID
	Program   feature.Program
	ticks     atomic.Int64 // of a clock that both sides share
	apart     []func()     // what ends the exchange of each side
}

// tick is by how much the clock goes on each time that it is read.
const tick = 20 * time.Millisecond

// Start is when the clock of both sides begins.
var Start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// Author is who wrote the facts.
var Author = node.Author{Office: "Programme office", Person: "tester"}

// New founds a channel of two, writes every fact of the demonstration, and
// waits until each side has confirmed what the other wrote.
func New(t testing.TB, more ...feature.Feature) *World {
	t.Helper()
	w := &World{}
	var err error
	if w.Program, err = feature.Collect(append([]feature.Feature{programme.Feature, landscape.Feature}, more...)...); err != nil {
		t.Fatal(err)
	}
	w.ROK = w.side(t, "rok", record.Text{EN: "Republic of Korea", FR: "République de Corée", KO: "대한민국"})
	w.NATO = w.side(t, "nato", record.Text{EN: "NATO", FR: "OTAN", KO: "나토"})
	introduce(t, w.ROK, w.NATO)
	w.Meet(t)
	w.Channel, err = w.ROK.Found(t.Context(), node.Founding{
		Name:    record.Text{EN: "Republic of Korea – NATO", FR: "République de Corée – OTAN", KO: "대한민국–나토"},
		Members: []keys.PartnerID{w.NATO.Self()}, Policy: label.NATOLike().Name, Ceiling: "UNCLASSIFIED",
		Releasable: []string{"KOR", "NATO"},
	}, w.ROK.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	w.NATO.Until(t, func(tx *store.Tx) bool { _, err := tx.Channel(w.Channel); return err == nil })
	if err := w.NATO.Accept(t.Context(), w.Channel, w.NATO.Root(t)); err != nil {
		t.Fatal(err)
	}
	for _, s := range []Side{w.ROK, w.NATO} {
		s.Until(t, func(tx *store.Tx) bool {
			c, err := tx.Channel(w.Channel)
			return err == nil && c.State == store.ChannelActive
		})
	}
	w.load(t)
	w.Settle(t)
	return w
}

func (w *World) side(t testing.TB, code string, name record.Text) Side {
	t.Helper()
	folder := node.Folder(t.TempDir())
	config := node.Config{
		Now:    func() time.Time { return Start.Add(time.Duration(w.ticks.Add(1)) * tick) },
		Random: rand.Reader, Kinds: w.Program.Kinds, Offices: w.Program.Offices, Vet: w.Program.Vet, Rights: w.Program.Rights, Policies: label.Shipped(), Cost: &Cheap,
	}
	if err := node.Init(t.Context(), folder, node.Identity{Code: code, Name: name, Address: "https://127.0.0.1:1", Demo: true}, config); err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), folder, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	s := Side{Node: n}
	if s.Door, err = web.Handler(s.Node, web.Options{Program: w.Program, Software: "Entente test", Names: []string{"node.example"}}); err != nil {
		t.Fatal(err)
	}
	s.Pages, s.Person = SignedIn(t, n, s.Door)
	return s
}

// Root is what the side's custodians sign with.
func (s Side) Root(t testing.TB) []keys.Private {
	t.Helper()
	signers, _, err := keys.LoadRoot(s.Folder.RootKeys(), "")
	if err != nil {
		t.Fatal(err)
	}
	return signers
}

func introduce(t testing.TB, a, b Side) {
	t.Helper()
	for _, pair := range [][2]Side{{a, b}, {b, a}} {
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

// Meet lets the nodes exchange, from the beginning and again after Part.
func (w *World) Meet(t testing.TB) {
	t.Helper()
	w.apart = []func(){listen(t, w.ROK, w.NATO), listen(t, w.NATO, w.ROK)}
}

// Part cuts the line between the nodes: what is written from now on stays where
// it is until they meet again.
func (w *World) Part() {
	for _, end := range w.apart {
		end()
	}
}

// listen runs the exchange of s and tells other where it is, until it is ended.
func listen(t testing.TB, s, other Side) (end func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range []Side{s, other} {
		if err := each.SetAddress(t.Context(), s.Self(), "https://"+listener.Addr().String()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = exchange.Run(ctx, s.Node, exchange.Options{Listener: listener, Software: "test", Reach: outbound.Policy{Ranges: outbound.Loopback()}}) // ends with its context
	}()
	end = func() { cancel(); <-done }
	t.Cleanup(end)
	return end
}

// Pass lets time pass on the clock of both sides.
func (w *World) Pass(d time.Duration) { w.ticks.Add(int64(d / tick)) }

// Until waits, woken by the node's own news, for a condition on its store.
func (s Side) Until(t testing.TB, holds func(*store.Tx) bool) {
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

// Settle waits until all that either side wrote is confirmed by the other.
func (w *World) Settle(t testing.TB) {
	t.Helper()
	for _, s := range []Side{w.ROK, w.NATO} {
		s.Until(t, func(tx *store.Tx) bool {
			ledgers, err := tx.LedgersOf(w.Channel)
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

// load writes the facts, each Side its own, with references between the sides
// resolved by their keys.
func (w *World) load(t testing.TB) {
	t.Helper()
	type waiting struct {
		kind *record.Kind
		row  record.Row
		id   record.ID
	}
	named := map[string]record.Ref{}
	bySide := map[string][]waiting{}
	for name, s := range map[string]Side{"rok": w.ROK, "nato": w.NATO} {
		for file, kindName := range map[string]string{
			"programmes": "programme/programme", "editions": "programme/edition", "areas": "programme/area",
			"activities": "programme/activity", "sources": "programme/source", "exposures": "landscape/exposure",
		} {
			kind, _ := w.Program.Kinds.Lookup(kindName)
			for _, row := range Rows(t, kind, name+"/"+file+".csv") {
				id := s.NewID(w.Channel)
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
	for name, s := range map[string]Side{"rok": w.ROK, "nato": w.NATO} {
		var drafts []node.Draft
		for _, waits := range bySide[name] {
			value, problems := waits.row.Over(waits.kind.New(), resolve)
			body, personal, err := waits.kind.Encode(value)
			if len(problems) > 0 || err != nil {
				t.Fatalf("%s: %v %v", waits.row.Key, problems, err)
			}
			drafts = append(drafts, node.Draft{Kind: waits.kind.Name(), ID: waits.id, Body: body, Personal: personal})
		}
		if _, err := s.Write(t.Context(), w.Channel, Author, drafts...); err != nil {
			t.Fatal(err)
		}
	}
}

// Rows are those of a table of the demonstration; none where there is no such table.
func Rows(t testing.TB, kind *record.Kind, path string) []record.Row {
	t.Helper()
	file, err := data.Files.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
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

// Find returns the record of the demonstration with this key.
func (s Side) Find(t testing.TB, channel record.ChannelID, key string) store.Record {
	t.Helper()
	var found []store.Record
	err := s.View(t.Context(), func(tx *store.Tx) (err error) {
		found, err = tx.FindExternal(channel, record.KeyScheme, key)
		return err
	})
	if err != nil || len(found) != 1 {
		t.Fatalf("%d records with key %s: %v", len(found), key, err)
	}
	return found[0]
}

// Get asks for a page of the side as somebody who has signed in.
func (s Side) Get(t testing.TB, address string) *httptest.ResponseRecorder {
	t.Helper()
	return s.send(httptest.NewRequest(http.MethodGet, "http://localhost"+address, nil))
}

// Post sends a form as a page of the side would. The answer is not followed.
func (s Side) Post(t testing.TB, address string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	q := httptest.NewRequest(http.MethodPost, "http://localhost"+address, strings.NewReader(form.Encode()))
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(q)
}

// PostFile sends a form with a file as a page of the side would.
func (s Side) PostFile(t testing.TB, address string, form url.Values, name string, content io.Reader) *httptest.ResponseRecorder {
	t.Helper()
	body, sending := io.Pipe()
	parts := multipart.NewWriter(sending)
	go func() {
		var err error
		for field := range form {
			err = errors.Join(err, parts.WriteField(field, form.Get(field)))
		}
		file, fileErr := parts.CreateFormFile("file", name)
		if err = errors.Join(err, fileErr); err == nil {
			_, err = io.Copy(file, content)
		}
		sending.CloseWithError(errors.Join(err, parts.Close()))
	}()
	q := httptest.NewRequest(http.MethodPost, "http://localhost"+address, body)
	q.Header.Set("Content-Type", parts.FormDataContentType())
	return s.send(q)
}

// Ask sends any other request to the side as somebody who has signed in.
func (s Side) Ask(q *http.Request) *httptest.ResponseRecorder { return s.send(q) }

func (s Side) send(q *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	s.Pages.ServeHTTP(answer, q)
	return answer
}

// Serve serves the pages of the side to a browser under a name of its own: on one
// name a browser would mix up the cookies of two nodes.
func (s Side) Serve(t testing.TB, name string) (address string) {
	t.Helper()
	server := httptest.NewServer(s.Pages)
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return "http://" + name + ".localhost:" + port
}
