package exchange_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"entente/exchange"
	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/outbound"
	"entente/record"
	"entente/store"
)

// note is a kind for these tests only.
type note struct {
	Title  record.Text `json:"title" is:"required column search" en:"Title"`
	About  record.Ref  `json:"about" to:"test/note" en:"About"`
	Secret string      `json:"secret" is:"sensitive" en:"Secret"`
	record.Basics
}

func declareNotes(version int) *record.Kind {
	of := record.Of[note]{Name: "test/note", Version: version, Title: "Note|Notes"}
	for v := 1; v < version; v++ {
		of.Was = append(of.Was, record.Was(v, func(old note) note { return old }))
	}
	return record.Declare(of).Kind
}

type other struct {
	Name string `json:"name" is:"required column" en:"Name"`
	record.Basics
}

func declareOthers() *record.Kind {
	return record.Declare(record.Of[other]{Name: "test/other", Version: 1, Title: "Other|Others"}).Kind
}

// A world is some nodes in one process that meet over real TLS on loopback.
type world struct {
	t  testing.TB
	mu sync.Mutex
	at time.Time
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return &world{t: t, at: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
}

// now ticks by a millisecond whenever it is asked.
func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(time.Millisecond)
	return w.at
}

// here is where the nodes of these tests are.
var here = outbound.Policy{Ranges: outbound.Loopback()}

// setClock lets every node's clock jump.
func (w *world) setClock(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = at
}

// member is one node with what is needed to restart it.
type member struct {
	*node.Node
	w       *world
	code    string
	folder  node.Folder
	kinds   []*record.Kind
	address string
	maxFile int64
	stop    func()
}

func (w *world) config(kinds ...*record.Kind) node.Config {
	set, err := record.NewKinds(kinds...)
	if err != nil {
		w.t.Fatal(err)
	}
	return node.Config{Now: w.now, Random: rand.Reader, Kinds: set, Policies: label.Shipped()}
}

// found makes a node; it does not listen yet.
func (w *world) found(code string, kinds ...*record.Kind) *member {
	w.t.Helper()
	m := &member{w: w, code: code, folder: node.Folder(w.t.TempDir()), kinds: kinds}
	err := node.Init(w.t.Context(), m.folder, node.Identity{
		Code: code, Name: record.Text{EN: "Partner " + code}, Address: "https://127.0.0.1:1", Demo: true,
	}, w.config(kinds...))
	if err != nil {
		w.t.Fatalf("make node %s: %v", code, err)
	}
	m.open()
	return m
}

func (m *member) open() {
	m.w.t.Helper()
	config := m.w.config(m.kinds...)
	config.MaxFile = m.maxFile
	n, err := node.Open(m.w.t.Context(), m.folder, config)
	if err != nil {
		m.w.t.Fatalf("open node %s: %v", m.code, err)
	}
	m.Node = n
	m.stop = func() {}
	m.w.t.Cleanup(func() { m.close() })
}

func (m *member) close() {
	m.stop()
	m.stop = func() {}
	if m.Node != nil {
		if err := m.Node.Close(); err != nil {
			m.w.t.Errorf("close node %s: %v", m.code, err)
		}
		m.Node = nil
	}
}

// listen starts the exchange and tells the others where.
func (m *member) listen(others ...*member) {
	m.w.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		m.w.t.Fatal(err)
	}
	m.address = "https://" + listener.Addr().String()
	for _, each := range append(others, m) {
		if each.Node == nil {
			continue
		}
		if err := each.SetAddress(m.w.t.Context(), m.Self(), m.address); err != nil {
			m.w.t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- exchange.Run(ctx, m.Node, exchange.Options{Listener: listener, Software: "test", Log: m.log(), Reach: here})
	}()
	m.stop = func() {
		cancel()
		if err := <-done; err != nil && ctx.Err() == nil {
			m.w.t.Errorf("exchange of %s: %v", m.code, err)
		}
		m.stop = func() {}
	}
}

