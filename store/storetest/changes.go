package storetest

import (
	"testing"

	"entente/record"
	"entente/store"
)

func changesAreReadFromAnArrivalOn(t *testing.T, s store.Store) {
	update(t, s, Create)
	ids := &record.IDs{}
	first, second := NewFact(ids, "Plan"), NewFact(ids, "Visit")
	update(t, s, func(tx *store.Tx) error { return WriteFacts(tx, Random(1), first, second) })
	var seen int64
	view(t, s, func(tx *store.Tx) error {
		seen = must(tx.NewestArrival())
		all := must(tx.Changed(store.ChangeQuery{}))
		if len(all) != 2 || all[0].ID != second.ID || all[1].ID != first.ID {
			t.Errorf("changes read %+v", all)
		}
		if n := must(tx.CountChanged(store.ChangeQuery{After: seen})); n != 0 {
			t.Errorf("%d changes after the last", n)
		}
		return nil
	})
	again := first
	again.Revision, again.Text = 2, "Better plan"
	view(t, s, func(tx *store.Tx) error {
		again.Previous = must(tx.Entry(Origin, 0)).Leaf
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return WriteFacts(tx, Random(2), again) })
	view(t, s, func(tx *store.Tx) error {
		all := must(tx.Changed(store.ChangeQuery{After: seen}))
		if len(all) != 1 || all[0].ID != first.ID || all[0].Revision.Revision != 2 {
			t.Fatalf("changes read %+v", all)
		}
		partner, channel := all[0].Partner, all[0].Channel
		for name, test := range map[string]struct {
			q    store.ChangeQuery
			want int64
		}{
			"its channel":    {store.ChangeQuery{Channel: &channel}, 2},
			"another one":    {store.ChangeQuery{Channel: &record.ChannelID{1}}, 0},
			"its kind":       {store.ChangeQuery{Kind: all[0].Kind}, 2},
			"another kind":   {store.ChangeQuery{Kind: "no/kind"}, 0},
			"its partner":    {store.ChangeQuery{Partner: &partner}, 2},
			"all but itself": {store.ChangeQuery{ButActor: []string{all[0].Actor}}, 0},
			"one at most":    {store.ChangeQuery{Limit: 1}, 1},
		} {
			if n := must(tx.CountChanged(test.q)); n != test.want {
				t.Errorf("%s: %d changes, expected %d", name, n, test.want)
			}
		}
		return nil
	})
}
