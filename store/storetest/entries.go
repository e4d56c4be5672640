package storetest

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"entente/keys"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

// Random is a source that gives the same again for the same seed.
func Random(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

// Now is when all tests happen.
func Now() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }

var (
	seoul    = keys.PartnerID{1}
	brussels = keys.PartnerID{2}
	shared   = record.ChannelID{7}
	private  = record.ChannelID{8}
)

// Label is a label that many entries bear.
const Label = `<ConfidentialityLabel>TLP:GREEN</ConfidentialityLabel>`

// Fact is what a test writes as an entry: a record of one text.
type Fact struct {
	ID       record.ID
	Revision int
	Previous record.Leaf
	Channel  record.ChannelID
	Partner  keys.PartnerID
	Kind     string
	Text     string
	At       time.Time
}

// NewFact is the first revision of a new record.
func NewFact(ids *record.IDs, text string) Fact {
	return Fact{ID: ids.Next(shared, seoul, Now()), Revision: 1, Channel: shared, Partner: seoul, Kind: "programme/activity", Text: text, At: Now()}
}

// Entry seals a fact at an index.
func (f Fact) Entry(random io.Reader, index int64) record.Entry {
	header := record.Header{Kind: f.Kind, Schema: 1, ID: f.ID, Revision: f.Revision, Previous: f.Previous, Channel: f.Channel,
		Partner: f.Partner, Office: "desk", Actor: "a1", At: f.At}
	return Sealed(random, index, must(header.Encode()), []byte(fmt.Sprintf(`{"title":%q}`, f.Text)))
}

// Sealed is an entry of these bytes and a personal part.
func Sealed(random io.Reader, index int64, header, body []byte) record.Entry {
	e := must(record.Seal(random, []record.Part{
		{Type: record.LabelPart, Content: []byte(Label)},
		{Type: record.HeaderPart, Content: header},
		{Type: record.BodyPart, Content: body},
		{Type: record.PersonalPart, Content: []byte("personal of " + string(body))},
	}))
	e.Index = index
	return e
}

// PutFact projects a fact that stands at an index, as a node's fold does.
func PutFact(tx *store.Tx, origin string, f Fact, e record.Entry) error {
	v := store.Revision{Channel: f.Channel, ID: f.ID, Kind: f.Kind, Schema: 1, Revision: f.Revision, Origin: origin, Index: e.Index,
		Leaf: e.Leaf, Partner: f.Partner, Office: "desk", Actor: "a1", At: f.At, Label: []byte(Label), Known: true}
	if err := tx.PutRevision(v); err != nil {
		return err
	}
	return tx.PutRecord(store.Record{Revision: v, Title: record.Text{EN: f.Text}, Sort: f.Text, Created: f.At, Search: []string{f.Text}})
}

// Origin is the ledger that most tests write to.
const Origin = "ledger.entente.invalid/first"

const other = "ledger.entente.invalid/second"

// Create begins Origin, of the first partner in the shared channel.
func Create(tx *store.Tx) error {
	return tx.CreateLedger(store.Ledger{Origin: Origin, Channel: shared, Epoch: 1, Partner: seoul, Incarnation: 1, Own: true})
}

func createOther(tx *store.Tx) error {
	return tx.CreateLedger(store.Ledger{Origin: other, Channel: private, Partner: brussels})
}

// WriteFacts appends facts to Origin and projects them.
func WriteFacts(tx *store.Tx, random io.Reader, facts ...Fact) error {
	l, err := tx.Ledger(Origin)
	if err != nil {
		return err
	}
	entries := make([]record.Entry, len(facts))
	for i, f := range facts {
		entries[i] = f.Entry(random, l.Size+int64(i))
	}
	if _, err := tx.AppendEntries(Origin, entries); err != nil {
		return err
	}
	for i, f := range facts {
		if err := PutFact(tx, Origin, f, entries[i]); err != nil {
			return err
		}
	}
	return tx.SetFolded(Origin, l.Size+int64(len(facts)))
}

// sameEntry compares entries by their encoding.
func sameEntry(a, b record.Entry) bool {
	return bytes.Equal(record.AppendEntry(nil, a), record.AppendEntry(nil, b))
}

// plainEntries are n entries from an index on.
func plainEntries(random io.Reader, from int64, n int) []record.Entry {
	entries := make([]record.Entry, n)
	for i := range entries {
		entries[i] = Sealed(random, from+int64(i), []byte("{}"), fmt.Appendf(nil, `{"n":%d}`, from+int64(i)))
	}
	return entries
}

// rootOf is what package ledger says of these leaves.
func rootOf(entries []record.Entry) record.Hash {
	leaves := make([]record.Leaf, len(entries))
	for i, e := range entries {
		leaves[i] = e.Leaf
	}
	return rootOfLeaves(leaves)
}

func rootOfLeaves(leaves []record.Leaf) record.Hash {
	tree := ledger.NewTree()
	for _, leaf := range leaves {
		tree.Append(leaf)
	}
	return tree.Root()
}
