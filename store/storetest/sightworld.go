package storetest

import (
	"fmt"
	"io"

	"pgregory.net/rapid"

	"entente/keys"
	"entente/record"
	"entente/store"
)

// A sightedWorld is what was written, and which classes of it a reader sees. It is
// a store.Sight itself.
type sightedWorld struct {
	facts    []sightedFact
	entries  []record.Entry
	classes  map[sightedClass]bool
	channels map[record.ChannelID]bool
	listings []store.Listing
	queries  []store.RecordQuery
}

type sightedClass struct {
	channel     record.ChannelID
	kind, label string
}

// A sightedFact is an entry, and what a fold makes of it.
type sightedFact struct {
	Fact
	label, external, starts string
	areas                   []string
	refersTo                record.ID
	newest                  bool // of its record, of what does not wait
	waits, quarantined      bool
	drafted, attached       bool
	releasedAs              int // the fact; -1 for none
}

var (
	sightedChannels = []record.ChannelID{shared, private, {9}}
	sightedKinds    = []string{"programme/activity", "programme/area", "comment/comment"}
	sightedLabels   = []string{Label, `<ConfidentialityLabel>TLP:AMBER</ConfidentialityLabel>`, `<ConfidentialityLabel>TLP:RED</ConfidentialityLabel>`}
	sightedTexts    = []string{"국방협력 회의", "cyber exercise", "summit in Séoul", "cyber summit"}
)

func ledgerOf(channel record.ChannelID) string { return fmt.Sprintf("%s-%d", Origin, channel[0]) }

// SeesClass implements store.Sight.
func (w *sightedWorld) SeesClass(c store.Class) bool {
	return w.classes[sightedClass{c.Channel, c.Kind, string(c.Label)}]
}

// SeesChannel implements store.Sight.
func (w *sightedWorld) SeesChannel(c store.Channel) bool { return w.channels[c.ID] }

func (w *sightedWorld) sees(f sightedFact) bool {
	return w.classes[sightedClass{f.Channel, f.Kind, f.label}]
}

func drawSightedWorld(rt *rapid.T) *sightedWorld {
	w := &sightedWorld{classes: map[sightedClass]bool{}, channels: map[record.ChannelID]bool{}}
	for _, channel := range sightedChannels {
		w.channels[channel] = rapid.Bool().Draw(rt, "channel is seen")
		for _, kind := range sightedKinds {
			for _, label := range sightedLabels {
				w.classes[sightedClass{channel, kind, label}] = rapid.Bool().Draw(rt, "class is seen")
			}
		}
	}
	ids, random := &record.IDs{}, Random(1)
	sizes := map[record.ChannelID]int64{}
	for range rapid.IntRange(0, 30).Draw(rt, "facts") {
		f := w.drawFact(rt, ids)
		w.entries = append(w.entries, f.seal(random, sizes[f.Channel]))
		sizes[f.Channel]++
		w.facts = append(w.facts, f)
	}
	for range 4 {
		q := drawListing(rt)
		q.Channel, q.Kind = rapid.SampledFrom(sightedChannels).Draw(rt, "in"), rapid.SampledFrom(sightedKinds).Draw(rt, "of")
		q.Sort = rapid.SampledFrom([]string{store.ByDefault, store.ByChange, "starts"}).Draw(rt, "order")
		q.Text = rapid.SampledFrom([]string{"", "", "cyber", "협력"}).Draw(rt, "words")
		q.Limit = rapid.IntRange(1, 7).Draw(rt, "page")
		w.listings = append(w.listings, q, store.Listing{Channel: q.Channel, Kind: q.Kind, Sort: q.Sort, Descending: q.Descending, Limit: q.Limit})
		w.queries = append(w.queries, w.drawQuery(rt))
	}
	return w
}

func (w *sightedWorld) drawFact(rt *rapid.T, ids *record.IDs) sightedFact {
	f := sightedFact{Fact: NewFact(ids, rapid.SampledFrom(sightedTexts).Draw(rt, "text")), newest: true, releasedAs: -1}
	f.Channel = rapid.SampledFrom(sightedChannels).Draw(rt, "channel")
	f.Kind = rapid.SampledFrom(sightedKinds).Draw(rt, "kind")
	f.Partner = rapid.SampledFrom([]keys.PartnerID{seoul, brussels}).Draw(rt, "partner")
	if n := len(w.facts); n > 0 {
		before := rapid.IntRange(0, n-1).Draw(rt, "before")
		if earlier := w.facts[before]; earlier.newest && !earlier.waits && rapid.Bool().Draw(rt, "again") {
			w.facts[before].newest = false
			f.ID, f.Channel, f.Kind, f.Revision, f.Previous = earlier.ID, earlier.Channel, earlier.Kind, earlier.Revision+1, w.entries[before].Leaf
		} else {
			f.waits = rapid.IntRange(0, 5).Draw(rt, "waits") == 0
		}
		if rapid.Bool().Draw(rt, "refers") {
			f.refersTo = w.facts[before].ID
		}
		if rapid.IntRange(0, 3).Draw(rt, "released") == 0 {
			f.releasedAs = before
		}
	}
	f.label = rapid.SampledFrom(sightedLabels).Draw(rt, "label")
	f.external = rapid.SampledFrom([]string{"", "KR-1", "KR-2"}).Draw(rt, "external")
	f.starts = rapid.SampledFrom(listedDates).Draw(rt, "starts")
	f.areas = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"area 0", "area 1", "area 2"}), 0, 2, rapid.ID).Draw(rt, "areas")
	f.quarantined, f.drafted, f.attached = rapid.Bool().Draw(rt, "quarantined"), rapid.Bool().Draw(rt, "drafted"), rapid.Bool().Draw(rt, "attached")
	return f
}

func (w *sightedWorld) drawQuery(rt *rapid.T) store.RecordQuery {
	q := store.RecordQuery{Descending: rapid.Bool().Draw(rt, "descending"), Limit: rapid.IntRange(1, 9).Draw(rt, "limit")}
	q.Kind = rapid.SampledFrom(append([]string{""}, sightedKinds...)).Draw(rt, "kind")
	if n := rapid.IntRange(-1, 2).Draw(rt, "channel"); n >= 0 {
		q.Channel = &sightedChannels[n]
	}
	if rapid.Bool().Draw(rt, "by partner") {
		q.Partner = &brussels
	}
	if n := len(w.facts); n > 0 && rapid.Bool().Draw(rt, "by reference") {
		q.RefersTo = &w.facts[rapid.IntRange(0, n-1).Draw(rt, "to")].ID
	}
	return q
}

func (f sightedFact) seal(random io.Reader, index int64) record.Entry {
	header := record.Header{Kind: f.Kind, Schema: 1, ID: f.ID, Revision: f.Revision, Previous: f.Previous, Channel: f.Channel,
		Partner: f.Partner, Office: "desk", Actor: "a1", At: f.At}
	e := must(record.Seal(random, []record.Part{
		{Type: record.LabelPart, Content: []byte(f.label)}, {Type: record.HeaderPart, Content: must(header.Encode())},
		{Type: record.BodyPart, Content: fmt.Appendf(nil, `{"title":%q}`, f.Text)},
	}))
	e.Index = index
	return e
}
