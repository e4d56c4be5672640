package storetest

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"entente/record"
	"entente/store"
)

// A listedFact is a record as the model of a listing knows it.
type listedFact struct {
	store.Record
	types, areas []string
	starts       string
}

var (
	listedTypes = []string{"visit", "exercise", "summit"}
	listedDates = []string{"", "2022", "2023", "2023-04", "2023-04-09", "2024-11"}
	listedTexts = []string{"국방협력 회의", "cyber exercise", "summit in Séoul"}
)

// writeListed writes records whose values collide on purpose.
func writeListed(t *testing.T, s store.Store, n int) []listedFact {
	update(t, s, Create)
	ids := &record.IDs{}
	var facts []Fact
	for i := range n {
		f := NewFact(ids, listedTexts[i%3])
		if i%4 == 0 {
			f.Partner = brussels
		}
		facts = append(facts, f)
	}
	var all []listedFact
	update(t, s, func(tx *store.Tx) error {
		must(0, WriteFacts(tx, Random(1), facts...))
		for i, f := range facts {
			l := listedFact{Record: must(tx.Record(shared, f.ID)), types: []string{listedTypes[i%7%3]}, starts: listedDates[i%11%6]}
			for a := range i % 3 {
				l.areas = append(l.areas, fmt.Sprintf("area %d", (i/3+a)%4))
			}
			all = append(all, putListed(tx, l))
		}
		return nil
	})
	return all
}

func putListed(tx *store.Tx, l listedFact) listedFact {
	l.Facets, l.Keys, l.Search = nil, []record.SortKey{{Field: "starts", Key: []byte(l.starts)}}, l.Title.All()
	for _, value := range l.types {
		l.Facets = append(l.Facets, record.Facet{Field: "type", Value: value})
	}
	for _, value := range l.areas {
		l.Facets = append(l.Facets, record.Facet{Field: "areas", Value: record.FacetOf(value), Words: value})
	}
	must(0, tx.PutRecord(l.Record))
	return l
}

func (l listedFact) meets(q store.Listing) bool {
	for _, f := range q.Filters {
		values := map[string][]string{"type": l.types, store.ByPartner: {store.PartnerFacet(l.Partner)}}[f.Field]
		for _, area := range l.areas {
			if f.Field == "areas" {
				values = append(values, record.FacetOf(area))
			}
		}
		if !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(f.Values, v) }) {
			return false
		}
	}
	date, _ := record.ParseDate(l.starts)
	from, to := q.Period.From, q.Period.To
	if !from.IsZero() && (date.Before(from) || date.IsZero()) || !to.IsZero() && (to.Before(date) || date.IsZero()) {
		return false
	}
	return q.Text == "" || strings.Contains(l.Title.EN, q.Text)
}

// expected is what a listing finds, by looking at everything.
func expected(all []listedFact, q store.Listing) []record.ID {
	kept := slices.DeleteFunc(slices.Clone(all), func(l listedFact) bool { return !l.meets(q) })
	slices.SortFunc(kept, func(a, b listedFact) int {
		c := strings.Compare(a.starts, b.starts)
		if q.Sort == store.ByDefault {
			c = strings.Compare(a.Record.Sort, b.Record.Sort)
		}
		if c == 0 {
			c = bytes.Compare(a.ID[:], b.ID[:])
		}
		if q.Descending {
			return -c
		}
		return c
	})
	var ids []record.ID
	for _, l := range kept {
		ids = append(ids, l.ID)
	}
	return ids
}

