package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"entente/record"
	"entente/store"
)

// aReaderAsksAStoreOfTheirOwn holds everything that a reader can ask to what a
// second store answers in which nothing was ever folded that they may not see.
func aReaderAsksAStoreOfTheirOwn(t *testing.T, open func(*testing.T) store.Store) {
	worlds, asked := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		w := drawSightedWorld(rt)
		whole, own := open(t), open(t)
		update(t, whole, func(tx *store.Tx) error { return w.write(tx, true) })
		update(t, own, func(tx *store.Tx) error { return w.write(tx, false) })
		var got, want []sightedAnswer
		view(t, whole, func(tx *store.Tx) error {
			seen := must(tx.Seen(w))
			w.entriesAreThoseSeen(rt, seen)
			got = w.ask(seen)
			return nil
		})
		view(t, own, func(tx *store.Tx) error { want = w.ask(tx); return nil })
		for i := range want {
			if !reflect.DeepEqual(got[i], want[i]) {
				rt.Fatalf("%s answers\n%+v\nexpected\n%+v", want[i].question, got[i].answer, want[i].answer)
			}
		}
		worlds, asked = worlds+1, asked+len(want)
		must(0, errors.Join(whole.Close(), own.Close()))
	})
	t.Logf("%d worlds, %d questions", worlds, asked)
}

type sightedAnswer struct {
	question string
	answer   any
}

// A questioning collects what a store answers.
type questioning struct{ answers []sightedAnswer }

func (q *questioning) note(question string, answer any, err error) {
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		panic(fmt.Sprintf("%s: %v", question, err))
	}
	if v := reflect.ValueOf(answer); v.IsValid() && v.Kind() == reflect.Slice && v.Len() == 0 {
		answer = nil // no member and none at all are the same answer
	}
	q.answers = append(q.answers, sightedAnswer{question, []any{answer, err != nil}})
}

// noted is note for what a method returns.
func noted[T any](q *questioning, question string) func(T, error) {
	return func(answer T, err error) { q.note(question, answer, err) }
}

func (w *sightedWorld) ask(tx *store.Tx) []sightedAnswer {
	q := &questioning{}
	w.askOfLists(q, tx)
	w.askOfWords(q, tx)
	w.askOfChanges(q, tx)
	asked := map[record.ID]bool{}
	for i, f := range w.facts {
		if i%3 == 0 || i == len(w.facts)-1 {
			asked[f.ID] = true
			w.askOfRecord(q, tx, f)
		}
	}
	some := slices.SortedFunc(maps.Keys(asked), func(a, b record.ID) int { return bytes.Compare(a[:], b[:]) })
	for _, channel := range sightedChannels {
		noted[store.Channel](q, "Channel")(tx.Channel(channel))
		noted[[]store.Quarantined](q, "Quarantined in a channel")(tx.Quarantined(&channel))
		noted[[]store.Record](q, "FindExternal")(tx.FindExternal(channel, "key", "KR-1"))
		noted[record.ID](q, "NewestID")(tx.NewestID(channel, seoul))
		noted[[]store.Revision](q, "RevisionsOf")(tx.RevisionsOf(channel, sightedKinds[:2]...))
		for _, kind := range sightedKinds {
			referred, err := tx.ReferredTo(channel, kind, some)
			slices.SortFunc(referred, func(a, b record.ID) int { return bytes.Compare(a[:], b[:]) })
			q.note("ReferredTo", referred, err)
			w.askOfKind(q, tx, channel, kind)
		}
	}
	noted[[]store.Channel](q, "Channels")(tx.Channels())
	noted[[]store.Quarantined](q, "Quarantined")(tx.Quarantined(nil))
	noted[[]store.Draft](q, "Drafts")(tx.Drafts("kim"))
	noted[[]store.File](q, "FilesIn")(tx.FilesIn(store.FilePresent))
	noted[[]store.Waiting](q, "Waiting")(tx.Waiting(seoul, 0, 0))
	n, since, err := tx.CountWaiting(seoul)
	q.note("CountWaiting", []any{n, since}, err)
	return q.answers
}

func (w *sightedWorld) askOfRecord(q *questioning, tx *store.Tx, f sightedFact) {
	noted[store.Record](q, "Record")(tx.Record(f.Channel, f.ID))
	noted[[]store.Revision](q, "Revisions")(tx.Revisions(f.Channel, f.ID))
	noted[*record.Standing](q, "Standing")(tx.Standing(f.Channel, f.ID))
	noted[*record.Standing](q, "WaitingStanding")(tx.WaitingStanding(f.Channel, f.ID))
	noted[store.Waiting](q, "NewestWaiting")(tx.NewestWaiting(f.Channel, f.ID))
	noted[[]store.File](q, "FilesOf")(tx.FilesOf(f.Channel, f.ID))
	noted[store.Draft](q, "Draft")(tx.Draft("kim", f.Channel, f.ID))
	for _, channel := range sightedChannels {
		noted[[]store.Referring](q, "Referring")(tx.Referring(channel, f.ID))
		noted[[]store.Record](q, "ReferencesTo")(tx.ReferencesTo(channel, f.ID))
		noted[[]store.Record](q, "NewestReferring")(tx.NewestReferring(channel, f.ID, f.Kind, 2))
		noted[store.Counterpart](q, "CounterpartOf")(tx.CounterpartOf(f.Channel, f.ID, channel))
	}
	noted[store.Counterpart](q, "ReleasedFrom")(tx.ReleasedFrom(f.Channel, f.ID))
}

// entriesAreThoseSeen filters the whole answer: what stands in a ledger stands in
// every store.
func (w *sightedWorld) entriesAreThoseSeen(rt *rapid.T, tx *store.Tx) {
	got := map[record.Leaf]bool{}
	for _, channel := range sightedChannels {
		must(0, tx.Entries(ledgerOf(channel), 0, int64(len(w.entries)), func(e record.Entry) error { got[e.Leaf] = true; return nil }))
	}
	for i, f := range w.facts {
		at, err := tx.Entry(ledgerOf(f.Channel), w.entries[i].Index)
		one := err == nil && sameEntry(at, w.entries[i])
		if many := got[w.entries[i].Leaf]; many != w.sees(f) || one != w.sees(f) || err != nil && !errors.Is(err, store.ErrNotFound) {
			rt.Fatalf("entry %d: among many %t, alone %t (%v), expected %t", i, many, one, err, w.sees(f))
		}
	}
}
