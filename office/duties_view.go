package office

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"entente/feature"
	"entente/ui"
	"entente/words"
)

// A dutiesView is the page of what waits.
type dutiesView struct {
	Problem ui.Notice
	More    ui.Notice
	Facets  []facet
	Rows    []dutyRow
	Caption string
	Heads   [4]string
	Empty   ui.Empty
}

// A facet is one thing to choose by: links, of which one is current.
type facet struct {
	Title string
	Links []counted
}

type counted struct {
	ui.Link
	Count string
}

// A dutyRow is one duty and what can be done with it.
type dutyRow struct {
	Due     string
	Late    ui.Status
	Asked   string
	About   ui.Link
	Why     string
	By      ui.Partner
	Office  ui.Said
	State   []string // what was done with it
	Note    ui.Said
	Form    dutyForm
	Problem string
}

// A dutyForm holds what a duty's form asks. It is not shown to whoever does not
// act for its office.
type dutyForm struct {
	Shown           bool
	Open            bool
	Key, Back, ID   string
	Quick           []ui.Button // done at once
	More            string
	To, Note, Until ui.Field
	Pass, PutOff    ui.Button
}

func (d *dutyDesk) page(tried attempt) ui.Page {
	c := readChoice(d.Reading)
	shown, all := d.chosen(c)
	view := dutiesView{
		Facets: d.facets(c), Caption: d.Say("What waits for us"),
		Heads: [4]string{d.Say("Due"), d.Say("What waits"), d.Say("Office"), d.Say("Do")},
		Empty: ui.Empty{Sentence: d.Say("Nothing waits here."), Why: d.Say("A duty appears by itself when a record asks for something, and goes when that is done.")},
	}
	var labels [][]byte
	placed := false
	for _, duty := range shown {
		row := d.row(duty)
		if duty.Key == tried.Key && tried.Problem != "" {
			row.correct(tried)
			placed = true
		}
		view.Rows = append(view.Rows, row)
		labels = append(append(labels, duty.Label), duty.Said...)
	}
	if tried.Problem != "" {
		view.Problem = ui.Notice{Tone: ui.Warn, Sentence: d.Say("Not done."), Then: tried.Problem}
	}
	if tried.Note != "" && !placed {
		view.Problem.Then += " " + d.Say("What you wrote: {note}", "note", tried.Note)
	}
	if all > len(shown) {
		view.More = ui.Notice{Sentence: d.Say("More waits than is listed: the first {n} are.", "n", "200"), Then: d.Say("Choose an office or a topic.")}
	}
	return ui.Page{
		Title: ui.Plain(d.Say("Waits for us")), Main: view.show(), Labels: labels,
		Actions: []ui.Button{{Words: d.Say("Leave an office"), Href: "/office/leave"}},
	}
}

// correct shows what was typed and what is wrong with it.
func (r *dutyRow) correct(tried attempt) {
	r.Form.Open = true
	fields := map[string]*ui.Field{toPass: &r.Form.To, toPutOff: &r.Form.Until}
	if field, ok := fields[tried.Act]; ok {
		field.Errors = []string{tried.Problem}
	} else {
		r.Problem = tried.Problem
	}
	note, until := r.Form.Note.Input.(ui.TextInput), r.Form.Until.Input.(ui.TextInput)
	note.Value, until.Value = tried.Note, tried.Until
	r.Form.Note.Input, r.Form.Until.Input = note, until
}

func (d *dutyDesk) row(duty feature.Duty) dutyRow {
	row := dutyRow{
		Due: d.Date(duty.Due), Asked: duty.Asked, About: duty.About, Why: duty.Why, Note: duty.Note,
		Office: called(d.Reading, d.known, duty.Office), Form: d.form(duty),
	}
	if duty.Office == "" {
		row.Office = ui.Plain(d.Say("anybody of ours"))
	}
	if duty.Vacant != "" {
		row.State = append(row.State, d.Say("Nobody acts for {office} now", "office", called(d.Reading, d.known, duty.Vacant).Text))
	}
	if !duty.By.IsZero() {
		row.By = d.Partner(duty.By)
	}
	if d.late(duty) {
		row.Late = ui.Status{Glyph: ui.Square, Tone: ui.Bad, Word: d.Say("Late")}
	}
	if duty.Taker != "" && duty.Taker == d.Person.Account {
		row.State = append(row.State, d.Say("Taken by you"))
	} else if duty.Taker != "" {
		row.State = append(row.State, d.Say("Taken by {name}", "name", duty.TakenBy))
	}
	if duty.PassedBy != "" {
		row.State = append(row.State, d.Say("Passed on by {office}", "office", called(d.Reading, d.known, duty.PassedBy).Text))
	}
	if !duty.PutOff.IsZero() {
		row.State = append(row.State, d.Say("Put off until {date}", "date", d.Date(duty.PutOff)))
	}
	return row
}

