package web

import (
	"github.com/a-h/templ"

	"entente/record"
	"entente/ui"
)

func (g gallery) list() ui.List {
	step := func(words string) ui.Step { return ui.Step{Words: ui.Plain(words), Href: "#lists"} }
	chosen := func(words, beside string) ui.Step {
		return ui.Step{Words: ui.Plain(words), Beside: beside, Href: "#lists", Chosen: true}
	}
	return ui.List{
		Address: "/components", Plain: "/components", FindID: "example-find", FindWord: g.say("Find in these"), Find: ui.TextInput{Name: "words"},
		Chips: []ui.Step{step(g.say("Exercise"))}, Clear: step(g.say("Clear all")), Count: g.say("{n} of {all}", "n", "2", "all", "106"),
		Menus:   []ui.StepMenu{{Words: g.say("Sort by"), Chosen: g.say("as usual"), Steps: []ui.Step{chosen(g.say("as usual"), ""), step(g.say("Changed"))}}},
		Columns: ui.ColumnMenu{Words: g.say("Columns"), Chosen: "2", Name: "column", Columns: []ui.Option{{Value: "start", Words: g.say("Start"), Chosen: true}}, Show: g.say("Show"), AsItWas: step(g.say("As it was"))},
		Filter:  g.say("Filters"),
		Facets:  []ui.FacetList{{Title: g.say("Type"), Steps: []ui.Step{chosen(g.say("Exercise"), "2"), {Words: ui.Plain(g.say("Visit")), Beside: "104", Href: "#lists"}}}},
		Caption: g.say("List"),
		Heads:   []ui.ListHead{{Words: g.say("Title")}, {Words: g.say("Start"), Sort: step(g.say("Start")), Order: "descending"}, {Words: g.say("Number"), Figure: true}},
		Rows: []ui.ListRow{
			{Cells: []templ.Component{g.link().Show(), ui.Words(g.Date(g.day("2025-09-11"))), ui.Words("5.1")}},
			{Cells: []templ.Component{g.link().Show(), ui.Words(g.Date(g.day("2024-07"))), ui.Words("5.2")}},
		},
		Pages: []ui.Step{step(g.say("More"))},
	}
}

// day is a date of an example; what is no date is none.
func (gallery) day(text string) record.Date {
	date, _ := record.ParseDate(text)
	return date
}

func (g gallery) filters() ui.Filters {
	return ui.Filters{Action: "/components", Apply: g.say("Show"), Choices: []ui.Choice{
		{Name: "kind", Label: g.say("Type"), Options: []ui.Option{{Value: "1", Words: g.say("All")}, {Value: "2", Words: g.say("Exercise")}}},
		{Name: "from", Label: g.say("From"), Value: "2024"},
	}}
}

func (g gallery) table() ui.Table {
	row := func(status ui.Status, figure string) ui.Row {
		return ui.Row{Cells: []templ.Component{g.link().Show(), g.them.Tag(), status.Show(), ui.Words(figure)}}
	}
	every := g.everyStatus()
	return ui.Table{
		Caption: g.say("Table"),
		Heads:   []ui.Head{{Words: g.say("Title")}, {Words: g.say("Pen")}, {Words: g.say("Status")}, {Words: g.say("Number"), Figure: true}},
		Groups: []ui.Rows{
			{Title: "2025", Count: "2", Rows: []ui.Row{row(every[1], "1,284"), row(every[3], "12")}},
			{Title: "2024", Count: "1", Rows: []ui.Row{row(every[4], "106")}},
		},
	}
}

func (g gallery) tree() ui.Table {
	open, folded := g.say("Hide what is under it"), g.say("Show what is under it")
	rows := []ui.Row{}
	for _, branch := range []ui.Branch{
		{Anchor: "branch-5", Toggle: "#branch-5", Do: open, Open: true, Number: "5", Title: g.link(), Strong: true, Count: g.Count("{n} record|{n} records", 2)},
		{Anchor: "branch-5-1", Indent: "\u2003", Toggle: "#branch-5-1", Do: folded, Number: "5.1", Title: g.link(), Count: g.Count("{n} record|{n} records", 1)},
		{Anchor: "branch-5-2", Indent: "\u2003", Number: "5.2", Title: g.link(), Absent: g.say("differs"), Missing: []ui.Link{g.link()}},
	} {
		rows = append(rows, ui.Row{Cells: []templ.Component{branch.Show(), g.everyStatus()[1].Show()}})
	}
	return ui.Table{Caption: g.say("Tree"), Heads: []ui.Head{{Words: g.say("Tree")}, {Words: g.say("Status")}}, Groups: []ui.Rows{{Rows: rows}}}
}

func (g gallery) facts() []ui.Fact {
	return []ui.Fact{
		{Glyph: ui.Lock, Term: g.say("Marking"), Value: ui.Words(g.say("Fictional"))},
		{Glyph: ui.Pen, Term: g.say("Pen"), Value: g.us.Tag()},
		{Glyph: ui.Eye, Term: g.say("Who can see it"), Value: ui.Tags([]ui.Partner{g.us, g.them})},
		{Glyph: ui.Tick, Term: g.say("Confirmed"), Value: ui.Status{Glyph: ui.Clock, Word: g.say("holds revision {n} of {all}", "n", "3", "all", "4")}.Show()},
	}
}

