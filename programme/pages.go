package programme

import (
	_ "embed" // pages.csv
	"net/http"

	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// pageWords are rows of words.csv for what only the pages say.
//
//go:embed pages.csv
var pageWords string

// pages are the feature's own, beside those that are derived from its kinds.
var pages = []feature.Page{
	{Pattern: "GET /programme", Title: "Overview", Shared: true, Handler: func(env feature.Env) http.Handler { return env.Page(overviewPage(env.Kinds())) }},
	{Pattern: "GET /programme/editions", Title: "Editions", Shared: true, Handler: func(env feature.Env) http.Handler { return env.Page(editionsPage) }},
	{Pattern: "GET /programme/timeline", Title: "Timeline", Shared: true, Handler: func(env feature.Env) http.Handler { return env.Page(timelinePage) }},
	{Pattern: "GET /programme/years", Title: "By year", Shared: true, Handler: func(env feature.Env) http.Handler { return env.Page(yearsPage) }},
	{Pattern: "GET /programme/editions/{channel}/{id}", Shared: true, Handler: treePage},
}

// What one page lists at most, so that opening it costs the same however long
// the programme has run.
const (
	mostFacts    = 300
	mostEditions = 100
	mostAreas    = 500
	mostSources  = 100 // of one record
)

// yearsPage lists what was done by year, the newest first.
func yearsPage(in *feature.Reading) (ui.Page, error) {
	after, err := cursorOf(in)
	if err != nil {
		return ui.Page{}, err
	}
	l := newListing(in)
	rows, err := in.Tx.Records(store.RecordQuery{
		Channel: &in.Channel.ID, Kind: Activities.Name(), Descending: true, After: after, Limit: mostFacts + 1,
	})
	if err != nil {
		return ui.Page{}, err
	}
	older := ""
	if len(rows) > mostFacts {
		rows = rows[:mostFacts]
		older = in.At("after", cursorText(rows[mostFacts-1].Cursor()))
	}
	activities := read(l, Activities, rows)
	sources, err := l.sourcesOf(rows)
	if err != nil {
		return ui.Page{}, err
	}
	for _, activity := range activities {
		if err := l.lookUp(activity.Value.Area, activity.Value.Edition); err != nil {
			return ui.Page{}, err
		}
	}
	view := l.years(ByYear(activities, sources))
	view.Older, view.Newest = older, !after.IsZero()
	return l.page(in.Say("Programme by year"), view.main()), nil
}

// editionsPage shows the line of editions with their areas.
func editionsPage(in *feature.Reading) (ui.Page, error) {
	l := newListing(in)
	editions, err := in.Tx.Records(store.RecordQuery{Channel: &in.Channel.ID, Kind: Editions.Name(), Limit: mostEditions})
	if err != nil {
		return ui.Page{}, err
	}
	areas, err := in.Tx.Records(store.RecordQuery{Channel: &in.Channel.ID, Kind: Areas.Name(), Limit: mostAreas})
	if err != nil {
		return ui.Page{}, err
	}
	sources, err := l.sourcesOf(append(append([]store.Record{}, editions...), areas...))
	if err != nil {
		return ui.Page{}, err
	}
	steps := Lineage(read(l, Editions, editions), read(l, Areas, areas), sources)
	return l.page(in.Say("Editions and their areas"), l.editions(steps).main()), nil
}

// A listing is what a page of this feature has read so far.
type listing struct {
	*feature.Reading
	names      map[record.ID]ui.Link // of records that others refer to
	labels     [][]byte              // of everything that is shown
	unreadable int                   // records of a version that is not known here
}

func newListing(in *feature.Reading) *listing {
	return &listing{Reading: in, names: map[record.ID]ui.Link{}}
}

// read decodes records. One that cannot be read is counted, so that the page
// can say that it is not there.
func read[T any](l *listing, kind record.Declared[T], rows []store.Record) []Written[T] {
	var all []Written[T]
	for _, row := range rows {
		value, ok := feature.Read(kind, row)
		if !ok {
			l.unreadable++
			continue
		}
		l.labels = append(l.labels, row.Label)
		l.names[row.ID] = ui.Link{Words: l.Hear(row.Title), Href: l.Record(row.ID)}
		all = append(all, Written[T]{ID: row.ID, Partner: row.Partner, Value: value})
	}
	return all
}

// sourcesOf reads what is said of records, record by record through the index
// of references: the cost is that of what is shown.
func (l *listing) sourcesOf(rows []store.Record) ([]Written[Source], error) {
	var all []Written[Source]
	for _, row := range rows {
		found, err := l.Tx.Records(store.RecordQuery{Channel: &l.Channel.ID, Kind: Sources.Name(), RefersTo: &row.ID, Limit: mostSources})
		if err != nil {
			return nil, err
		}
		all = append(all, read(l, Sources, found)...)
	}
	return all, nil
}

// lookUp reads what records refer to, each once. What has not arrived yet has
// no name.
func (l *listing) lookUp(refs ...record.Ref) error {
	for _, ref := range refs {
		if _, known := l.names[ref.ID]; known || ref.IsZero() {
			continue
		}
		found, err := l.Tx.Record(l.Channel.ID, ref.ID)
		if isNotFound(err) {
			l.names[ref.ID] = ui.Link{Words: ui.Plain(l.Say("not here yet"))}
			continue
		}
		if err != nil {
			return err
		}
		l.names[ref.ID] = ui.Link{Words: l.Hear(found.Title), Href: l.Record(ref.ID)}
		l.labels = append(l.labels, found.Label)
	}
	return nil
}
