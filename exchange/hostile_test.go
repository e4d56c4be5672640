package exchange_test

import (
	"crypto/rand"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"entente/exchange"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/store/sqlite"
)

// forge appends entries to a closed node's own ledger behind its back: what a
// partner whose software is not ours may do.
func (m *member) forge(id record.ChannelID, made func(l store.Ledger, valid record.Entry) []record.Entry) {
	m.w.t.Helper()
	t := m.w.t
	m.close()
	own, err := keys.LoadNode(m.folder.NodeKeys(), "")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), m.folder.Database(), sqlite.Options{ContentKey: own.Content, Random: rand.Reader, Now: m.w.now})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		ledgers, err := tx.LedgersOf(id)
		if err != nil {
			return err
		}
		for _, l := range ledgers {
			if !l.Own {
				continue
			}
			last, err := tx.Entry(l.Origin, l.Size-1)
			if err != nil {
				return err
			}
			var entries []record.Entry
			if made == nil {
				label, _ := last.Content(record.LabelPart)
				var ids record.IDs
				h := record.Header{Kind: "test/note", Schema: 1, ID: ids.Next(id, l.Partner, m.w.now()), Revision: 1, Channel: id, Partner: l.Partner, At: m.w.now()}
				entries = append(entries, seal(t, label, encode(t, h), body("left by a crash")))
			} else {
				entries = made(l, last)
			}
			for i := range entries {
				entries[i].Index = l.Size + int64(i)
			}
			if _, err := tx.AppendEntries(l.Origin, entries); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	m.open()
}

// parts are fresh parts with these contents.
func parts(label, header, body []byte) []record.Part {
	return []record.Part{
		{Type: record.LabelPart, Content: label},
		{Type: record.HeaderPart, Content: header},
		{Type: record.BodyPart, Content: body},
	}
}