func (d *dutyDesk) form(duty feature.Duty) dutyForm {
	id := "duty-" + anchor(duty.Key)
	f := dutyForm{
		Shown: d.acts(duty), Key: duty.Key, ID: id, Back: strings.TrimPrefix(d.At(), "/office/duties"), More: d.Say("Pass on or put off"),
		To:     ui.Field{ID: id + "-to", Label: d.Say("To which office"), Input: ui.Select{Name: "to", Options: d.others(duty.Office)}},
		Note:   ui.Field{ID: id + "-note", Label: d.Say("Note to that office"), Input: ui.TextInput{Name: "note", Lines: 2, Language: string(d.Language)}, Wide: true},
		Until:  ui.Field{ID: id + "-until", Label: d.Say("It comes back on"), Input: ui.TextInput{Name: "until", Type: "date", Short: true}},
		Pass:   ui.Button{Words: d.Say("Pass on"), Name: "act", Value: toPass},
		PutOff: ui.Button{Words: d.Say("Put off"), Name: "act", Value: toPutOff},
	}
	if duty.Taker == d.Person.Account {
		f.Quick = append(f.Quick, ui.Button{Words: d.Say("Give back"), Name: "act", Value: toReturn, Look: ui.Quietly})
	} else {
		f.Quick = append(f.Quick, ui.Button{Words: d.Say("Take"), Name: "act", Value: toTake})
	}
	if !duty.PutOff.IsZero() {
		f.Quick = append(f.Quick, ui.Button{Words: d.Say("Bring back now"), Name: "act", Value: toResume, Look: ui.Quietly})
	}
	return f
}

// others are the offices to which a duty can be passed.
func (d *dutyDesk) others(than string) []ui.Option {
	options := []ui.Option{{Value: "", Words: d.Say("Choose an office")}}
	for _, o := range d.known {
		if o.Code != than {
			options = append(options, ui.Option{Value: o.Code, Words: d.Hear(o.Title).Text + " (" + o.Code + ")"})
		}
	}
	return options
}

// anchor is a key as it can stand in the id of an element.
func anchor(key string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, strings.ToLower(key))
}

// facets are what the page can be narrowed by; each counts what it would show.
func (d *dutyDesk) facets(c choice) []facet {
	option := func(title string, to choice) counted {
		_, n := d.chosen(to)
		return counted{ui.Link{Words: ui.Plain(title), Href: to.address(), Current: to == c}, words.Number(d.Language, int64(n))}
	}
	with := func(change func(*choice)) choice {
		to := c
		change(&to)
		return to
	}
	whose := facet{d.Say("Whose"), []counted{
		option(d.Say("Mine"), with(func(c *choice) { c.Whose = ofMine })),
		option(d.Say("My offices"), with(func(c *choice) { c.Whose = ofOffices })),
		option(d.Say("All of our side"), with(func(c *choice) { c.Whose = ofAll })),
	}}
	when := facet{d.Say("When"), []counted{
		option(d.Say("Waiting now"), with(func(c *choice) { c.Late, c.PutOff = false, false })),
		option(d.Say("Late"), with(func(c *choice) { c.Late, c.PutOff = true, false })),
		option(d.Say("Later"), with(func(c *choice) { c.Late, c.PutOff = false, true })),
	}}
	features, offices := map[string]bool{}, map[string]bool{}
	for _, duty := range d.duties {
		features[duty.Feature()] = true
		if duty.Office != "" {
			offices[duty.Office] = true
		}
	}
	from := facet{d.Say("Topic"), []counted{option(d.Say("All"), with(func(c *choice) { c.Feature = "" }))}}
	for _, name := range slices.Sorted(maps.Keys(features)) {
		from.Links = append(from.Links, option(d.subject(name), with(func(c *choice) { c.Feature = name })))
	}
	at := facet{d.Say("Office"), []counted{option(d.Say("All"), with(func(c *choice) { c.Office = "" }))}}
	for _, code := range slices.Sorted(maps.Keys(offices)) {
		at.Links = append(at.Links, option(called(d.Reading, d.known, code).Text, with(func(c *choice) { c.Office = code })))
	}
	all := []facet{whose, when}
	for _, f := range []facet{from, at} {
		if len(f.Links) > 2 {
			all = append(all, f)
		}
	}
	return all
}

// subject is what people call a feature.
func (d *dutyDesk) subject(name string) string {
	switch name {
	case "programme":
		return d.Say("Programme")
	case "office":
		return d.Say("Offices")
	case "withdrawal":
		return d.Say("Withdrawals")
	}
	return name
}

// address is that of the page with this choice.
func (c choice) address() string {
	query := url.Values{}
	set := func(name, value, otherwise string) {
		if value != otherwise {
			query.Set(name, value)
		}
	}
	set("whose", c.Whose, ofOffices)
	set("feature", c.Feature, "")
	set("office", c.Office, "")
	if c.Late {
		query.Set("late", "yes")
	}
	if c.PutOff {
		query.Set("later", "yes")
	}
	if len(query) == 0 {
		return "/office/duties"
	}
	return "/office/duties?" + query.Encode()
}
