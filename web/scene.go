package web

import (
	"cmp"
	"entente/access"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"entente/channel"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// A scene is what every view of records needs: who reads, what the ledgers
// hold, which kinds this version knows and what referenced records are called.
type scene struct {
	reader
	standing
	Kinds   *record.Kinds
	Channel store.Channel
	Others  []record.ChannelID         // where a private text may refer to as well
	Known   map[record.ID]store.Record // those that were looked up
	may     func(access.Action, store.Class) bool
}

// name is what a reference is called and where it leads; what it names may not
// have arrived yet.
func (s scene) name(ref record.Ref) ui.Link {
	known, ok := s.Known[ref.ID]
	if !ok {
		return ui.Link{Words: ui.Plain(s.say("{kind}, not here yet", "kind", s.kindName(ref.Kind)))}
	}
	if known.Channel.IsZero() {
		return ui.Link{Words: s.titleOf(known)} // it has no page yet: it is about to be released
	}
	return ui.Link{Words: s.titleOf(known), Href: recordPath(known.Channel, ref.ID)}
}

func (s scene) page(id record.ID) string {
	return "/records/" + s.Channel.ID.String() + "/" + id.String()
}

// titleOf is a record's title, or its kind where it has none that is readable.
func (s scene) titleOf(of store.Record) ui.Said {
	if title := s.hear(of.Title); !title.IsZero() {
		return title
	}
	return ui.Plain(s.say("{kind} without a title", "kind", s.kindName(of.Kind)))
}

func (s scene) kindName(name string) string {
	switch name {
	case channel.KindAmendment:
		return s.say("Amendment")
	case channel.KindRelease:
		return s.say("Release")
	}
	if kind, known := s.Kinds.Lookup(name); known {
		one, _ := kind.Title()
		return s.say(one)
	}
	return name
}

// pairs are the fields of a record in words.
func (s scene) pairs(fields []field) []ui.Pair {
	var pairs []ui.Pair
	for _, f := range fields {
		pairs = append(pairs, ui.Pair{Term: s.titles(f.Titles), Value: s.show(f.Value, s.name)})
	}
	return pairs
}

// A linked is a record that stands in a table, with its fields if they can be read.
type linked struct {
	store.Record
	Fields []field
}

// A linkedView is the records of one kind that name this one.
type linkedView struct {
	Kind, ID, Title, Count string
	Table                  ui.Table
}

// tables files records under their kinds.
func (s scene) tables(all []linked, self record.ID) []linkedView {
	byKind := map[string][]linked{}
	for _, l := range all {
		byKind[l.Kind] = append(byKind[l.Kind], l)
	}
	var views []linkedView
	for name, of := range byKind {
		view := linkedView{Kind: name, ID: linkedID(name), Title: name, Count: s.count(int64(len(of)))}
		if kind, known := s.Kinds.Lookup(name); known {
			_, many := kind.Title()
			view.Title = s.say(many)
		}
		view.Table = s.table(name, of, self)
		views = append(views, view)
	}
	slices.SortFunc(views, func(a, b linkedView) int { return cmp.Compare(a.Title, b.Title) })
	return views
}

// linkedID is the anchor of the records of a kind.
func linkedID(kind string) string { return "linked-" + strings.ReplaceAll(kind, "/", "-") }

// table shows records of one kind: the title leads, then the fields that the
// kind's declaration puts into lists.
func (s scene) table(kindName string, of []linked, self record.ID) ui.Table {
	kind, known := s.Kinds.Lookup(kindName)
	var paths []string
	t := ui.Table{Caption: s.kindName(kindName), Heads: []ui.Head{{Words: s.say("Title")}}}
	if known {
		paths = listedPaths(kind, of, self)
	}
	for _, path := range paths {
		t.Heads = append(t.Heads, ui.Head{Words: s.titles(kind.Titles(path))})
	}
	t.Heads = append(t.Heads, ui.Head{Words: s.say("Pen")})
	rows := ui.Rows{}
	for _, l := range of {
		row := ui.Row{Cells: []templ.Component{ui.Link{Words: s.titleOf(l.Record), Href: s.page(l.ID)}.Show()}}
		for _, path := range paths {
			row.Cells = append(row.Cells, s.cell(l, path))
		}
		row.Cells = append(row.Cells, s.partner(s.reader, l.Partner).Tag())
		rows.Rows = append(rows.Rows, row)
	}
	t.Groups = []ui.Rows{rows}
	return t
}

func (s scene) cell(l linked, path string) templ.Component {
	at := slices.IndexFunc(l.Fields, func(f field) bool { return f.Path == path })
	if at < 0 {
		return templ.NopComponent
	}
	return s.show(l.Fields[at].Value, s.name)
}

// listedPaths are the columns of a table of linked records, in the order of the
// declaration: what the kind puts into lists and at least one of them has, and
// every address, since that is what a reader follows. The title leads already,
// and the record whose page this is is not repeated in every row.
func listedPaths(kind *record.Kind, of []linked, self record.ID) []string {
	present, columns := map[string]bool{}, kind.Columns()
	for _, l := range of {
		for _, f := range l.Fields {
			ref, isRef := f.Value.(record.Ref)
			if isRef && ref.ID == self || isTitle(f.Value, l.Title) {
				continue
			}
			if _, isURL := f.Value.(record.URL); isURL || inLists(columns, f) {
				present[f.Path] = true
			}
		}
	}
	var paths []string
	for _, column := range columns {
		for path := range present {
			if column.Name == path || strings.HasPrefix(column.Name, path+".") {
				paths = append(paths, path)
				delete(present, path)
			}
		}
	}
	return paths
}

// isTitle reports that a value is what the record is called by.
func isTitle(value any, title record.Text) bool {
	switch v := value.(type) {
	case record.Text:
		return v == title
	case string:
		return slices.Contains(title.All(), v)
	}
	return false
}

// inLists reports that the declaration puts a field, or a leaf of it, into lists.
func inLists(columns []record.Column, f field) bool {
	return slices.ContainsFunc(columns, func(c record.Column) bool {
		return c.Shown && (c.Name == f.Path || strings.HasPrefix(c.Name, f.Path+"."))
	})
}
