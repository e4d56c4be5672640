package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"entente/record"
	"entente/store"
)

func aRecordHasItsHistory(t *testing.T, s store.Store) {
	update(t, s, Create)
	ids := &record.IDs{}
	first := NewFact(ids, "Plan")
	update(t, s, func(tx *store.Tx) error { return WriteFacts(tx, Random(1), first) })
	second := first
	second.Revision, second.Text, second.At = 2, "Better plan", Now().Add(time.Hour)
	view(t, s, func(tx *store.Tx) error {
		second.Previous = must(tx.Entry(Origin, 0)).Leaf
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return WriteFacts(tx, Random(2), second) })
	area := record.Ref{Kind: "programme/area", ID: ids.Next(shared, seoul, Now())}
	var want store.Record
	update(t, s, func(tx *store.Tx) error {
		want = must(tx.Record(shared, first.ID))
		want.References = []record.Reference{{Path: "/area", Ref: area}, {Path: "/goals/0", Ref: record.Ref{Kind: "programme/goal", ID: first.ID}}}
		want.External = []record.ExternalID{{Scheme: "key", Value: "k1"}, {Scheme: "key", Value: "k1"}}
		return tx.PutRecord(want)
	})
	view(t, s, func(tx *store.Tx) error {
		got := must(tx.Record(shared, first.ID))
		if !reflect.DeepEqual(got, want) || got.Title.EN != "Better plan" || string(got.Body) != `{"title":"Better plan"}` || got.Index != 1 {
			t.Errorf("record reads\n%+v, expected\n%+v", got, want)
		}
		history := must(tx.Revisions(shared, first.ID))
		if len(history) != 2 || !reflect.DeepEqual(history[1], got.Revision) {
			t.Fatalf("history reads %+v", history)
		}
		old := history[0]
		if string(old.Body) != `{"title":"Plan"}` || string(old.Label) != Label || old.Leaf != second.Previous || !old.At.Equal(Now()) || old.Origin != Origin || !old.Known {
			t.Errorf("first revision reads %+v", old)
		}
		if standing := must(tx.Standing(shared, first.ID)); *standing != (record.Standing{Kind: first.Kind, Revision: 2, Leaf: got.Leaf, Pen: seoul}) {
			t.Errorf("standing reads %+v", standing)
		}
		if standing := must(tx.Standing(private, first.ID)); standing != nil {
			t.Errorf("standing of no record reads %+v", standing)
		}
		_, err := tx.Record(private, first.ID)
		return expect(err, store.ErrNotFound)
	})
	refused(t, s, store.ErrNotFound, func(tx *store.Tx) error {
		want.Index = 2
		return tx.PutRecord(want)
	})
}

// kinds, channels and sort keys collide on purpose: a page must end anywhere.
func manyFacts(n int) []Fact {
	ids := &record.IDs{}
	facts := make([]Fact, n)
	for i := range facts {
		facts[i] = NewFact(ids, fmt.Sprintf("%c", 'a'+i%7))
		facts[i].Kind = []string{"programme/activity", "programme/area"}[i%3%2]
		facts[i].Channel = []record.ChannelID{shared, private}[i%5%2]
		if i%4 == 0 {
			facts[i].Partner = brussels
		}
	}
	return facts
}

func listsArePagedWithoutGapOrRepetition(t *testing.T, s store.Store) {
	update(t, s, Create)
	facts := manyFacts(120)
	update(t, s, func(tx *store.Tx) error { return WriteFacts(tx, Random(1), facts...) })
	rapid.Check(t, func(rt *rapid.T) {
		q := store.RecordQuery{Descending: rapid.Bool().Draw(rt, "descending"), Limit: rapid.IntRange(1, 50).Draw(rt, "limit")}
		q.Kind = rapid.SampledFrom([]string{"", "programme/activity", "programme/area"}).Draw(rt, "kind")
		if rapid.Bool().Draw(rt, "by channel") {
			q.Channel = &shared
		}
		if rapid.Bool().Draw(rt, "by partner") {
			q.Partner = &brussels
		}
		want := 0
		for _, f := range facts {
			if (q.Kind == "" || f.Kind == q.Kind) && (q.Channel == nil || f.Channel == shared) && (q.Partner == nil || f.Partner == brussels) {
				want++
			}
		}
		view(t, s, func(tx *store.Tx) error {
			all := q
			all.Limit = 0
			if n := must(tx.CountRecords(all)); n != int64(want) {
				rt.Fatalf("counted %d, expected %d", n, want)
			}
			if n := must(tx.CountRecords(q)); n != int64(min(want, q.Limit)) {
				rt.Fatalf("counted %d up to %d", n, q.Limit)
			}
			var seen []store.Cursor
			for {
				page := must(tx.Records(q))
				for _, r := range page {
					seen = append(seen, r.Cursor())
				}
				if len(page) < q.Limit {
					break
				}
				q.After = page[len(page)-1].Cursor()
			}
			sorted := slices.IsSortedFunc(seen, func(a, b store.Cursor) int {
				order := compare(a, b)
				if q.Descending {
					order = -order
				}
				return order
			})
			if len(seen) != want || !sorted || len(slices.Compact(seen)) != want {
				rt.Fatalf("%d listed of %d, sorted %v", len(seen), want, sorted)
			}
			return nil
		})
	})
}