func seal(t testing.TB, label, header, body []byte) record.Entry {
	t.Helper()
	e, err := record.Seal(rand.Reader, parts(label, header, body))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAWrongEntryIsQuarantinedWithItsReasonAndStopsNothingAfterIt(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	a.write(id, "before")
	mine := b.write(id, "b holds this pen")
	a.has(id, mine.ID, 1)
	foreignID := mine.ID
	wrong := map[string]func(l store.Ledger, label []byte, h record.Header) record.Entry{
		record.RefusedLabel: func(l store.Ledger, label []byte, h record.Header) record.Entry {
			e := seal(t, []byte("<not a label>"), encode(t, h), body("x"))
			return e
		},
		record.RefusedHeader: func(l store.Ledger, label []byte, h record.Header) record.Entry {
			return seal(t, label, []byte(`{"kind":"test/note","kind":"twice"}`), body("x"))
		},
		record.RefusedPlace: func(l store.Ledger, label []byte, h record.Header) record.Entry {
			h.Channel[0]++
			return seal(t, label, encode(t, h), body("x"))
		},
		record.RefusedPen: func(l store.Ledger, label []byte, h record.Header) record.Entry {
			h.ID = foreignID
			return seal(t, label, encode(t, h), body("not mine"))
		},
		record.RefusedSuccession: func(l store.Ledger, label []byte, h record.Header) record.Entry {
			h.Revision, h.Previous = 7, record.NewLeaf(keys.Commitment{1})
			return seal(t, label, encode(t, h), body("x"))
		},
		record.RefusedBody: func(l store.Ledger, label []byte, h record.Header) record.Entry {
			return seal(t, label, encode(t, h), []byte(`{"title":7}`))
		},
		record.RefusedOpening: func(l store.Ledger, label []byte, h record.Header) record.Entry {
			e := seal(t, label, encode(t, h), body("x"))
			e.Leaf[5]++
			return e
		},
	}
	var reasons []string
	var ids record.IDs
	a.forge(id, func(l store.Ledger, valid record.Entry) (forged []record.Entry) {
		label, _ := valid.Content(record.LabelPart)
		for reason, forge := range wrong {
			h := record.Header{Kind: "test/note", Schema: 1, ID: ids.Next(id, l.Partner, a.w.now()), Revision: 1, Channel: id, Partner: l.Partner, At: a.w.now()}
			forged = append(forged, forge(l, label, h))
			reasons = append(reasons, reason)
		}
		return forged
	})
	a.listen(b)
	after := a.write(id, "after")
	b.has(id, after.ID, 1)
	a.confirmed(after.Origin, b, after.Index+1)
	found := map[string]string{}
	err := b.View(t.Context(), func(tx *store.Tx) error {
		quarantined, err := tx.Quarantined(&id)
		for _, q := range quarantined {
			if q.Origin == after.Origin {
				found[q.Reason] = q.Detail
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, reason := range reasons {
		want := reason
		if reason == record.RefusedLabel {
			want = record.RefusedCeiling // what cannot be read counts as above
		}
		if found[want] == "" {
			t.Errorf("no entry is quarantined for %q; there are %v", want, found)
		}
	}
	if r := b.records(id); len(r) != 3 {
		t.Errorf("b shows %d records, expected the 3 that hold", len(r))
	}
}

func encode(t testing.TB, h record.Header) []byte {
	t.Helper()
	b, err := h.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAChannelDoesNotExistForWhoIsNotAMember(t *testing.T) {
	w := newWorld(t)
	a, b, c := w.found("AAA", declareNotes(1)), w.found("BBB", declareNotes(1)), w.found("CCC", declareNotes(1))
	introduce(a, b)
	introduce(a, c)
	a.listen(b, c)
	b.listen(a)
	id := channelOf(a, b, "AMBER")
	written := a.write(id, "for two")
	outsider := c.client(a)
	heads, err := outsider.Heads(t.Context(), exchange.HeadsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(heads.Ledgers) != 0 || len(heads.Charters) != 0 {
		t.Errorf("an outsider is told of %d ledgers and %d charters", len(heads.Ledgers), len(heads.Charters))
	}
	absent := refusedStatus(t, outsider, "ledger.entente.invalid/none")
	hidden := refusedStatus(t, outsider, written.Origin)
	if absent != hidden {
		t.Errorf("a hidden ledger answers %q and an absent one %q", hidden, absent)
	}
}

func TestAStrangersKeyIsRefused(t *testing.T) {
	a, _, _ := pair(t, "AMBER")
	stranger, err := keys.GenerateNode(rand.Reader, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	client := exchange.NewClient(a.address, stranger, []string{a.Keys().TLSPin()}, here)
	defer client.Close()
	if _, err := client.Heads(t.Context(), exchange.HeadsRequest{}); err == nil {
		t.Error("a node answered a stranger")
	}
	known := exchange.NewClient(a.address, a.Keys(), []string{"sha256:0000000000000000000000000000000000000000000000000000000000000000"}, here)
	defer known.Close()
	if _, err := known.Heads(t.Context(), exchange.HeadsRequest{}); err == nil {
		t.Error("a client talked to a node with another key than the pinned one")
	}
}

// client asks another node as this member would.
func (m *member) client(of *member) *exchange.Client {
	client := exchange.NewClient(of.address, m.Keys(), []string{of.Keys().TLSPin()}, here)
	m.w.t.Cleanup(client.Close)
	return client
}

func refusedStatus(t *testing.T, c *exchange.Client, origin string) string {
	t.Helper()
	err := exchange.FetchForTest(t.Context(), c, origin)
	if err == nil {
		t.Fatalf("ledger %s was given to an outsider", origin)
	}
	return err.Error()
}

// cutter passes bytes on until a budget is used up, then cuts every connection.
type cutter struct {
	to      string
	left    atomic.Int64
	carried atomic.Int64
}

func (c *cutter) listen(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			inner, err := listener.Accept()
			if err != nil {
				return
			}
			outer, err := net.Dial("tcp", c.to)
			if err != nil {
				inner.Close()
				continue
			}
			go c.pass(inner, outer)
			go c.pass(outer, inner)
		}
	}()
	return "https://" + listener.Addr().String()
}

func (c *cutter) pass(from, to net.Conn) {
	defer from.Close()
	defer to.Close()
	buffer := make([]byte, 4<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil || c.left.Add(int64(-n)) < 0 {
			return
		}
		c.carried.Add(int64(n))
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func TestAPullThatIsCutResumesWhereItWas(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	b.close()
	drafts := make([]node.Draft, 400)
	for i := range drafts {
		text := make([]byte, 1000)
		if _, err := io.ReadFull(rand.Reader, text); err != nil {
			t.Fatal(err)
		}
		drafts[i] = node.Draft{Kind: "test/note", Body: body(string(printable(text)))}
	}
	written, err := a.Write(t.Context(), id, node.Author{Office: "desk"}, drafts...)
	if err != nil {
		t.Fatal(err)
	}
	last := written[len(written)-1]
	b.open()
	cut := &cutter{to: a.address[len("https://"):]}
	address := cut.listen(t)
	client := exchange.NewClient(address, b.Keys(), []string{a.Keys().TLSPin()}, here)
	defer client.Close()
	peer := &exchange.Peer{Node: b.Node, Partner: a.Self(), Client: client, Log: b.log(), PageEntries: 20}
	held, cuts := int64(0), 0
	for held < last.Index+1 {
		cut.left.Store(90 << 10)
		err := peer.Pull(t.Context(), last.Origin)
		now, heldErr := b.Held(t.Context(), last.Origin)
		if heldErr != nil {
			t.Fatal(heldErr)
		}
		if err != nil {
			cuts++
		}
		if now < held || (now == held && cuts > 50) {
			t.Fatalf("after a cut the node holds %d entries, before it %d: %v", now, held, err)
		}
		held = now
	}
	if cuts == 0 {
		t.Error("nothing was cut: the test proves nothing")
	}
	t.Logf("%d cuts; %d bytes carried", cuts, cut.carried.Load())
	b.sound(0)
}

func printable(raw []byte) []byte {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	for i, c := range raw {
		raw[i] = letters[c%64]
	}
	return raw
}
