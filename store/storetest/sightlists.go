package storetest

import (
	"bytes"
	"slices"

	"entente/record"
	"entente/store"
)

// askOfLists asks for whole lists, page by page: the cursors are part of the answer.
func (w *sightedWorld) askOfLists(q *questioning, tx *store.Tx) {
	for _, listing := range w.listings {
		noted[store.Count](q, "CountListed")(tx.CountListed(listing, 3))
		noted[store.Count](q, "CountListed, all")(tx.CountListed(listing, 1000))
		counts, err := tx.CountValues(listing, []string{"areas", store.ByPartner, store.ByLabel}, 1000)
		for _, field := range []string{"areas", store.ByPartner, store.ByLabel} {
			q.note("CountValues of "+field, counts[field], err)
		}
		var all []store.Listed
		for {
			page := must(tx.List(listing))
			all = append(all, page...)
			if len(page) < listing.Limit {
				break
			}
			listing.After = page[len(page)-1].Position
		}
		q.note("List", all, nil)
	}
	for _, query := range w.queries {
		noted[int64](q, "CountRecords up to a limit")(tx.CountRecords(query))
		unlimited := query
		unlimited.Limit = 0
		noted[int64](q, "CountRecords")(tx.CountRecords(unlimited))
		var all []store.Record
		for {
			page := must(tx.Records(query))
			all = append(all, page...)
			if len(page) < query.Limit {
				break
			}
			query.After = page[len(page)-1].Cursor()
		}
		q.note("Records", all, nil)
	}
}

func (w *sightedWorld) askOfWords(q *questioning, tx *store.Tx) {
	for _, search := range []store.SearchQuery{{Text: "cyber"}, {Text: "협력"}, {Text: "summit", Channels: sightedChannels[:2]}, {Text: "cy", Kinds: sightedKinds[:1]}} {
		var all []store.Hit
		for search.Limit = 4; ; {
			page := must(tx.Search(search))
			all = append(all, page...)
			if len(page) < search.Limit {
				break
			}
			search.Before = page[len(page)-1].Arrived
		}
		q.note("Search "+search.Text, all, nil)
	}
}

func (w *sightedWorld) askOfChanges(q *questioning, tx *store.Tx) {
	noted[int64](q, "NewestArrival")(tx.NewestArrival())
	for _, change := range []store.ChangeQuery{
		{}, {After: 5, Limit: 3}, {Channel: &sightedChannels[0]}, {Kind: sightedKinds[0], Partner: &brussels}, {ButActor: []string{"a1"}}, {Limit: 2},
	} {
		noted[[]store.Record](q, "Changed")(tx.Changed(change))
		noted[int64](q, "CountChanged")(tx.CountChanged(change))
	}
}

func (w *sightedWorld) askOfKind(q *questioning, tx *store.Tx, channel record.ChannelID, kind string) {
	labels, err := tx.ListedLabels(channel, kind)
	slices.SortFunc(labels, bytes.Compare) // a set
	q.note("ListedLabels", labels, err)
	holders, err := tx.Holders(channel, kind, "areas")
	for _, area := range []string{"area 0", "area 1", "area 2"} {
		arrivals := holders[record.FacetOf(area)]
		slices.Sort(arrivals) // a set
		q.note("Holders", arrivals, err)
	}
	q.note("values of Holders", len(holders), err)
	// What was seen may be asked for by number, and so may what was guessed.
	var every []int64
	for arrived := range int64(len(w.facts)) {
		every = append(every, arrived+1)
	}
	first, err := tx.FirstOf(channel, kind, every, 1000)
	q.note("FirstOf, all", first, err)
	first, err = tx.FirstOf(channel, kind, every, 2)
	slices.SortFunc(first, func(a, b store.Record) int { return compare(a.Cursor(), b.Cursor()) })
	q.note("FirstOf", first, err)
}
