package web

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"entente/audit"
	"entente/node"
	"entente/store"
	"entente/ui"
)

// An auditReading is what the page of the audit is made of.
type auditReading struct {
	reader
	in     *opening
	asked  auditAsked
	older  string // address
	logins map[string]string

	waiting  int64
	faults   []audit.Fault
	rollback []node.AnchorFault
	anchored time.Time
	marks    map[audit.LabelHash]string
}

// auditView is the page as it is shown.
type auditView struct {
	Lead    string
	Notices []ui.Notice
	State   []ui.Pair
	Filters ui.Filters
	Table   ui.Table
	Older   ui.Link
}

func (v *auditReading) read(s *site, events []store.Audited) (err error) {
	if _, v.waiting, v.faults, err = s.node.AuditState(v.in.Tx); err != nil {
		return err
	}
	if v.rollback, v.anchored, err = s.node.CheckAnchors(v.in.Tx); err != nil {
		return err
	}
	v.marks = map[audit.LabelHash]string{}
	for _, e := range events {
		for _, subject := range e.Of {
			if subject.Label == nil {
				continue
			}
			xml, err := v.in.Tx.LabelOf(*subject.Label)
			if err != nil {
				return err
			}
			v.marks[*subject.Label] = v.in.Marking(xml)
		}
	}
	return nil
}

func (v *auditReading) page(events []store.Audited) auditView {
	page := auditView{
		Lead:    v.say("What was done on this node, by whom and on which records: no text of any record. That you look is written down too."),
		Filters: v.filters(), Table: v.table(events),
		State: []ui.Pair{
			{Term: v.say("Lines that wait for the ledger"), Value: ui.Words(v.count(v.waiting))},
			{Term: v.say("Heads anchored"), Value: ui.Words(v.anchoredWords())},
		},
	}
	if len(v.faults) > 0 {
		page.Notices = append(page.Notices, ui.Notice{Tone: ui.Warn, Sentence: v.say("The spool is not as it was written."), Then: v.say("Run “entente audit verify” on the machine; it says where.")})
	}
	if len(v.rollback) > 0 {
		page.Notices = append(page.Notices, ui.Notice{Tone: ui.Warn, Sentence: v.say("A private ledger is not what was anchored: it was rolled back or changed."), Then: v.say("Run “entente audit verify” on the machine; it says where.")})
	}
	if v.older != "" {
		page.Older = ui.To(v.older, v.say("Older lines"))
	}
	return page
}

func (v *auditReading) anchoredWords() string {
	if v.anchored.IsZero() {
		return v.say("Not yet")
	}
	return v.moment(v.anchored)
}

func (v *auditReading) filters() ui.Filters {
	what := ui.Choice{Name: "what", Label: v.say("What"), Options: []ui.Option{{Words: v.say("everything"), Chosen: v.asked.What == ""}}}
	for _, w := range audit.Whats() {
		what.Options = append(what.Options, ui.Option{Value: string(w), Words: v.what(w), Chosen: v.asked.What == string(w)})
	}
	who := ui.Choice{Name: "who", Label: v.say("Who"), Options: []ui.Option{{Words: v.say("everybody"), Chosen: v.asked.Who == ""}}}
	for _, name := range slices.SortedFunc(maps.Keys(v.logins), func(a, b string) int { return strings.Compare(v.logins[a], v.logins[b]) }) {
		who.Options = append(who.Options, ui.Option{Value: name, Words: v.logins[name], Chosen: v.asked.Who == name})
	}
	return ui.Filters{Action: auditPath, Apply: v.say("Show"), Choices: []ui.Choice{
		what, who,
		{Name: "office", Label: v.say("Office"), Value: v.asked.Office},
		{Name: "record", Label: v.say("Record"), Value: v.asked.Record},
		{Name: "from", Label: v.say("From"), Value: v.asked.From},
		{Name: "until", Label: v.say("Until"), Value: v.asked.Until},
	}}
}

func (v *auditReading) table(events []store.Audited) ui.Table {
	table := ui.Table{Caption: v.say("Audit"), Heads: []ui.Head{
		{Words: v.say("When")}, {Words: v.say("What")}, {Words: v.say("Who")}, {Words: v.say("Records")}, {Words: v.say("Line"), Figure: true},
	}}
	var rows ui.Rows
	for _, e := range events {
		rows.Rows = append(rows.Rows, ui.Row{Cells: []templ.Component{
			ui.Words(v.moment(e.At)), ui.Words(v.what(e.What) + outcomeWords(e.Outcome)), ui.Words(v.who(e)), v.subjects(e.Event), ui.Words(v.count(e.Number)),
		}})
	}
	table.Groups = []ui.Rows{rows}
	return table
}

// outcomeWords is a code as it was written down: it is the same in every language.
func outcomeWords(outcome string) string {
	if outcome == "" {
		return ""
	}
	return " (" + outcome + ")"
}

// who is the login of an account that is still there, or its pseudonym.
func (v *auditReading) who(e store.Audited) string {
	words := e.Office
	for _, account := range []string{e.About, e.Account} {
		if account == "" {
			continue
		}
		name, known := v.logins[account]
		if !known {
			name = account
		}
		if account == e.About && e.About != e.Account {
			name = "→ " + name
		}
		if words != "" {
			name += ", "
		}
		words = name + words
	}
	return words
}

// namedInLine is how many records of one event the table names.
const namedInLine = 3

func (v *auditReading) subjects(e audit.Event) templ.Component {
	var links []ui.Link
	more := e.Count
	for _, subject := range e.Of {
		for _, item := range subject.Records {
			if len(links) == namedInLine {
				more++
				continue
			}
			words := item.ID.String()
			if item.Revision > 0 {
				words += " · " + strconv.Itoa(item.Revision)
			}
			if subject.Label != nil && v.marks[*subject.Label] != "" {
				words += " · " + v.marks[*subject.Label]
			}
			links = append(links, ui.To(auditPath+"?record="+item.ID.String(), words))
		}
	}
	return auditSubjects(links, v.moreWords(more, len(links)))
}

func (v *auditReading) moreWords(more int64, named int) string {
	switch {
	case more == 0:
		return ""
	case named == 0:
		return v.Count("{n} record|{n} records", more)
	}
	return v.say("and {n} more", "n", v.count(more))
}

func (v *auditReading) what(w audit.What) string {
	switch w {
	case audit.Read:
		return v.say("Read")
	case audit.Export:
		return v.say("Taken out as a file")
	case audit.Release:
		return v.say("Released")
	case audit.Withdrawal:
		return v.say("Ordered to be withdrawn")
	case audit.Purge:
		return v.say("Destruction")
	case audit.SignIn:
		return v.say("Signed in")
	case audit.SignInRefused:
		return v.say("Sign-in refused")
	case audit.SignOut:
		return v.say("Signed out")
	case audit.StepUp:
		return v.say("Shown again who it is")
	}
	return v.whatElse(w)
}

// whatElse are what people of the side's own keeping do.
func (v *auditReading) whatElse(w audit.What) string {
	switch w {
	case audit.BreakGlass:
		return v.say("Sign-in by password by two persons")
	case audit.Rights:
		return v.say("Rights changed")
	case audit.MandateAdded:
		return v.say("Mandate added")
	case audit.MandateRevoked:
		return v.say("Mandate revoked")
	case audit.Keys:
		return v.say("Keys and charters")
	case audit.Account:
		return v.say("Account changed")
	case audit.Token:
		return v.say("Access token")
	case audit.Backup:
		return v.say("Backup")
	case audit.Operator:
		return v.say("Command of the operator")
	}
	return v.say("Configuration changed")
}