func drawListing(rt *rapid.T) store.Listing {
	q := store.Listing{Channel: shared, Kind: "programme/activity", Limit: rapid.IntRange(1, 40).Draw(rt, "limit"),
		Sort: rapid.SampledFrom([]string{store.ByDefault, "starts"}).Draw(rt, "sort"), Descending: rapid.Bool().Draw(rt, "descending")}
	if types := rapid.SliceOfNDistinct(rapid.SampledFrom(append(listedTypes, "none")), 0, 2, rapid.ID).Draw(rt, "types"); len(types) > 0 {
		q.Filters = append(q.Filters, store.Filter{Field: "type", Values: types})
	}
	if area := rapid.IntRange(-1, 4).Draw(rt, "area"); area >= 0 {
		q.Filters = append(q.Filters, store.Filter{Field: "areas", Values: []string{record.FacetOf(fmt.Sprintf("area %d", area))}})
	}
	if rapid.Bool().Draw(rt, "partner") {
		q.Filters = append(q.Filters, store.Filter{Field: store.ByPartner, Values: []string{store.PartnerFacet(brussels)}})
	}
	q.Period.Field = "starts"
	q.Period.From, _ = record.ParseDate(rapid.SampledFrom([]string{"", "2023", "2023-04-10", "2023-05"}).Draw(rt, "from"))
	q.Period.To, _ = record.ParseDate(rapid.SampledFrom([]string{"", "2022", "2023-04", "2024-01-01"}).Draw(rt, "to"))
	q.Text = rapid.SampledFrom([]string{"", "협력", "exercise"}).Draw(rt, "text")
	return q
}

func recordsAreGroupedWithoutBeingRead(t *testing.T, s store.Store) {
	all := writeListed(t, s, 150)
	want := map[string]int{}
	for _, l := range all {
		for _, area := range l.areas {
			want[record.FacetOf(area)]++
		}
	}
	view(t, s, func(tx *store.Tx) error {
		holders := must(tx.Holders(shared, "programme/activity", "areas"))
		for value, arrivals := range holders {
			if want[value] != len(arrivals) {
				t.Errorf("%d hold %s, expected %d", len(arrivals), value, want[value])
			}
			whole := must(tx.FirstOf(shared, "programme/activity", arrivals, 1000))
			first := must(tx.FirstOf(shared, "programme/activity", arrivals, 7))
			slices.SortFunc(whole, func(a, b store.Record) int { return compare(a.Cursor(), b.Cursor()) })
			slices.SortFunc(first, func(a, b store.Record) int { return compare(a.Cursor(), b.Cursor()) })
			if len(whole) != len(arrivals) || !reflect.DeepEqual(first, whole[:7]) {
				t.Errorf("of %d with %s, %d read, and first %d", len(arrivals), value, len(whole), len(first))
			}
		}
		if len(holders) != len(want) || len(must(tx.Holders(private, "programme/activity", "areas"))) > 0 {
			t.Errorf("%d values are held, expected %d", len(holders), len(want))
		}
		return nil
	})
}

func listingsFilterSortAndPage(t *testing.T, s store.Store) {
	all := writeListed(t, s, 150)
	rapid.Check(t, func(rt *rapid.T) {
		q := drawListing(rt)
		want := expected(all, q)
		view(t, s, func(tx *store.Tx) error {
			var got []record.ID
			for {
				page := must(tx.List(q))
				for _, r := range page {
					got = append(got, r.ID)
				}
				if len(page) < q.Limit {
					break
				}
				q.After = page[len(page)-1].Position
			}
			if !slices.Equal(got, want) {
				rt.Fatalf("found %d, expected %d: %v instead of %v", len(got), len(want), got, want)
			}
			if n := must(tx.CountListed(q, 20)); n != (store.Count{N: int64(min(len(want), 20)), Exact: len(want) <= 20}) {
				rt.Fatalf("counted %+v of %d", n, len(want))
			}
			countsAgree(rt, tx, q, all)
			return nil
		})
	})
}

// countsAgree holds the count beside every value to what choosing it finds.
func countsAgree(rt *rapid.T, tx *store.Tx, q store.Listing, all []listedFact) {
	counts := must(tx.CountValues(q, []string{"type", "areas"}, 1000))
	for field, values := range counts {
		for _, v := range values {
			chosen := q
			chosen.Filters = slices.DeleteFunc(slices.Clone(q.Filters), func(f store.Filter) bool { return f.Field == field })
			chosen.Filters = append(chosen.Filters, store.Filter{Field: field, Values: []string{v.Value}})
			if want := len(expected(all, chosen)); v.N != int64(want) || !v.Exact {
				rt.Fatalf("%s=%s is said to find %+v, and finds %d", field, v.Value, v.Count, want)
			}
		}
	}
}

