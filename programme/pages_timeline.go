package programme

import (
	"strconv"

	"entente/feature"
	"entente/store"
	"entente/ui"
)

// A period is the years that a timeline shows; zero is from the first fact or
// to the last.
type period struct{ from, to int } // to is the last year, within

// periodOf reads a period from an address. A year that is none is not asked for.
func periodOf(in *feature.Reading) period {
	year := func(name string) int {
		n, err := strconv.Atoi(in.Query.Get(name))
		if err != nil || n < 1000 || n > 9999 {
			return 0
		}
		return n
	}
	p := period{year("from"), year("to")}
	if p.to != 0 && p.to < p.from {
		p.from, p.to = p.to, p.from
	}
	return p
}

// timelinePage draws what was done, and lists the same below.
func timelinePage(in *feature.Reading) (ui.Page, error) {
	l := newListing(in)
	asked := periodOf(in)
	facts, cut, err := l.factsWithin(asked)
	if err != nil {
		return ui.Page{}, err
	}
	facts = certain(facts, Certainty(in.Query.Get("certainty")))
	editions, err := in.Tx.Records(store.RecordQuery{Channel: &in.Channel.ID, Kind: Editions.Name(), Limit: mostEditions})
	if err != nil {
		return ui.Page{}, err
	}
	sources, err := l.sourcesOf(editions)
	if err != nil {
		return ui.Page{}, err
	}
	steps := Lineage(read(l, Editions, editions), nil, sources)
	view := l.timeline(facts, validities(steps), asked)
	if cut {
		view.Notices = append(view.Notices, ui.Notice{Tone: ui.Warn, Sentence: l.Say("Only the newest {n} facts of this period are drawn.", "n", l.Number(mostFacts)),
			Then: l.Say("Choose a shorter period to see the others.")})
	}
	page := l.page(l.Say("Timeline"), view.main())
	page.Aside, page.Kind = nil, view.Count
	return page, nil
}

// factsWithin reads the newest activities that begin within a period, or go on
// into it, with their sources and what they belong to.
func (l *listing) factsWithin(p period) (facts []Fact, cut bool, err error) {
	q := store.RecordQuery{Channel: &l.Channel.ID, Kind: Activities.Name(), Descending: true, Limit: mostFacts + 1}
	if p.to != 0 {
		q.After = store.Cursor{Sort: strconv.Itoa(p.to + 1)} // lists are in order of the start
	}
	rows, err := l.Tx.Records(q)
	if err != nil {
		return nil, false, err
	}
	if len(rows) > mostFacts {
		rows, cut = rows[:mostFacts], true
	}
	var within []store.Record
	var activities []Written[Activity]
	for _, row := range rows {
		for _, activity := range read(l, Activities, []store.Record{row}) {
			year, _, _ := later(activity.Value.Starts, activity.Value.Ends).Latest().Parts()
			if year >= p.from {
				within, activities = append(within, row), append(activities, activity)
			}
		}
	}
	cut = cut && len(within) == len(rows)
	sources, err := l.sourcesOf(within)
	if err != nil {
		return nil, false, err
	}
	for _, activity := range activities {
		if err := l.lookUp(activity.Value.Area); err != nil {
			return nil, false, err
		}
	}
	for _, year := range ByYear(activities, sources) {
		facts = append(facts, year.Facts...)
	}
	return facts, cut, nil
}

// certain keeps facts of one certainty; "" keeps all.
func certain(facts []Fact, wanted Certainty) []Fact {
	if wanted == "" {
		return facts
	}
	var kept []Fact
	for _, fact := range facts {
		if fact.Certainty == wanted {
			kept = append(kept, fact)
		}
	}
	return kept
}
