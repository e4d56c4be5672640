package rights

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// mine says on the page of an account what its holder may do here, and where
// that comes from. It stands there also for who may not read what others have.
func mine(in *feature.Reading) (feature.Section, error) {
	account := access.Account{ID: in.Person.Account, Offices: in.Person.Offices}
	asked, err := in.Inquire(account)
	if err != nil || asked.Private.IsZero() {
		return feature.Section{}, err
	}
	all, err := Read(asked)
	if err != nil || all == nil { // while projections are rebuilt the shell says so
		return feature.Section{}, err
	}
	section := feature.Section{Title: in.Say("Your rights"), Action: ui.To(whyPath, in.Say("Why may I do something, or not?"))}
	roles, labels := roleRows(in, asked, all)
	var parts []templ.Component
	if len(roles) == 0 {
		whom, err := whomToAsk(in, asked, all)
		if err != nil {
			return section, err
		}
		parts = append(parts, ui.Empty{Sentence: in.Say("Nobody has given you a role."), Why: whom}.Show())
	} else {
		parts = append(parts, ui.Table{Caption: in.Say("Your roles"), Heads: heads(in.Say("Role"), in.Say("Channel"), in.Say("Office"), in.Say("Period")), Groups: []ui.Rows{{Rows: roles}}}.Show())
	}
	section.Labels = labels
	if personal := personalRows(in, asked, all, &section); len(personal) > 0 {
		parts = append(parts, ui.Table{Caption: in.Say("Your clearances"), Heads: heads(in.Say("Right"), in.Say("Period"), in.Say("State")), Groups: []ui.Rows{{Rows: personal}}}.Show())
	}
	parts = append(parts, ui.Lines(ui.Plain(in.Say("Without a clearance you read what has the lowest classification of a policy, and the drafts of our own side."))))
	section.Main = ui.Together(parts)
	return section, nil
}

func heads(all ...string) (heads []ui.Head) {
	for _, words := range all {
		heads = append(heads, ui.Head{Words: words})
	}
	return heads
}

// roleRows are the roles that the reader has today, through which office.
func roleRows(in *feature.Reading, asked node.Inquiry, all *Counted) (rows []ui.Row, labels [][]byte) {
	day := dayOf(in.Now)
	row := func(cells ...string) {
		var shown []templ.Component
		for _, cell := range cells {
			shown = append(shown, ui.Words(cell))
		}
		rows = append(rows, ui.Row{Cells: shown})
	}
	for _, office := range asked.Account.Offices {
		for _, g := range all.Grants {
			role, is := g.InEffect.(Role)
			if !is || role.Office != office.Code || !covers(role, day) {
				continue
			}
			labels = append(labels, g.Newest.Label)
			row(in.Words.Role(in.Language, access.Role(role.Role)), channelName(in, role.Channel), through(in, office), periodOf(in, role))
		}
		if !all.officers && !all.everRole[office.Code] {
			row(in.Words.Role(in.Language, access.Officer), in.Say("every channel"), through(in, office), in.Say("until an officer is named"))
		}
	}
	return rows, labels
}

// through is the office that gives a role, and that it is stood in for.
func through(in *feature.Reading, office access.Office) string {
	words := officeWords(in, office)
	if office.Deputy {
		words = in.Say("{office}, as its deputy", "office", words)
	}
	return words
}

func officeWords(in *feature.Reading, office access.Office) string {
	if office.Title.IsZero() {
		return office.Code
	}
	return in.Hear(office.Title).Text
}

// warnDays before its end somebody is told that what they hold ends.
const warnDays = 30

// personalRows are what was granted to the reader and not to an office.
func personalRows(in *feature.Reading, asked node.Inquiry, all *Counted, section *feature.Section) (rows []ui.Row) {
	day := dayOf(in.Now)
	for _, g := range all.Grants {
		if g.InEffect == nil || g.InEffect.account() != asked.Account.ID || !covers(g.InEffect, day) {
			continue
		}
		section.Labels = append(section.Labels, g.Newest.Label)
		what, _ := describe(in, g.InEffect, nil)
		_, until := g.InEffect.period()
		ending := ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: in.Say("counts")}
		if !until.IsZero() && until.Before(record.DayOf(in.Now.UTC().AddDate(0, 0, warnDays))) {
			ending = ui.Status{Glyph: ui.Clock, Tone: ui.Warn, Word: in.Say("ends soon")}
		}
		rows = append(rows, ui.Row{Cells: []templ.Component{ui.Words(what), ui.Words(periodOf(in, g.InEffect)), ending.Show()}})
	}
	return rows
}

// whomToAsk names those who can give a role.
func whomToAsk(in *feature.Reading, asked node.Inquiry, all *Counted) (string, error) {
	accounts, err := asked.Tx.Accounts()
	var names []string
	for _, a := range accounts {
		offices, unread := asked.Offices(a, in.Now)
		if unread != nil {
			return "", unread
		}
		held := access.Rights{Roles: all.roles(offices, dayOf(in.Now))}.In(asked.Private)
		if !a.Disabled && a.ID != in.Person.Account && slices.Contains(held, access.SecurityOfficer) {
			names = append(names, a.Name)
		}
	}
	if err != nil || len(names) == 0 {
		return in.Say("Ask the operator of this node."), err
	}
	return in.Say("Ask {names}.", "names", strings.Join(names, ", ")), nil
}

// channelName is what a channel is called by those who see it.
func channelName(in *feature.Reading, id string) string {
	c, ok := channelOf(id)
	if !ok || c.IsZero() {
		return in.Say("every channel")
	}
	if found, err := in.Tx.Channel(c); err == nil {
		return in.Hear(found.Name).Text
	}
	return in.Say("a channel that you do not see")
}

// classOf is that of a record.
func classOf(r store.Record) store.Class {
	return store.Class{Channel: r.Channel, Kind: r.Kind, Label: r.Label}
}
