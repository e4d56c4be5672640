package node

import (
	"crypto/rand"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"entente/access"
	"entente/channel"
	"entente/keys"
	"entente/label"
	"entente/record"
	"entente/store"
)

type mandatedNote struct {
	Title record.Text `json:"title" is:"required column search" en:"Title"`
	Next  record.Ref  `json:"next" to:"test/note" en:"Next"`
	record.Basics
}

// A bench is two nodes without a line between them, whose clock a test moves.
type bench struct {
	testing.TB
	clock   atomic.Int64 // milliseconds after noon
	channel record.ChannelID
	a, b    *benchSide
}

type benchSide struct {
	*Node
	root             []keys.Private
	one, deputy, two keys.Private
	first, second    keys.Envelope // mandates of one, with its deputy, and of two
}

var benchNoon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func (w *bench) now() time.Time {
	return benchNoon.Add(time.Duration(w.clock.Add(20)) * time.Millisecond)
}

func (w *bench) pass(d time.Duration) { w.clock.Add(d.Milliseconds()) }

func need[T any](value T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func (w *bench) side(code string, seed byte) *benchSide {
	kinds := need(record.NewKinds(record.Declare(record.Of[mandatedNote]{Name: "test/note", Version: 1, Title: "Note|Notes"}).Kind))(w)
	config := Config{Now: w.now, Random: rand.Reader, Kinds: kinds, Policies: label.Shipped()}
	folder := Folder(filepath.Join(w.TempDir(), code))
	if err := Init(w.Context(), folder, Identity{Code: code, Name: record.Text{EN: code}, Address: "https://node.example:7443"}, config); err != nil {
		w.Fatal(err)
	}
	s := &benchSide{Node: need(Open(w.Context(), folder, config))(w)}
	w.Cleanup(func() { s.Close() })
	var err error
	if s.root, _, err = keys.LoadRoot(folder.RootKeys(), ""); err != nil {
		w.Fatal(err)
	}
	seeded := func(n byte) keys.Private { return need(keys.FromSeed(keys.Ed25519, [32]byte{seed, n}))(w) }
	s.one, s.deputy, s.two = seeded(1), seeded(2), seeded(3)
	s.first = s.give(w, access.Mandate{Holder: "desk-1", Key: s.one.Public(), Deputies: []access.Deputy{{Holder: "desk-2", Key: s.deputy.Public()}}})
	s.second = s.give(w, access.Mandate{Holder: "desk-3", Key: s.two.Public()})
	return s
}

// give lets the custodians sign a mandate, with a year and all acts unless it says otherwise.
func (s *benchSide) give(t testing.TB, m access.Mandate) keys.Envelope {
	m.Partner = s.Self()
	if m.Acts == nil {
		m.Acts = []access.Verb{access.Release, access.Withdrawal, access.Charter}
	}
	if m.NotBefore.IsZero() {
		m.NotBefore, m.NotAfter = benchNoon, benchNoon.AddDate(1, 0, 0)
	}
	return need(m.Sign(s.root...))(t)
}

// newBench founds a channel of two whose entries need a release.
func newBench(t testing.TB, mandated ...access.Verb) *bench {
	w := &bench{TB: t}
	w.a, w.b = w.side("AAA", 1), w.side("BBB", 2)
	for _, pair := range [][2]*benchSide{{w.a, w.b}, {w.b, w.a}} {
		card := need(pair[0].Card(t.Context()))(t)
		compared := &Comparison{Digits: keys.Fingerprint(card.Manifest), Offices: []string{"desk", "security"}}
		if _, err := pair[1].AddPartner(t.Context(), card, compared); err != nil {
			t.Fatal(err)
		}
	}
	charter := need(w.a.DraftCharter(t.Context(), Founding{
		Name: record.Text{EN: "Shared"}, Members: []keys.PartnerID{w.b.Self()}, Policy: "TLP", Ceiling: "GREEN", Mandated: mandated,
	}))(t)
	signed := need(channel.Propose(charter, append(append([]keys.Private{}, w.a.root...), w.b.root...)...))(t)
	for _, s := range []*benchSide{w.a, w.b} {
		if err := s.TakeCharter(t.Context(), signed.Encode()); err != nil {
			t.Fatal(err)
		}
	}
	w.channel = charter.Channel
	return w
}

// ledgerOf is a side's own ledger in the channel, as some node holds it.
func (w *bench) ledgerOf(writer, at *benchSide) (l store.Ledger) {
	w.Helper()
	err := at.View(w.Context(), func(tx *store.Tx) error {
		all, err := tx.LedgersOf(w.channel)
		for _, each := range all {
			if each.Partner == writer.Self() {
				l = each
			}
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return l
}

// carry takes what one side has written to the other, a few entries at a time.
func (w *bench) carry(from, to *benchSide) {
	w.Helper()
	held := w.ledgerOf(from, to).Size
	arrival := Arrival{Origin: w.ledgerOf(from, from).Origin}
	err := from.View(w.Context(), func(tx *store.Tx) (err error) {
		if arrival.Head, err = tx.LatestCheckpoint(arrival.Origin); err != nil {
			return err
		}
		return tx.Entries(arrival.Origin, held, arrival.Head.Size, func(e record.Entry) error {
			arrival.Entries = append(arrival.Entries, e)
			return nil
		})
	})
	if err == nil && len(arrival.Entries) > 0 {
		_, err = to.Absorb(w.Context(), arrival)
	}
	if err != nil {
		w.Fatal(err)
	}
}

func (w *bench) write(s *benchSide, title string, on ...Written) Written {
	w.Helper()
	draft := Draft{Kind: "test/note", Body: []byte(`{"title":{"en":"` + title + `"}}`)}
	if len(on) > 0 {
		draft.ID, draft.After = on[0].ID, on[0].Revision
	}
	return need(s.Write(w.Context(), w.channel, Author{Office: "desk"}, draft))(w)[0]
}

func (w *bench) sign(key keys.Private, verb access.Verb, leaf record.Leaf, mandate keys.Envelope) channel.ActEntry {
	w.Helper()
	return channel.ActEntry{Leaf: leaf, Act: need(access.Sign(rand.Reader, key, verb, leaf, mandate))(w), Mandate: mandate}
}

// release lets the first holder of a side sign an entry.
func (w *bench) release(s *benchSide, over Written) {
	w.Helper()
	if _, err := s.TakeActs(w.Context(), Author{Office: "desk"}, over.Origin, w.sign(s.one, access.Release, over.Leaf, s.first)); err != nil {
		w.Fatal(err)
	}
}

// title is what a node shows of a record; empty if it shows none.
func (w *bench) title(at *benchSide, id record.ID) (title string) {
	w.Helper()
	err := at.View(w.Context(), func(tx *store.Tx) error {
		r, err := tx.Record(w.channel, id)
		title = r.Title.EN
		return ignoreNotFound(err)
	})
	if err != nil {
		w.Fatal(err)
	}
	return title
}

func (w *bench) waiting(at, of *benchSide) int64 {
	w.Helper()
	var n int64
	err := at.View(w.Context(), func(tx *store.Tx) (err error) {
		n, _, err = tx.CountWaiting(of.Self())
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return n
}