// log writes what a node says about its exchange into the test's output.
func (m *member) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(m.w.t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo})).With("node", m.code)
}

// introduce lets two nodes trust each other.
func introduce(a, b *member) {
	for _, pair := range [][2]*member{{a, b}, {b, a}} {
		card, err := pair[0].Card(a.w.t.Context())
		if err != nil {
			a.w.t.Fatal(err)
		}
		_, err = pair[1].AddPartner(a.w.t.Context(), card, &node.Comparison{
			Digits: keys.Fingerprint(card.Manifest), Offices: []string{"desk", "security"},
		})
		if err != nil {
			a.w.t.Fatal(err)
		}
	}
}

func (m *member) root() []keys.Private {
	signers, _, err := keys.LoadRoot(m.folder.RootKeys(), "")
	if err != nil {
		m.w.t.Fatal(err)
	}
	return signers
}

// channelOf founds a channel of both, over the wire.
func channelOf(a, b *member, ceiling string) record.ChannelID {
	t := a.w.t
	t.Helper()
	id, err := a.Found(t.Context(), node.Founding{
		Name: record.Text{EN: "Test channel"}, Members: []keys.PartnerID{b.Self()},
		Policy: label.TLP().Name, Ceiling: ceiling, Default: "GREEN",
	}, a.root())
	if err != nil {
		t.Fatal(err)
	}
	b.until("is invited", func(tx *store.Tx) bool {
		c, err := tx.Channel(id)
		return err == nil && c.State == store.ChannelInvited
	})
	if err := b.Accept(t.Context(), id, b.root()); err != nil {
		t.Fatal(err)
	}
	for _, m := range []*member{a, b} {
		m.until("has an active channel", func(tx *store.Tx) bool {
			c, err := tx.Channel(id)
			return err == nil && c.State == store.ChannelActive
		})
	}
	return id
}

// until waits, woken by the node's own news, for a condition on its store.
func (m *member) until(what string, holds func(*store.Tx) bool) {
	m.w.t.Helper()
	timeUp := time.After(30 * time.Second)
	for {
		_, changed := m.Changes.Now()
		held := false
		err := m.View(m.w.t.Context(), func(tx *store.Tx) error { held = holds(tx); return nil })
		if err != nil {
			m.w.t.Fatal(err)
		}
		if held {
			return
		}
		select {
		case <-changed:
		case <-timeUp:
			m.w.t.Fatalf("%s never came to: %s", m.code, what)
		}
	}
}

func (m *member) write(channel record.ChannelID, title string) node.Written {
	m.w.t.Helper()
	return m.draft(channel, node.Draft{Kind: "test/note", Body: body(title)})
}

func (m *member) draft(channel record.ChannelID, draft node.Draft) node.Written {
	m.w.t.Helper()
	written, err := m.Write(m.w.t.Context(), channel, node.Author{Office: "desk", Person: "tester"}, draft)
	if err != nil {
		m.w.t.Fatal(err)
	}
	return written[0]
}

func body(title string) []byte { return fmt.Appendf(nil, `{"title":{"en":%q}}`, title) }

func (m *member) has(channel record.ChannelID, id record.ID, revision int) {
	m.w.t.Helper()
	m.until(fmt.Sprintf("has revision %d of %s", revision, id), func(tx *store.Tx) bool {
		r, err := tx.Record(channel, id)
		return err == nil && r.Revision.Revision == revision
	})
}

// confirmed waits until everybody else confirmed our ledger up to size.
func (m *member) confirmed(origin string, by *member, size int64) {
	m.w.t.Helper()
	m.until(fmt.Sprintf("is confirmed by %s up to %d", by.code, size), func(tx *store.Tx) bool {
		receipts, err := tx.LatestCosignatures(origin)
		for _, r := range receipts {
			if r.Partner == by.Self() && r.Size >= size {
				return true
			}
		}
		return err != nil
	})
}