func compare(a, b store.Cursor) int {
	return slices.Compare([]byte(a.Sort+string(a.Channel[:])+string(a.ID[:])), []byte(b.Sort+string(b.Channel[:])+string(b.ID[:])))
}

func recordsAreFoundByWhatTheyReferTo(t *testing.T, s store.Store) {
	update(t, s, Create)
	ids := &record.IDs{}
	facts := []Fact{NewFact(ids, "b"), NewFact(ids, "a"), NewFact(ids, "c")}
	absent := ids.Next(shared, seoul, Now())
	update(t, s, func(tx *store.Tx) error {
		must(0, WriteFacts(tx, Random(1), facts...))
		for _, f := range facts[:2] {
			r := must(tx.Record(shared, f.ID))
			r.References = []record.Reference{{Path: "/area", Ref: record.Ref{Kind: "programme/area", ID: absent}}}
			r.External = []record.ExternalID{{Scheme: "iati", Value: "KR-1"}}
			must(0, tx.PutRecord(r))
		}
		return nil
	})
	view(t, s, func(tx *store.Tx) error {
		for name, found := range map[string][]store.Record{
			"references":        must(tx.ReferencesTo(shared, absent)),
			"list of referring": must(tx.Records(store.RecordQuery{RefersTo: &absent})),
			"list of a kind":    must(tx.Records(store.RecordQuery{RefersTo: &absent, Channel: &facts[0].Channel, Kind: facts[0].Kind})),
			"newest":            must(tx.NewestReferring(shared, absent, facts[0].Kind, 5)),
		} {
			if len(found) != 2 || found[0].ID != facts[1].ID || found[1].ID != facts[0].ID {
				t.Errorf("%s: %d found", name, len(found))
			}
		}
		if newest := must(tx.NewestReferring(shared, absent, facts[0].Kind, 1)); len(newest) != 1 || newest[0].ID != facts[1].ID {
			t.Errorf("the newest that refers is %+v", newest)
		}
		if counts := must(tx.Referring(shared, absent)); !reflect.DeepEqual(counts, []store.Referring{{Kind: facts[0].Kind, Records: 2}}) {
			t.Errorf("counted as %+v", counts)
		}
		if to := must(tx.ReferredTo(shared, facts[0].Kind, []record.ID{facts[0].ID, absent})); !slices.Equal(to, []record.ID{absent}) {
			t.Errorf("referred to are %v", to)
		}
		if to := must(tx.ReferredTo(shared, "programme/goal", []record.ID{absent})); len(to) > 0 {
			t.Errorf("a kind that does not refers to %v", to)
		}
		if others := must(tx.Referring(private, absent)); len(others) > 0 {
			t.Errorf("%+v refer to it in another channel", others)
		}
		if found := must(tx.FindExternal(shared, "iati", "KR-1")); len(found) != 2 || found[0].ID != facts[0].ID {
			t.Errorf("%d found by their identifier", len(found))
		}
		if found := must(tx.FindExternal(private, "iati", "KR-1")); len(found) > 0 {
			t.Errorf("found in another channel")
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error {
		r := must(tx.Record(shared, facts[0].ID))
		r.References, r.External = nil, nil
		return tx.PutRecord(r)
	})
	view(t, s, func(tx *store.Tx) error {
		if len(must(tx.ReferencesTo(shared, absent))) != 1 || len(must(tx.FindExternal(shared, "iati", "KR-1"))) != 1 {
			t.Errorf("what a record said before is still found")
		}
		return nil
	})
}