func (g gallery) pairs() []ui.Pair {
	return []ui.Pair{
		{Term: g.say("Start"), Value: ui.Words(g.Date(g.day("2025-09-11")))},
		{Term: g.say("Number"), Value: ui.Words("5.1")},
		{Term: g.say("Area"), Value: g.link().Show()},
	}
}

func (g gallery) history() []ui.Revision {
	at := g.say("says {time}", "time", g.Date(g.day("2025-09-11")))
	changes := []ui.Change{{Field: g.say("Title"), Pieces: ui.Differences("Cyber exercise with two tracks", "Cooperative exercise with two tracks and four teams")}}
	proof := ui.To("#proofs", g.say("Proof file"))
	return []ui.Revision{
		{Label: g.say("Rev {n}", "n", "3"), Summary: g.say("Fields changed: {n}", "n", "1"), By: g.us, Claimed: at, Bound: ui.Status{Glyph: ui.Clock, Word: g.say("not yet bounded by a receipt")}, Changes: changes, Proof: proof},
		{Label: g.say("Rev {n}", "n", "2"), Summary: g.say("The text is not here."), By: g.them, Claimed: at, Problem: g.everyStatus()[9], Proof: proof},
		{Label: g.say("Rev {n}", "n", "1"), Summary: g.say("First written, fields: {n}", "n", "7"), By: g.them, Claimed: at, Bound: ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: g.say("Confirmed")}, Proof: proof},
	}
}

func (g gallery) remarks() templ.Component {
	said := ui.Remark{ID: "example-comment", By: g.them, When: g.Date(g.day("2025-09-11")), Text: g.title(), Page: ui.To("#proofs", g.say("Proof"))}
	note := said
	note.ID, note.By, note.OwnSide = "example-note", g.us, g.say("{partner} only", "partner", g.us.Code)
	return remarkList(said, note)
}

func (g gallery) timeline() ui.Timeline {
	moment := func(from, to string, level ui.Level) ui.Moment {
		return ui.Moment{Label: g.title(), Heard: g.title().Text + ", " + g.Dates(g.day(from), g.day(to)), Starts: g.day(from), Ends: g.day(to), Level: level}
	}
	open := moment("2024-06", "", ui.Full)
	open.Open = true
	return ui.Timeline{
		ID: "example-timeline", Title: g.say("Timeline"), Desc: g.say("Fictional"), From: 2020, To: 2027, Now: g.day("2026-02-01"), Today: g.say("today"),
		Lanes: []ui.Lane{
			{Title: ui.Plain(g.say("Exercise")), Count: "3", Moments: []ui.Moment{moment("2021-05-04", "", ui.Full), moment("2023", "", ui.Hollow), moment("2024-09-11", "", ui.Half)}},
			{Title: ui.Plain(g.say("Visit")), Count: "2", Moments: []ui.Moment{moment("2020-03", "2022-08", ui.Full), open}},
		},
	}
}

func (g gallery) ledgers() templ.Component {
	behind := ui.Ledger{
		Whose: g.us, Title: g.Count("Ledger: {n} entry|Ledger: {n} entries", 1284), Signed: g.Date(g.day("2025-09-11")), Verified: ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: g.say("Verified here, every entry.")},
		Receipts: []ui.Receipt{{By: g.them, Words: g.say("has confirmed {n} of {all}", "n", g.count(1279), "all", g.count(1284)), Status: ui.Status{Glyph: ui.Clock, Word: g.say("waits to be sent")}, Reached: 1279, Size: 1284}},
	}
	frozen := ui.Ledger{
		Whose: g.them, Title: g.Count("Ledger: {n} entry|Ledger: {n} entries", 902), Signed: g.Date(g.day("2025-09-11")), State: ui.Status{Glyph: ui.Square, Tone: ui.Bad, Word: g.say("Frozen")},
		Verified: ui.Status{Glyph: ui.Square, Tone: ui.Bad, Word: g.say("Two checkpoints contradict each other.")},
		Receipts: []ui.Receipt{{By: g.us, Words: g.say("has confirmed nothing yet"), Status: ui.Status{Glyph: ui.Clock, Word: g.say("waits to be sent")}, Size: 902}},
	}
	return ledgerList(behind, frozen)
}

func (g gallery) proof() templ.Component {
	return ui.Proof{
		Title: g.say("Proof"), Verdict: ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: g.say("Verified here, every entry.")}, Pairs: g.pairs(),
		File: ui.To("#proofs", g.say("Proof file")), Size: "12 kB", Check: ui.To("/check", g.say("How to check it yourself")),
	}.Show()
}

func (g gallery) readers() templ.Component {
	return ui.Readers{Title: g.say("Who will see this"), Only: g.say("{partner} only", "partner", g.us.Code), Sentence: g.say("Nobody else has seen them.")}.Show()
}
