package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"entente/access"
	"entente/channel"
	"entente/keys"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// page is the page of a list.
func (v *listPage) page() ui.Page {
	one, many := v.Kind.Title()
	page := ui.Page{
		Title: ui.Plain(v.say(many)), Trail: []ui.Link{ui.To(v.address("/records", "kind", ""), v.say("Records"))}, Labels: v.labels,
	}
	if v.may(access.ToExport, store.Class{Channel: v.Channel.ID, Kind: v.Kind.Name(), Label: v.Channel.DefaultLabel}) {
		page.Actions = []ui.Button{{Words: v.say("Export as CSV"), Href: v.csvAddress()}}
	}
	if v.Kind.HasForm() && v.mayWrite(v.Kind.Name(), v.Channel.DefaultLabel) {
		page.Primary = ui.Button{Words: v.say("New: {kind}", "kind", v.say(one)), Href: v.address("/records/"+v.Channel.ID.String()+"/new", "kind", v.Kind.Name())}
	}
	if v.Text != "" { // the file would not be of what was found
		page.Actions = nil
	}
	page.Main = v.list(many).Show()
	return page
}

// address is another page about the same channel.
func (v *listPage) address(path, name, value string) string {
	to := path + "?channel=" + v.Channel.ID.String()
	if value != "" {
		to += "&" + name + "=" + strings.ReplaceAll(value, "/", "%2F")
	}
	return to
}

func (v *listPage) csvAddress() string {
	_, query, _ := strings.Cut(v.at(afterName, "", "lang", ""), "?")
	return "/records.csv?" + query
}

func (v *listPage) list(many string) ui.List {
	l := ui.List{
		Address: v.at(afterName, "", "lang", ""), Plain: "/records", Caption: v.say(many),
		Find: ui.TextInput{Name: findName, Value: v.Text, Type: "search"}, FindID: "find", FindWord: v.say("Find in these"),
		Count: v.howMany(), Filter: v.say("Filters"),
		Chips: v.chips(), Facets: v.facets(), Period: v.period(), Menus: []ui.StepMenu{v.sortMenu()}, Columns: v.columnMenu(),
		Heads: v.heads(), Rows: v.tableRows(), Pages: v.pages(),
		Empty: ui.Empty{Sentence: v.say("No record of this kind is in this channel."), Why: v.say("Import a file, or wait for what the partners write.")},
	}
	for _, text := range v.BadDates {
		l.Notices = append(l.Notices, ui.Notice{Tone: ui.Warn, Sentence: v.say("“{text}” is no date.", "text", text), Then: v.say("Write 2024, 2024-03 or 2024-03-14. The period was left out.")})
	}
	if v.narrowed() {
		l.Clear = ui.Step{Words: ui.Plain(v.say("Clear all")), Href: v.address("/records", "kind", v.Kind.Name())}
		l.Empty = ui.Empty{Sentence: v.say("Nothing in this list is like that."), Why: v.say("Take a filter away, or clear all of them.")}
	}
	if v.Channel.Private && !channel.Reserved(v.Kind.Name()) {
		l.Choose = ui.ChooseForm{Action: "/release/choose", Name: "id", Button: v.say("Release those that are ticked"),
			Hidden: []ui.Hidden{{Name: "channel", Value: v.Channel.ID.String()}, {Name: "kind", Value: v.Kind.Name()}}}
	}
	return l
}

func (v *listPage) narrowed() bool { return len(v.Filters) > 0 || !v.Period.IsZero() || v.Text != "" }

func (v *listPage) howMany() string {
	found, all := v.atLeast(v.found), v.reader.count(v.total)
	if !v.narrowed() {
		return v.Count("{n} record|{n} records", v.total)
	}
	return v.say("{n} of {all}", "n", found, "all", all)
}

// atLeast says a count, and that it is at least that.
func (v *listPage) atLeast(c store.Count) string {
	if !c.Exact {
		return v.say("at least {n}", "n", v.reader.count(c.N))
	}
	return v.reader.count(c.N)
}

// chips are what narrows the list, each with the step that takes it away.
func (v *listPage) chips() []ui.Step {
	var chips []ui.Step
	if v.Text != "" {
		chips = append(chips, v.chip(v.say("Words to find"), ui.Plain(v.Text), v.at()))
		chips[0].Href = "" // the field itself takes it away
	}
	for _, end := range []struct {
		name, words string
		date        record.Date
	}{{fromName, v.say("From"), v.Period.From}, {toName, v.say("Until"), v.Period.To}} {
		if !end.date.IsZero() {
			chips = append(chips, v.chip(end.words, ui.Plain(v.Date(end.date)), v.at(end.name, "", afterName, "")))
		}
	}
	for _, f := range v.Filters {
		for _, value := range f.Values {
			chips = append(chips, v.chip(v.fieldTitle(f.Field), v.valueWords(f.Field, value), v.toggled(f.Field, value)))
		}
	}
	return chips
}

