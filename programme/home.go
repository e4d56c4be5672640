package programme

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// What the rhythm of the series reads and shows at most.
const (
	mostOfRhythm = 150 // activities, the newest
	mostSeries   = 8   // types
)

// rhythm shows on the first page how often each sort of activity has come round.
func rhythm(in *feature.Reading) (feature.Section, error) {
	l := newListing(in)
	rows, err := in.Tx.Records(store.RecordQuery{Channel: &in.Channel.ID, Kind: Activities.Name(), Descending: true, Limit: mostOfRhythm})
	if err != nil || len(rows) == 0 {
		return feature.Section{}, err
	}
	sources, err := l.sourcesOf(rows)
	if err != nil {
		return feature.Section{}, err
	}
	var facts []Fact
	for _, year := range ByYear(read(l, Activities, rows), sources) {
		if year.Year != 0 {
			facts = append(facts, year.Facts...)
		}
	}
	if len(facts) == 0 {
		return feature.Section{}, nil
	}
	view := l.rhythm(Series(facts))
	return feature.Section{
		Title: l.Say("Rhythm of the series"), Count: l.Hear(in.Channel.Name).Text, Main: view.show(), Labels: l.labels,
		Action: ui.To("/programme/timeline?channel="+in.Channel.ID.String(), l.Say("Timeline")),
	}, nil
}

// OneSeries is the activities of one type, and how many began in each year.
type OneSeries struct {
	Type   ActivityType
	Facts  []Fact
	ByYear map[int]int
}

// Series files facts by type, the one with the most first.
func Series(facts []Fact) []OneSeries {
	var all []OneSeries
	for _, fact := range facts {
		a := fact.Activity.Value
		at := slices.IndexFunc(all, func(s OneSeries) bool { return s.Type == a.Type })
		if at < 0 {
			at = len(all)
			all = append(all, OneSeries{Type: a.Type, ByYear: map[int]int{}})
		}
		year, _, _ := a.Starts.Parts()
		all[at].Facts = append(all[at].Facts, fact)
		all[at].ByYear[year]++
	}
	slices.SortStableFunc(all, func(a, b OneSeries) int {
		return cmp.Or(cmp.Compare(len(b.Facts), len(a.Facts)), cmp.Compare(a.Type, b.Type))
	})
	return all
}

// rhythmView is the drawing and its figures.
type rhythmView struct {
	Drawing ui.Timeline
	TableIs string
	Table   ui.Table
}

func (l *listing) rhythm(series []OneSeries) rhythmView {
	series = series[:min(len(series), mostSeries)]
	var facts []Fact
	for _, s := range series {
		facts = append(facts, s.Facts...)
	}
	from, to, _ := yearsOf(facts)
	to = max(to, l.Now.Year()+1)
	v := rhythmView{TableIs: l.Say("The same as a table"), Drawing: ui.Timeline{
		ID: "rhythm", Title: l.Say("Rhythm of the series"), Desc: l.Say("Each sign is one activity. The table below counts them by year."),
		From: from, To: to, Now: record.DayOf(l.Now.In(l.Zone())), Today: l.Say("today"),
	}}
	v.Table = ui.Table{Caption: l.Say("Rhythm of the series"), Heads: []ui.Head{{Words: l.Say("Type")}}}
	for year := from; year < to; year++ {
		v.Table.Heads = append(v.Table.Heads, ui.Head{Words: strconv.Itoa(year), Figure: true})
	}
	rows := ui.Rows{}
	for _, s := range series {
		title := l.option(string(s.Type), s.Type.Options())
		v.Drawing.Lanes = append(v.Drawing.Lanes, l.drawnLane(lane{Title: ui.Plain(title), Facts: s.Facts}, true))
		v.Drawing.Lanes[len(v.Drawing.Lanes)-1].Count = ""
		cells := []templ.Component{ui.Words(title)}
		for year := from; year < to; year++ {
			count := ""
			if n := s.ByYear[year]; n > 0 {
				count = strconv.Itoa(n)
			}
			cells = append(cells, ui.Words(count))
		}
		rows.Rows = append(rows.Rows, ui.Row{Cells: cells})
	}
	v.Table.Groups = []ui.Rows{rows}
	return v
}
