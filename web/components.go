package web

import (
	"fmt"

	"github.com/a-h/templ"

	"entente/label"
	"entente/record"
	"entente/ui"
)

// components shows every component in all its states, so that somebody who
// changes one sees what becomes of it in each language, on a phone, in the dark
// and on paper. What it says is invented.
func (s *site) components(in *opening) (ui.Page, error) {
	r := reader{in.Reader}
	bands, err := s.everyBand(in)
	if err != nil {
		return ui.Page{}, err
	}
	g := gallery{reader: r, us: in.standing.partner(r, s.node.Self()), them: ui.Partner{Code: "XYZ", Name: ui.Plain("XYZ")}}
	all := []specimen{
		{"markings", r.say("Marking"), []templ.Component{bandList(bands)}},
		{"tags", r.say("Partners"), []templ.Component{g.tags()}},
		{"statuses", r.say("Status"), g.statuses()},
		{"certainties", r.say("Certainty"), []templ.Component{g.certainties()}},
		{"buttons", r.say("Buttons"), []templ.Component{g.buttons(), menuOf(r.say("Menu"), g.links()), ui.Drawer{Words: r.say("More"), Links: g.links()}.Show()}},
		{"notices", r.say("Notices"), g.notices()},
		{"empty", r.say("Nothing there"), []templ.Component{g.empty()}},
		{"fields", r.say("Fields of a form"), g.fields()},
		{"lists", r.say("List"), []templ.Component{g.list().Show()}},
		{"filters", r.say("Filters"), []templ.Component{g.filters().Show()}},
		{"tables", r.say("Table"), []templ.Component{g.table().Show(), g.tree().Show()}},
		{"facts", r.say("Head of a record"), []templ.Component{ui.Facts(g.facts()), ui.Pairs(g.pairs(), false), ui.Pairs(g.pairs(), true)}},
		{"history", r.say("History"), []templ.Component{ui.History(g.history())}},
		{"remarks", r.say("Comments"), []templ.Component{g.remarks()}},
		{"timeline", r.say("Timeline"), []templ.Component{g.timeline().Show()}},
		{"receipts", r.say("Confirmed by"), []templ.Component{g.ledgers()}},
		{"proofs", r.say("Proof"), []templ.Component{g.proof(), g.readers()}},
		{"state", r.say("Line of state"), []templ.Component{stateLineOf(r.say("As of {time}", "time", r.moment(in.Now)), r.say("Our ledger: {n}", "n", r.count(1284)))}},
	}
	notice := ui.Notice{Tone: ui.Act, Sentence: r.say("What stands here is invented."), Then: r.say("It shows how the parts of pages look, in your language.")}
	return ui.Page{
		Title: ui.Plain(r.say("Parts of pages")), Trail: []ui.Link{ui.To("/about", r.say("About Entente"))},
		Main: specimens(r.say("Fictional"), notice, all),
	}, nil
}

// everyBand is the marking of every classification of every policy known here,
// and of a page where nothing is marked.
func (s *site) everyBand(in *opening) ([]ui.Marking, error) {
	r := reader{in.Reader}
	var bands []ui.Marking
	add := func(m ui.Marking) {
		m.Kind = r.say("Fictional")
		m.Place = map[string]string{"top": r.say("Example {n}", "n", numbered(len(bands)+1))}
		bands = append(bands, m)
	}
	add(markingOf(r, s.node.Policies, nil, in.Now))
	for _, policy := range s.node.Policies.All() {
		for _, class := range policy.Classifications {
			if class.Obsolete {
				continue
			}
			one, err := label.New(policy, class.Name, in.Now, in.Now.AddDate(1, 0, 0))
			if err != nil {
				return nil, fmt.Errorf("web: band of %s %s: %w", policy.Name, class.Name, err)
			}
			add(markingOf(r, s.node.Policies, [][]byte{one}, in.Now))
		}
	}
	return bands, nil
}

// A gallery says what the components of the page show.
type gallery struct {
	reader
	us, them ui.Partner
}

// title is the name of an invented record, which nobody wrote in French.
func (g gallery) title() ui.Said {
	return g.hear(record.Text{EN: "Example exercise", KO: "예시 연습"})
}

func (g gallery) link() ui.Link { return ui.Link{Words: g.title(), Href: "#tables"} }

func (g gallery) links() []ui.Link {
	return []ui.Link{ui.To("#tables", g.say("Table")), ui.To("#lists", g.say("List")), {Words: ui.Plain("https://example.org/"), Href: "https://example.org/", Away: true}}
}

func (g gallery) tags() templ.Component {
	return inRow(g.us.Tag(), g.them.Tag(), ui.Only(g.say("{partner} only", "partner", g.us.Code)), ui.Fictional(g.say("Fictional")),
		ui.Said{Text: "Exercice", Language: record.French, Foreign: true}.Show(), ui.Tags([]ui.Partner{g.us, g.them}))
}

func (g gallery) everyStatus() []ui.Status {
	return []ui.Status{
		{Glyph: ui.Ring, Word: g.say("Not started")},
		{Glyph: ui.HalfRing, Tone: ui.Act, Word: g.say("On track")},
		{Glyph: ui.Triangle, Tone: ui.Warn, Word: g.say("At risk")},
		{Glyph: ui.Square, Tone: ui.Bad, Word: g.say("Late")},
		{Glyph: ui.Tick, Tone: ui.Good, Word: g.say("Done")},
		{Glyph: ui.Pen, Tone: ui.Prop, Word: g.say("Draft")},
		{Glyph: ui.Struck, Word: g.say("Retired")},
		{Glyph: ui.Lock, Word: g.say("withheld from us")},
		{Glyph: ui.Clock, Tone: ui.Act, Word: g.say("pending: not here yet")},
		{Glyph: ui.Cross, Tone: ui.Bad, Word: g.say("rejected")},
		{Glyph: ui.Unequal, Tone: ui.Warn, Word: g.say("differs")},
	}
}

func (g gallery) statuses() []templ.Component {
	var pills, plain []templ.Component
	for _, status := range g.everyStatus() {
		pills, plain = append(pills, status.Pill()), append(plain, status.Show())
	}
	return []templ.Component{inRow(pills...), inRow(plain...)}
}

func (g gallery) certainties() templ.Component {
	var all []templ.Component
	for _, one := range []ui.Certainty{{Level: ui.Full, Word: g.say("Confirmed")}, {Level: ui.Half, Word: g.say("Single source")}, {Level: ui.Hollow, Word: g.say("Uncertain")}} {
		all = append(all, one.Show())
	}
	return inRow(all...)
}

func (g gallery) buttons() templ.Component {
	return buttonRow(
		ui.Button{Words: g.say("Save"), Href: "#buttons", Look: ui.Primary}, ui.Button{Words: g.say("Preview"), Href: "#buttons"},
		ui.Button{Words: g.say("Keep as draft"), Href: "#buttons", Look: ui.Quietly}, ui.Button{Words: g.say("Discard"), Href: "#buttons", Look: ui.Danger},
	)
}

func (g gallery) notices() []templ.Component {
	var all []templ.Component
	for _, tone := range []ui.Tone{ui.Act, ui.Warn, ui.Bad} {
		all = append(all, ui.Notice{Tone: tone, Sentence: g.say("Not saved"), Then: g.say("What you sent was kept")}.Show())
	}
	return all
}

func (g gallery) empty() templ.Component {
	return ui.Empty{Sentence: g.say("No record has these words."), Why: g.say("Nothing waits here."), Action: ui.To("#empty", g.say("New record"))}.Show()
}