func (v *listPage) chip(title string, value ui.Said, without string) ui.Step {
	words := ui.Said{Text: v.say("{field}: {value}", "field", title, "value", value.Text)}
	return ui.Step{Words: words, Href: without, Heard: v.say("Take away: {filter}", "filter", words.Text)}
}

// toggled is the address with a value of a filter added, or taken away.
func (v *listPage) toggled(fieldName, value string) string {
	values := []string{value}
	for _, f := range v.Filters {
		if f.Field == fieldName {
			values = slices.DeleteFunc(slices.Clone(f.Values), func(other string) bool { return other == value })
			if len(values) == len(f.Values) {
				values = append(values, value)
			}
		}
	}
	return withValues(v.at(filterPrefix+fieldName, "", afterName, "", "lang", ""), filterPrefix+fieldName, values)
}

func (v *listPage) fieldTitle(name string) string {
	if name == store.ByPartner {
		return v.say("Pen")
	}
	for _, f := range v.Kind.ListFields() {
		if f.Name == name {
			return v.titles(f.Titles)
		}
	}
	return name
}

// valueWords says a value of a filter.
func (v *listPage) valueWords(fieldName, value string) ui.Said {
	if fieldName == store.ByPartner {
		for id := range v.Partners {
			if store.PartnerFacet(id) == value {
				return ui.Plain(v.partner(v.reader, id).Code)
			}
		}
		return ui.Plain(v.say("another partner"))
	}
	for _, f := range v.Kind.FilterFields() {
		if f.Name != fieldName {
			continue
		}
		for _, option := range f.Options {
			if option.Value == value {
				return ui.Plain(v.say(option.Title))
			}
		}
	}
	if ref, err := record.ParseRef(value); err == nil {
		return v.name(ref).Words
	}
	for _, counted := range v.counts[fieldName] {
		if counted.Value == value && counted.Words != "" {
			return ui.Plain(counted.Words)
		}
	}
	switch {
	case value == "true":
		return ui.Plain(v.say("Yes"))
	case strings.HasPrefix(value, "~"):
		return ui.Plain(v.say("a value that nothing has"))
	}
	return ui.Plain(value[:min(len(value), 60)])
}

func (v *listPage) facets() []ui.FacetList {
	names := []string{}
	for _, f := range v.Kind.FilterFields() {
		names = append(names, f.Name)
	}
	var all []ui.FacetList
	for _, name := range append(names, store.ByPartner) {
		values := v.counts[name]
		if len(values) == 0 || len(values) == 1 && !v.chosen(name, values[0].Value) && name == store.ByPartner {
			continue
		}
		facet := ui.FacetList{Title: v.fieldTitle(name)}
		left := 0
		for i, value := range values {
			chosen := v.chosen(name, value.Value)
			if i >= listedValues && !chosen {
				left++
				continue
			}
			facet.Steps = append(facet.Steps, ui.Step{Words: v.valueWords(name, value.Value), Beside: v.atLeast(value.Count), Chosen: chosen, Href: v.toggled(name, value.Value)})
		}
		if left > 0 {
			facet.More = v.Count("{n} value more: narrow the list to see it.|{n} values more: narrow the list to see them.", int64(left))
		}
		all = append(all, facet)
	}
	return all
}

// heldWord says how far the other members have confirmed a row's revision.
func (v *listPage) held(r store.Record) templ.Component {
	revision := numbered(r.Revision.Revision)
	var lines []templ.Component
	for _, member := range v.Members {
		if member == r.Partner {
			continue
		}
		status := ui.Status{Glyph: ui.Clock, Word: v.say("not yet revision {n}", "n", revision)}
		if v.holds(member, r) {
			status = ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: v.say("revision {n}", "n", revision)}
		}
		lines = append(lines, tagged(v.partner(v.reader, member), status))
	}
	return stack(lines...)
}

func (v *listPage) holds(member keys.PartnerID, r store.Record) bool {
	return slices.ContainsFunc(v.Ledgers, func(l heldLedger) bool {
		return l.Origin == r.Origin && l.Receipts[member].Size > r.Index
	})
}
