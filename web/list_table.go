package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"entente/record"
	"entente/store"
	"entente/ui"
	"entente/words"
)

// withValues is an address with several values of one name in its query.
func withValues(address, name string, values []string) string {
	at, err := url.Parse(address)
	if err != nil {
		return address
	}
	query := at.Query()
	query[name] = values
	at.RawQuery = query.Encode()
	return at.String()
}

// hidden is the query of the list for a form that asks for it otherwise: what
// the form itself asks is left out.
func (v *listPage) hidden(without ...string) []ui.Hidden {
	at, err := url.Parse(v.at(append(pairsOf(without), afterName, "", "lang", "")...))
	if err != nil {
		return nil
	}
	query := at.Query()
	var all []ui.Hidden
	for _, name := range slices.Sorted(maps.Keys(query)) {
		for _, value := range query[name] {
			all = append(all, ui.Hidden{Name: name, Value: value})
		}
	}
	return all
}

func pairsOf(names []string) (pairs []string) {
	for _, name := range names {
		pairs = append(pairs, name, "")
	}
	return pairs
}

func (v *listPage) period() ui.PeriodForm {
	if v.Period.Field == "" {
		return ui.PeriodForm{}
	}
	input := func(name, words string, date record.Date) ui.Field {
		return ui.Field{ID: "period-" + name, Label: words, Input: ui.TextInput{Name: name, Value: date.String(), Short: true}}
	}
	return ui.PeriodForm{
		Title: v.say("Period: {field}", "field", v.fieldTitle(v.Period.Field)), Hidden: v.hidden(fromName, toName), Show: v.say("Show"),
		From: input(fromName, v.say("From"), v.Period.From), To: input(toName, v.say("Until"), v.Period.To),
	}
}

// sortMenu offers every order in both directions.
func (v *listPage) sortMenu() ui.StepMenu {
	menu := ui.StepMenu{Words: v.say("Sort by"), Chosen: v.say("as usual")}
	offer := func(name, value, words string) {
		chosen := v.Order == name && (name == "" || v.Descending == strings.HasPrefix(value, "-"))
		if chosen {
			menu.Chosen = words
		}
		menu.Steps = append(menu.Steps, ui.Step{Words: ui.Plain(words), Href: v.at(sortName, value, afterName, "", "lang", ""), Chosen: chosen})
	}
	offer("", "", v.say("as usual"))
	for _, f := range v.Kind.SortFields() {
		title := v.titles(f.Titles)
		if f.Dated {
			offer(f.Name, "-"+f.Name, v.say("{field}, newest first", "field", title))
			offer(f.Name, f.Name, v.say("{field}, oldest first", "field", title))
			continue
		}
		offer(f.Name, f.Name, v.say("{field}, ascending", "field", title))
		offer(f.Name, "-"+f.Name, v.say("{field}, descending", "field", title))
	}
	offer(store.ByChange, "-"+store.ByChange, v.say("{field}, newest first", "field", v.say("Changed")))
	offer(store.ByChange, store.ByChange, v.say("{field}, oldest first", "field", v.say("Changed")))
	return menu
}

// columnMenu offers every column; which stand in the address is the reader's
// choice, and without one they are those of the declaration.
func (v *listPage) columnMenu() ui.ColumnMenu {
	all := columnsOf(v.Kind, !v.Channel.Private)
	menu := ui.ColumnMenu{
		Words: v.say("Columns"), Chosen: v.say("{n} of {all}", "n", numbered(len(v.Columns)), "all", numbered(len(all))),
		Name: columnName, Hidden: append(v.hidden(columnName), ui.Hidden{Name: columnName, Value: titleColumn}), Show: v.say("Show"),
	}
	if v.Own {
		menu.AsItWas = ui.Step{Words: ui.Plain(v.say("As it was")), Href: v.at(columnName, "", afterName, "", "lang", "")}
	}
	for _, c := range all {
		menu.Columns = append(menu.Columns, ui.Option{Value: c.Name, Words: v.titles(c.Titles), Chosen: slices.Contains(v.Columns, c.Name)})
	}
	return menu
}

func (v *listPage) heads() []ui.ListHead {
	heads := []ui.ListHead{v.head(titleField(v.Kind), v.say("Title"))}
	columns := columnsOf(v.Kind, !v.Channel.Private)
	for _, name := range v.Columns {
		i := slices.IndexFunc(columns, func(c record.ListField) bool { return c.Name == name })
		heads = append(heads, v.head(name, v.titles(columns[i].Titles)))
	}
	return heads
}

// head leads to the list sorted by its column; again, the other way round.
func (v *listPage) head(name, words string) ui.ListHead {
	head := ui.ListHead{Words: words}
	dated := false
	for _, f := range v.Kind.SortFields() {
		if f.Name == name {
			head.Sort.Words, dated = ui.Plain(words), f.Dated
		}
	}
	if name == changedColumn {
		head.Sort.Words, dated = ui.Plain(words), true
	}
	if head.Sort.Words.IsZero() {
		return head
	}
	descending := dated
	if v.Order == name {
		head.Order, descending = "ascending", !v.Descending
		if v.Descending {
			head.Order = "descending"
		}
	}
	to := name
	if descending {
		to = "-" + name
	}
	head.Sort.Href = v.at(sortName, to, afterName, "", "lang", "")
	return head
}

func (v *listPage) tableRows() []ui.ListRow {
	var rows []ui.ListRow
	for _, r := range v.rows {
		title := v.titleOf(r.Record)
		row := ui.ListRow{Value: r.ID.String(), Choose: v.say("Choose {title}", "title", title.Text),
			Cells: []templ.Component{ui.Link{Words: title, Href: v.scene.page(r.ID)}.Show()}}
		for _, column := range v.Columns {
			row.Cells = append(row.Cells, v.column(r, column))
		}
		rows = append(rows, row)
	}
	return rows
}

func (v *listPage) column(r listedRow, name string) templ.Component {
	switch name {
	case penColumn:
		return v.partner(v.reader, r.Partner).Tag()
	case heldColumn:
		return v.held(r.Record)
	case changedColumn:
		return ui.Words(v.moment(r.At))
	}
	var cells []templ.Component
	for _, f := range under(r.Fields, name) {
		if date, ok := f.Value.(record.Date); ok {
			cells = append(cells, ui.Day(words.ShortDate(v.Language, date)))
			continue
		}
		cells = append(cells, v.show(f.Value, v.name))
	}
	if len(cells) == 0 {
		return templ.NopComponent
	}
	return stack(cells...)
}

// under are the fields of a column: of a list all its elements.
func under(fields []field, column string) []field {
	var found []field
	for _, f := range fields {
		if withoutNumbers(f.Path) == column {
			found = append(found, f)
		}
	}
	return found
}

func withoutNumbers(path string) string {
	if !strings.ContainsAny(path, "123456789") {
		return path
	}
	return strings.Join(slices.DeleteFunc(strings.Split(path, "."), func(s string) bool { return strings.Trim(s, "0123456789") == "" }), ".")
}

func (v *listPage) pages() []ui.Step {
	var pages []ui.Step
	if !v.After.ID.IsZero() {
		pages = append(pages, ui.Step{Words: ui.Plain(v.say("From the beginning")), Href: v.at(afterName, "", "lang", "")})
	}
	if v.more {
		last := v.rows[len(v.rows)-1].Record
		pages = append(pages, ui.Step{Words: ui.Plain(v.say("More")), Href: v.at(afterName, positionText(last, v.Order, v.next), "lang", "")})
	}
	return pages
}
