package withdrawal

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"entente/channel"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// orderOf reads the order that an address names, if the reader sees its channel.
func orderOf(in *feature.Reading) (node.OrderStanding, error) {
	leaf, err := readLeaf(in.Path("order"))
	if err != nil {
		return node.OrderStanding{}, err
	}
	standing, err := node.OrderStandingOf(in.Tx, leaf)
	if err == nil {
		_, err = in.Tx.Channel(standing.Channel)
	}
	return standing, err
}

// orderPage follows one order: its state, what each member answered, where the
// texts went, who repeats them; and asks this side for its decision.
func orderPage(in *feature.Reading) (ui.Page, error) {
	s, err := orderOf(in)
	if err != nil {
		return ui.Page{}, err
	}
	return orderView(in, s, "")
}

func orderView(in *feature.Reading, s node.OrderStanding, problem string) (ui.Page, error) {
	where, err := in.Tx.Channel(s.Channel)
	if err != nil {
		return ui.Page{}, err
	}
	page := ui.Page{
		Title: ui.Plain(in.Say("Order to withdraw")), Pill: stateOf(in, s), Labels: [][]byte{where.DefaultLabel},
		Trail: []ui.Link{ui.To("/withdrawal/orders", in.Say("Withdrawals"))},
	}
	facts := []ui.Pair{
		{Term: in.Say("By"), Value: in.Partner(s.Partner).Tag()},
		{Term: in.Say("Channel"), Value: in.Hear(where.Name).Show()},
		{Term: in.Say("Reason"), Value: ui.Words(reasonWords(in, channel.WithdrawalReason(s.Reason)))},
		{Term: in.Say("Written"), Value: ui.Words(in.Moment(s.At))},
		{Term: in.Say("In effect here"), Value: ui.Words(effectWords(in, s))},
		{Term: leafWords(in, s), Value: ui.Hash(s.Leaf.String())},
	}
	if !s.Due.IsZero() {
		facts = append(facts, ui.Pair{Term: in.Say("Carried out by the charter on"), Value: ui.Words(in.Moment(s.Due))})
	}
	sections := []templ.Component{ui.Pairs(facts, false)}
	if s.Effect.IsZero() {
		sections = append(sections, ui.Notice{Tone: ui.Act, Sentence: in.Say("This order has no effect yet."),
			Then: in.Say("Two holders of a mandate for withdrawals sign the line above; neither may be the deputy of the other.")}.Show())
	} else if s.Partner != in.Self {
		sections = append(sections, section{ID: "decide", Title: in.Say("What we do"), Main: decideView(in, s, problem)}.show())
	}
	targets, labels, err := targetsTable(in, s)
	if err != nil {
		return ui.Page{}, err
	}
	page.Labels = append(page.Labels, labels...)
	went, err := departures(in, targetLeaves(s))
	if err != nil {
		return ui.Page{}, err
	}
	sections = append(sections,
		section{ID: "members", Title: in.Say("Partners"), Main: membersTable(in, s)}.show(),
		section{ID: "texts", Title: in.Say("Texts that go"), Count: in.Count("{n} entry|{n} entries", int64(len(s.Targets))), Main: targets}.show(),
		section{ID: "went", Title: in.Say("Where they went"), Main: went}.show())
	if len(s.Requests) > 0 {
		asked, labels, err := requestsTable(in, s)
		if err != nil {
			return ui.Page{}, err
		}
		page.Labels = append(page.Labels, labels...)
		sections = append(sections, section{ID: "requests", Title: in.Say("Texts that repeat them"), Main: asked}.show())
	}
	page.Main = stacked(sections)
	return page, nil
}

func effectWords(in *feature.Reading, s node.OrderStanding) string {
	if s.Effect.IsZero() {
		return in.Say("no")
	}
	return in.Say("since {time}", "time", in.Moment(s.Effect))
}

func targetLeaves(s node.OrderStanding) (leaves []record.Leaf) {
	for _, t := range s.Targets {
		leaves = append(leaves, t.Leaf)
	}
	return leaves
}

// membersTable says of each member what it confirmed and answered.
func membersTable(in *feature.Reading, s node.OrderStanding) templ.Component {
	table := ui.Table{
		Caption: in.Say("Partners"), Groups: make([]ui.Rows, 1),
		Heads: []ui.Head{{Words: in.Say("Partner")}, {Words: in.Say("Hidden")}, {Words: in.Say("Answer")}},
	}
	for _, m := range s.Members {
		hidden := ui.Status{Glyph: ui.Clock, Word: in.Say("not confirmed"), Tone: ui.Warn}
		switch {
		case s.Effect.IsZero():
			hidden = ui.Status{}
		case m.Hidden:
			hidden = ui.Status{Glyph: ui.Tick, Word: in.Say("confirmed"), Tone: ui.Good}
		}
		table.Groups[0].Rows = append(table.Groups[0].Rows, ui.Row{Cells: []templ.Component{
			in.Partner(m.Partner).Tag(), hidden.Show(), ui.Words(answersOf(in, s, m)),
		}})
	}
	return table.Show()
}

