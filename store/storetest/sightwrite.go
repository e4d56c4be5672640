package storetest

import (
	"slices"

	"entente/record"
	"entente/store"
)

// write puts all entries into their ledgers, so that they arrive under the same
// numbers everywhere, and folds them all, or only those that the reader sees.
func (w *sightedWorld) write(tx *store.Tx, whole bool) error {
	for _, channel := range sightedChannels {
		must(0, tx.CreateLedger(store.Ledger{Origin: ledgerOf(channel), Channel: channel, Epoch: 1, Partner: seoul, Incarnation: 1, Own: true}))
		if whole || w.channels[channel] {
			must(0, tx.PutChannel(store.Channel{ID: channel, Epoch: 1, State: store.ChannelActive, Private: channel == private, DefaultLabel: []byte(Label)}))
		}
	}
	for i, f := range w.facts {
		must(tx.AppendEntries(ledgerOf(f.Channel), w.entries[i:i+1]))
		if whole || w.sees(f) {
			w.fold(tx, f, w.entries[i], whole)
		}
	}
	for i, f := range w.facts {
		if w.releasedLast(i) && (whole || w.seesRecord(f.ID) && w.seesRecord(w.facts[f.releasedAs].ID)) {
			wide := w.facts[f.releasedAs]
			must(0, tx.PutCounterpart(store.Counterpart{Narrow: f.Channel, NarrowID: f.ID, Revision: f.Revision, Wide: wide.Channel, WideID: wide.ID, At: Now()}))
		}
	}
	return nil
}

// releasedLast reports whether a fact says what its record became in a channel,
// and no later one says otherwise: a record has one counterpart there.
func (w *sightedWorld) releasedLast(i int) bool {
	f := w.facts[i]
	return f.releasedAs >= 0 && !slices.ContainsFunc(w.facts[i+1:], func(later sightedFact) bool {
		return later.ID == f.ID && later.releasedAs >= 0 && w.facts[later.releasedAs].Channel == w.facts[f.releasedAs].Channel
	})
}

// seesRecord reports whether the newest revision of a record is seen.
func (w *sightedWorld) seesRecord(id record.ID) bool {
	for _, f := range w.facts {
		if f.ID == id && f.newest && !f.waits {
			return w.sees(f)
		}
	}
	return false
}

func (w *sightedWorld) fold(tx *store.Tx, f sightedFact, e record.Entry, whole bool) {
	v := store.Revision{Channel: f.Channel, ID: f.ID, Kind: f.Kind, Schema: 1, Revision: f.Revision, Origin: ledgerOf(f.Channel), Index: e.Index,
		Leaf: e.Leaf, Partner: f.Partner, Office: "desk", Actor: "a1", At: f.At, Label: []byte(f.label), Known: true}
	if f.quarantined {
		must(0, tx.Quarantine(store.Quarantined{Origin: v.Origin, Index: v.Index, Part: 2, Reason: "body", Detail: f.Text, At: Now(), Kind: f.Kind}))
	}
	if f.waits {
		must(0, tx.PutWaiting(store.Waiting{Revision: v, Verb: "adopt"}))
		return
	}
	must(0, tx.PutRevision(v))
	if f.drafted && f.newest {
		must(0, tx.PutDraft(store.Draft{Account: "kim", Channel: f.Channel, Record: f.ID, Kind: f.Kind, Revision: f.Revision, Label: []byte(f.label), Content: []byte(f.Text), Kept: Now()}))
	}
	if f.attached {
		must(0, tx.PutFile(store.File{Origin: v.Origin, Index: v.Index, Part: 4, Channel: f.Channel, Record: f.ID, Revision: f.Revision, Name: [16]byte(e.Leaf[1:17]), State: store.FilePresent, Changed: Now()}))
	}
	if whole || f.newest {
		must(0, tx.PutRecord(f.state(v)))
	}
}

func (f sightedFact) state(v store.Revision) store.Record {
	r := store.Record{Revision: v, Title: record.Text{EN: f.Text}, Sort: f.Text, Created: f.At, Search: []string{f.Text}, Keys: []record.SortKey{{Field: "starts", Key: []byte(f.starts)}}}
	for _, area := range f.areas {
		r.Facets = append(r.Facets, record.Facet{Field: "areas", Value: record.FacetOf(area), Words: area})
	}
	if !f.refersTo.IsZero() {
		r.References = []record.Reference{{Path: "/area", Ref: record.Ref{Kind: "programme/area", ID: f.refersTo}}}
	}
	if f.external != "" {
		r.External = []record.ExternalID{{Scheme: "key", Value: f.external}}
	}
	return r
}