func aListingGoesOnWhileOthersWrite(t *testing.T, s store.Store) {
	all := writeListed(t, s, 60)
	q := store.Listing{Channel: shared, Kind: "programme/activity", Sort: "starts", Limit: 20}
	var first []store.Listed
	view(t, s, func(tx *store.Tx) error { first = must(tx.List(q)); return nil })
	moved, last := all[slices.IndexFunc(all, func(l listedFact) bool { return l.ID == first[3].ID })], first[len(first)-1]
	update(t, s, func(tx *store.Tx) error { // to the end, and the last of the page to the beginning
		moved.starts = "2031"
		putListed(tx, moved)
		end := all[slices.IndexFunc(all, func(l listedFact) bool { return l.ID == last.ID })]
		end.starts = ""
		putListed(tx, end)
		return nil
	})
	seen := map[record.ID]int{}
	for _, r := range first {
		seen[r.ID]++
	}
	view(t, s, func(tx *store.Tx) error {
		q.After, q.Limit = last.Position, 100
		for _, r := range must(tx.List(q)) {
			seen[r.ID]++
		}
		return nil
	})
	for _, l := range all {
		if want := map[bool]int{true: 2, false: 1}[l.ID == moved.ID]; seen[l.ID] != want {
			t.Errorf("record %s is shown %d times, expected %d", l.ID, seen[l.ID], want)
		}
	}
}

func listingsForgetWhatIsGone(t *testing.T, s store.Store) {
	all := writeListed(t, s, 12)
	q := store.Listing{Channel: shared, Kind: "programme/activity", Sort: "starts"}
	update(t, s, func(tx *store.Tx) error {
		l := all[1]
		l.areas, l.types = nil, []string{"secret visit"}
		putListed(tx, l)
		return tx.SetPart(Origin, 1, 2, record.Part{State: record.Withdrawn})
	})
	view(t, s, func(tx *store.Tx) error {
		if n := len(must(tx.List(q))); n != len(all) {
			t.Errorf("%d records are listed, expected all %d", n, len(all))
		}
		for _, v := range must(tx.CountValues(q, []string{"type"}, 100))["type"] {
			if v.Value == "secret visit" {
				t.Error("a value that was withdrawn can still be chosen")
			}
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return tx.DropProjections() })
	view(t, s, func(tx *store.Tx) error {
		if n := len(must(tx.List(q))); n != 0 {
			t.Errorf("%d records are listed after all were dropped", n)
		}
		return nil
	})
}

func listingsTakeAnything(t *testing.T, s store.Store) {
	writeListed(t, s, 12)
	for _, q := range []store.Listing{
		{}, {Channel: shared, Kind: "nobody/knows"}, {Channel: shared, Kind: "programme/activity", Sort: "'; DROP TABLE sort_key"},
		{Channel: shared, Kind: "programme/activity", Filters: []store.Filter{{Field: "type"}}},
		{Channel: shared, Kind: "programme/activity", Filters: []store.Filter{{Field: "%", Values: []string{"visit"}}}},
		{Channel: shared, Kind: "programme/activity", Filters: []store.Filter{{Field: "type", Values: []string{"\x00", strings.Repeat("x", 1<<16)}}}},
		{Channel: shared, Kind: "programme/activity", Text: `" OR "`}, {Channel: shared, Kind: "programme/activity", Text: "…"},
		{Channel: private, Kind: "programme/activity"},
	} {
		view(t, s, func(tx *store.Tx) error {
			if found := must(tx.List(q)); len(found) > 0 {
				t.Errorf("%+v finds %d", q, len(found))
			}
			return nil
		})
	}
}