// answersOf is what a member said, and for how long it has said nothing.
func answersOf(in *feature.Reading, s node.OrderStanding, m node.MemberStanding) string {
	var said []string
	for _, state := range []channel.WithdrawalState{channel.Purged, channel.Retained, channel.Cannot} {
		var n int64
		var why []string
		for _, a := range m.Answers {
			if a.State != string(state) {
				continue
			}
			n++
			if because := reasonFor(in, a); because != "" && !slices.Contains(why, because) {
				why = append(why, because)
			}
		}
		if n == 0 {
			continue
		}
		words := in.Say("{what}: {text}", "what", answerWords(in, state), "text", in.Count("{n} entry|{n} entries", n))
		if len(why) > 0 {
			words += " (" + strings.Join(why, "; ") + ")"
		}
		said = append(said, words)
	}
	if m.Open > 0 && !s.Effect.IsZero() {
		said = append(said, in.Count("has not answered for {n} day|has not answered for {n} days", daysSince(in.Now, s.Effect)))
	}
	return strings.Join(said, "; ")
}

func daysSince(now, since time.Time) int64 { return int64(now.Sub(since) / (24 * time.Hour)) }

func reasonFor(in *feature.Reading, a store.OrderAnswer) string {
	if !a.Until.IsZero() {
		return in.Say("until {date}", "date", in.Date(a.Until))
	}
	return a.Law
}

func answerWords(in *feature.Reading, state channel.WithdrawalState) string {
	switch state {
	case channel.Purged:
		return in.Say("Purged")
	case channel.Retained:
		return in.Say("Retained under a law")
	}
	return in.Say("Cannot yet")
}

// targetsTable lists what the order names, and what became of it here.
func targetsTable(in *feature.Reading, s node.OrderStanding) (templ.Component, [][]byte, error) {
	table := ui.Table{
		Caption: in.Say("Texts that go"), Groups: make([]ui.Rows, 1),
		Heads: []ui.Head{{Words: in.Say("Record")}, {Words: in.Say("Revision"), Figure: true}, {Words: in.Say("Parts"), Figure: true}, {Words: in.Say("On this node")}},
	}
	var labels [][]byte
	for i, t := range s.Targets {
		link, label, revision := ui.Words(in.Say("has not arrived")), [][]byte(nil), ""
		if t.Arrived {
			var err error
			if link, label, err = recordLink(in, t.Origin, t.Index); err != nil {
				return nil, nil, err
			}
			revisions, err := in.Tx.RecordsAt(t.Origin, t.Index)
			if err != nil {
				return nil, nil, err
			}
			if len(revisions) > 0 {
				revision = in.Number(int64(revisions[0].Revision))
			}
		}
		labels = append(labels, label...)
		table.Groups[0].Rows = append(table.Groups[0].Rows, ui.Row{Cells: []templ.Component{
			link, ui.Words(revision), ui.Words(strconv.Itoa(len(t.Parts))), hereState(in, s, i).Show(),
		}})
	}
	return table.Show(), labels, nil
}

// hereState is what became of a target on this node.
func hereState(in *feature.Reading, s node.OrderStanding, target int) ui.Status {
	if s.Effect.IsZero() {
		return ui.Status{Glyph: ui.Eye, Word: in.Say("shown until the order takes effect")}
	}
	for _, d := range s.Decisions {
		switch {
		case d.Target != target:
		case d.State == string(channel.Purged) && d.Done.IsZero():
			return ui.Status{Glyph: ui.Clock, Word: in.Say("being destroyed"), Tone: ui.Act}
		case d.State == string(channel.Purged):
			return ui.Status{Glyph: ui.Struck, Word: in.Say("destroyed"), Tone: ui.Good}
		default:
			return ui.Status{Glyph: ui.Lock, Word: in.Say("hidden, kept apart"), Tone: ui.Warn}
		}
	}
	return ui.Status{Glyph: ui.Lock, Word: in.Say("hidden, kept apart"), Tone: ui.Warn}
}

func requestsTable(in *feature.Reading, s node.OrderStanding) (templ.Component, [][]byte, error) {
	table := ui.Table{
		Caption: in.Say("Texts that repeat them"), Groups: make([]ui.Rows, 1),
		Heads: []ui.Head{{Words: in.Say("Record")}, {Words: in.Say("Partner")}, {Words: in.Say("Answer")}},
	}
	var labels [][]byte
	for _, r := range s.Requests {
		link, label, err := recordLink(in, r.Origin, r.Index)
		if err != nil {
			return nil, nil, err
		}
		labels = append(labels, label...)
		answer := in.Count("has not answered for {n} day|has not answered for {n} days", daysSince(in.Now, r.At))
		switch {
		case r.Ordered:
			answer = in.Say("withdrawn by an order of their own")
		case r.Refused:
			answer = in.Say("refused")
		}
		table.Groups[0].Rows = append(table.Groups[0].Rows, ui.Row{Cells: []templ.Component{link, in.Partner(r.Asked).Tag(), ui.Words(answer)}})
	}
	return table.Show(), labels, nil
}

// leafWords say what the leaf of an order is good for: to be compared with what a
// holder signs, and afterwards to name the order.
func leafWords(in *feature.Reading, s node.OrderStanding) string {
	if s.Effect.IsZero() {
		return in.Say("To be signed")
	}
	return in.Say("Leaf of the order")
}
