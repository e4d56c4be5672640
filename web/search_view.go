package web

import (
	"cmp"
	"slices"

	"github.com/a-h/templ"

	"entente/label"
	"entente/store"
	"entente/ui"
)

func searchBox(r reader) ui.SearchBox {
	return ui.SearchBox{Action: "/search", Name: findName, Label: r.say("Search records")}
}

// A searchView is a search as it is shown.
type searchView struct {
	reader
	policies       label.Policies
	Text, Kind, In string
	All            []finding
}

func (v searchView) page() ui.Page {
	search := ui.Search{Box: searchBox(v.reader), Text: v.Text}
	page := ui.Page{Title: ui.Plain(v.say("Search"))}
	for _, f := range v.All {
		page.Labels = append(page.Labels, f.Label) // all are counted, whatever is shown
		if v.Kind != "" && f.Kind != v.Kind || v.In != "" && f.Hit.Channel.String() != v.In {
			continue
		}
		search.Hits = append(search.Hits, v.hit(f))
	}
	switch {
	case v.Text == "":
		search.Empty = ui.Empty{Sentence: v.say("Search all records that this node holds."), Why: v.say("Every word has to stand in the record; the last may be unfinished. Nothing typed here is kept in an address or a log.")}
	case len(search.Hits) == 0:
		search.Empty = ui.Empty{Sentence: v.say("No record has these words."), Why: v.say("Try fewer words, or another language.")}
	default:
		search.Count = v.Count("{n} record|{n} records", int64(len(search.Hits)))
		if len(v.All) == rankedHits {
			search.Count = v.say("the best of the newest {n}", "n", v.count(rankedHits))
		}
	}
	search.Sets = v.sets()
	page.Main = search.Show()
	return page
}

func (v searchView) hit(f finding) ui.Hit {
	marking := v.policies.Marking(f.Label, string(v.Language)).Text
	if marking == "" {
		marking = v.say("without a label that can be read")
	}
	return ui.Hit{
		Href: f.in.page(f.ID), Title: markedText(f.title, v.Text, 0), Snippet: markedText(f.snippet, v.Text, aroundFound),
		About: []templ.Component{
			strong(marking), ui.Words(v.kindName(f)), f.in.partner(v.reader, f.Partner).Tag(),
			v.hear(f.in.Channel.Name).Show(), ui.Words(v.moment(f.At)),
		},
	}
}

func (v searchView) kindName(f finding) string { return f.in.kindName(f.Kind) }

// sets are the kinds and channels of what was found, to choose one.
func (v searchView) sets() []ui.FacetList {
	kinds, channels := map[string]int{}, map[string]int{}
	names := map[string]ui.Said{}
	for _, f := range v.All {
		kinds[f.Kind]++
		names[f.Kind] = ui.Plain(v.kindName(f))
		channels[f.Hit.Channel.String()]++
		names[f.Hit.Channel.String()] = v.hear(f.in.Channel.Name)
	}
	var sets []ui.FacetList
	for _, set := range []struct {
		title, chosen string
		counts        map[string]int
		to            func(string) string
	}{
		{v.say("Kind"), v.Kind, kinds, func(value string) string { return searchAddress(value, v.In) }},
		{v.say("Channel"), v.In, channels, func(value string) string { return searchAddress(v.Kind, value) }},
	} {
		if len(set.counts) < 2 && set.chosen == "" {
			continue
		}
		list := ui.FacetList{Title: set.title}
		for value, n := range set.counts {
			to := value
			if value == set.chosen {
				to = ""
			}
			list.Steps = append(list.Steps, ui.Step{Words: names[value], Beside: numbered(n), Chosen: value == set.chosen, Href: set.to(to)})
		}
		slices.SortFunc(list.Steps, func(a, b ui.Step) int {
			return cmp.Or(cmp.Compare(a.Words.Text, b.Words.Text), cmp.Compare(a.Href, b.Href))
		})
		sets = append(sets, list)
	}
	return sets
}

func searchAddress(kind, in string) string {
	to := "/search"
	if kind != "" {
		to = withValues(to, "kind", []string{kind})
	}
	if in != "" {
		to = withValues(to, "in", []string{in})
	}
	return to
}

// aroundFound is how many characters of a text a snippet shows before what was
// found; after it there are twice as many.
const aroundFound = 80

// markedText marks what was looked for in a text; around shortens it.
func markedText(said ui.Said, query string, around int) ui.Marked {
	m := ui.Marked{Said: said}
	text, spans := said.Text, store.Found(said.Text, query)
	from, to := 0, len(text)
	if around > 0 && len(spans) > 0 {
		from, to = near(text, spans[0], around)
	}
	add := func(text string, found bool) {
		if text != "" {
			m.Pieces = append(m.Pieces, ui.FoundPiece{Text: text, Found: found})
		}
	}
	if from > 0 {
		add("… ", false)
	}
	for _, span := range spans {
		if span.From >= from && span.To <= to {
			add(text[from:span.From], false)
			add(text[span.From:span.To], true)
			from = span.To
		}
	}
	add(text[from:to], false)
	if to < len(text) {
		add(" …", false)
	}
	return m
}

// near is the part of a text around a place, in whole characters.
func near(text string, span store.Span, around int) (from, to int) {
	before, after := []rune(text[:span.From]), []rune(text[span.To:])
	from, to = 0, len(text)
	if len(before) > around {
		from = max(0, span.From-len(string(before[len(before)-around:])))
	}
	if len(after) > 2*around {
		to = min(len(text), span.To+len(string(after[:2*around])))
	}
	return from, to
}
