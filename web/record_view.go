package web

import (
	"slices"

	"github.com/a-h/templ"

	"entente/label"
	"entente/store"
	"entente/ui"
)

// view is the page of a record.
func (read *readRecord) view(policies label.Policies, proof checked) ui.Page {
	links := read.tables(read.linkedElsewhere(), read.Record.ID)
	for i := range links {
		links[i].Count = read.count(read.Linking[links[i].Kind])
	}
	main := recordView{
		Notices: append(read.saved, read.notices()...),
		Facts:   read.facts(policies),
		Pairs:   read.pairs(read.Fields),
		Links:   links,
		History: historyView(read.reader, read.standing, read.Steps, read.name, read.proofPath),

		Beside:       read.Beside,
		Ways:         read.links(links),
		Compare:      read.compare(read.Query),
		Counterparts: read.pairViews(read.Pairs),
		Proposed:     read.proposalViews(),

		CounterpartTitle: read.say("Private and shared text"),
		ProposedTitle:    read.say("Amendments"),

		HistoryTitle: read.say("History"),
		HistoryCount: read.Count("{n} revision|{n} revisions", int64(read.Earlier+len(read.Steps))),
	}
	if read.Fields == nil && read.Record.Body != nil {
		main.Raw, main.RawTitle = string(read.Record.Body), read.say("As it was written")
	}
	page := ui.Page{
		Title:  read.titleOf(read.Record),
		Kind:   read.kindName(read.Record.Kind),
		Trail:  []ui.Link{{Words: read.hear(read.Channel.Name), Href: "/channels#" + read.Channel.ID.String()}, {Words: ui.Plain(read.kindName(read.Record.Kind))}},
		Main:   main.main(),
		Aside:  sequence(read.missingPart(), proofView(read.reader, read.standing, read.Record.Revision.Revision, read.Record.Partner, proof, read.proofPath(read.Record.Revision)).Show()),
		Labels: read.Labels,
	}
	read.writing(&page)
	page.Actions = append(page.Actions, read.actions()...)
	return page
}

// writerOf is the code of whose ledger it is.
func (s standing) writerOf(origin string) string {
	for _, held := range s.Ledgers {
		if held.Origin == origin {
			return s.code(held.Partner)
		}
	}
	return origin
}

// actions are what can be done with the record beyond writing it.
func (read *readRecord) actions() []ui.Button {
	if read.Channel.Private && read.Fields != nil && read.mayRelease {
		return []ui.Button{{Words: read.say("Release…"), Href: read.page(read.Record.ID) + "/release"}}
	}
	if read.Private && read.mayPrivately {
		return []ui.Button{{Words: read.say("Work on it privately"), Href: read.page(read.Record.ID) + "/private"}}
	}
	return nil
}

// missingPart is the panel of what is missing, or nothing.
func (read *readRecord) missingPart() templ.Component {
	lines := append(read.missing(), read.Lacking...)
	if len(lines) == 0 {
		return templ.NopComponent
	}
	return missingPanel(read.say("What is missing here"), lines)
}

// linkedElsewhere are the records that name this one and have no section of
// their own.
func (read *readRecord) linkedElsewhere() []linked {
	return slices.DeleteFunc(slices.Clone(read.Linked), func(l linked) bool { return read.Shown[l.Kind] })
}

// linksMore reports that more records of a kind name this one than are listed.
func (read *readRecord) linksMore() bool {
	for kind, n := range read.Linking {
		if n > mostLinks && !read.Shown[kind] {
			return true
		}
	}
	return false
}

func (s scene) proofPath(v store.Revision) string {
	return s.page(v.ID) + "/" + numbered(v.Revision) + "/proof"
}

func (read *readRecord) notices() []ui.Notice {
	var notices []ui.Notice
	switch {
	case read.Record.Body == nil:
		notices = append(notices, ui.Notice{Tone: ui.Warn, Sentence: read.say("The text of this revision is not here."),
			Then: read.say("The proof says what became of it.")})
	case read.Fields == nil:
		notices = append(notices, ui.Notice{Tone: ui.Act, Sentence: read.say("This version does not know {kind} in version {schema}.",
			"kind", read.kindName(read.Record.Kind), "schema", numbered(read.Record.Schema)),
			Then: read.say("The record is kept, verified and passed on as it is; a newer version will show it.")})
	}
	for _, q := range read.Apart {
		notices = append(notices, ui.Notice{Tone: ui.Warn,
			Sentence: read.say("Entry {n} of the ledger of {partner} is kept apart from this record:", "n", read.count(q.Index), "partner", read.writerOf(q.Origin)) + " " + read.refusal(q.Reason),
			Then:     read.whatToDo(q.Reason)})
	}
	if read.linksMore() {
		notices = append(notices, ui.Notice{Sentence: read.say("More records name this one than are listed: the newest {n} of each kind are.", "n", read.count(mostLinks))})
	}
	if read.Earlier > 0 {
		notices = append(notices, ui.Notice{Sentence: read.say("The history is longer than is listed: the newest {n} revisions are.", "n", read.count(mostRevisions))})
	}
	return notices
}

// facts are the header of a record, which is never hidden: its marking, who
// holds the pen, who can see it, how far it is confirmed.
func (read *readRecord) facts(policies label.Policies) []ui.Fact {
	marking := policies.Marking(read.Record.Label, string(read.Language))
	pen := read.partner(read.reader, read.Record.Partner)
	return []ui.Fact{
		{Glyph: ui.Lock, Term: read.say("Marking"), Value: stack(strong(marking.Text), read.labelLife(read.Record.Label, read.Now))},
		{Glyph: ui.Pen, Term: read.say("Pen"), Value: tagAndName(pen)},
		{Glyph: ui.Eye, Term: read.say("Who can see it"), Value: stack(ui.Tags(read.members()), read.viewAs())},
		{Glyph: ui.Tick, Term: read.say("Confirmed by"), Value: read.confirmed()},
	}
}

// confirmed says which revision each member other than the writer holds.
func (read *readRecord) confirmed() templ.Component {
	var lines []templ.Component
	newest := read.Record.Revision.Revision
	for _, member := range read.Members {
		if member == read.Record.Partner {
			continue
		}
		reached := 0
		for _, step := range read.Steps {
			for _, held := range read.Ledgers {
				if step.Revision.Revision <= newest && held.Origin == step.Origin && held.Receipts[member].Size > step.Index {
					reached = max(reached, step.Revision.Revision)
				}
			}
		}
		status := ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: read.say("holds revision {n} of {all}", "n", numbered(reached), "all", numbered(newest))}
		if reached < newest {
			status.Glyph, status.Tone = ui.Clock, ui.Calm
		}
		if reached == 0 {
			status.Word = read.say("has confirmed nothing yet")
		}
		lines = append(lines, tagged(read.partner(read.reader, member), status))
	}
	if len(lines) == 0 {
		return ui.Words(read.say("No other member: nobody to confirm it."))
	}
	return stack(lines...)
}

// members are the tags of those who can see what stands in the channel.
func (s scene) members() []ui.Partner {
	var tags []ui.Partner
	for _, member := range s.Members {
		tags = append(tags, s.partner(s.reader, member))
	}
	return tags
}
