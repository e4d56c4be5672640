package web

import (
	"slices"

	"entente/record"
	"entente/ui"
)

// mostNamed is how many records of a kind stand in the summary of links; more of
// them stand in the tables below.
const mostNamed = 4

// bothWays are the links of a record in both directions.
type bothWays struct {
	Title, Count, From, To, None string
	Out, In                      []ui.Pair
}

// links gathers what the record names by field, and what names it by kind.
func (read *readRecord) links(tables []linkedView) *bothWays {
	view := &bothWays{Title: read.say("Linked to"), From: read.say("From here"), To: read.say("To here"), None: read.say("nothing")}
	all := 0
	for _, f := range read.Fields {
		if ref, ok := f.Value.(record.Ref); ok {
			view.Out = append(view.Out, ui.Pair{Term: read.titles(f.Titles), Value: read.name(ref).Show()})
			all++
		}
	}
	elsewhere := read.linkedElsewhere()
	for _, table := range tables {
		of := slices.DeleteFunc(slices.Clone(elsewhere), func(l linked) bool { return l.Kind != table.Kind })
		n := int(read.Linking[table.Kind])
		all += n
		var links []ui.Link
		for _, l := range of[:min(len(of), mostNamed)] {
			links = append(links, ui.Link{Words: read.titleOf(l.Record), Href: recordPath(l.Channel, l.ID)})
		}
		if n > mostNamed {
			links = append(links, ui.To("#"+table.ID, read.Count("and {n} more|and {n} more", int64(n-mostNamed))))
		}
		view.In = append(view.In, ui.Pair{Term: table.Title, Value: ui.Links(links)})
	}
	if all == 0 {
		return nil
	}
	view.Count = read.count(int64(all))
	return view
}
