package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"entente/access"
	"entente/channel"
	"entente/keys"
	"entente/label"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// channelsView is the page of partners and channels before it is words.
type channelsView struct {
	scene
	Policies label.Policies
	Closed   string // why this node must not sign now
	Partners []store.Partner
	Channels []heldChannel
	Ceilings [][]byte // of this node, for each policy that it bounds
}

// A partnerView is one partner as the page shows it.
type partnerView struct {
	ui.Partner
	State ui.Status
	Pairs []ui.Pair
}

// A channelView is one channel as the page shows it.
type channelView struct {
	ID, Title   string
	Name        ui.Said
	State       ui.Status
	Pairs       []ui.Pair
	Ledgers     []ui.Ledger
	Apart       string // what is kept apart, and why
	ApartCount  string
	Quarantined *ui.Table
	Nothing     string
}

func (v channelsView) page() ui.Page {
	page := ui.Page{Title: ui.Plain(v.say("Partners and channels"))}
	var parts []templ.Component
	if v.Closed != "" {
		parts = append(parts, ui.Notice{Tone: ui.Bad, Sentence: v.say("This node must not sign now."), Then: v.Closed}.Show())
	}
	var partners []partnerView
	for _, p := range v.Partners {
		partners = append(partners, v.partnerView(p))
	}
	parts = append(parts, partnerList(v.say("Partners"), v.count(int64(len(partners))), partners))
	for _, c := range v.Channels {
		parts = append(parts, v.channelView(c).show())
		page.Labels = append(page.Labels, c.DefaultLabel)
	}
	page.Main = sequence(parts...)
	return page
}

func (v channelsView) partnerView(p store.Partner) partnerView {
	view := partnerView{Partner: v.partner(v.reader, p.ID), State: v.partnerState(p.State)}
	add := func(term string, value templ.Component) {
		view.Pairs = append(view.Pairs, ui.Pair{Term: term, Value: value})
	}
	if p.Manifest.PayloadType != "" {
		add(v.say("Fingerprint of the card"), ui.Hash(keys.Fingerprint(p.Manifest)))
	}
	if p.State == store.PartnerSelf {
		add(v.say("To be read aloud"), ui.Words(v.say("A partner compares these digits with us over a telephone or in person before our nodes talk.")))
		add(v.say("Our card"), ui.To("/channels/card", v.say("Download the card that a partner needs")).Show())
		for _, ceiling := range v.Ceilings {
			add(v.say("Ceiling of this node"), ui.Words(v.Policies.Marking(ceiling, string(v.Language)).Text))
		}
		return view
	}
	compared := v.say("not yet: nothing is exchanged before two offices have compared it")
	if !p.Compared.IsZero() {
		compared = v.say("{time}, by {offices}", "time", v.moment(p.Compared), "offices", strings.Join(p.ComparedBy, ", "))
	}
	add(v.say("Compared"), ui.Words(compared))
	last := v.say("none yet")
	if !p.LastExchange.IsZero() {
		last = v.moment(p.LastExchange)
	}
	add(v.say("Last exchange"), ui.Words(last))
	if p.LastProblem != "" {
		add(v.say("Last problem"), problemSaid(ui.Status{Glyph: ui.Triangle, Tone: ui.Warn, Word: v.say("The last exchange failed. Nothing is lost: it is tried again by itself.")}, p.LastProblem))
	}
	if p.Address != "" {
		add(v.say("Address of its node"), ui.Hash(p.Address))
	}
	return view
}

func (v channelsView) partnerState(state store.PartnerState) ui.Status {
	switch state {
	case store.PartnerSelf:
		return ui.Status{Glyph: ui.Ring, Word: v.say("this node")}
	case store.PartnerIntroduced:
		return ui.Status{Glyph: ui.Clock, Tone: ui.Warn, Word: v.say("introduced")}
	case store.PartnerActive:
		return ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: v.say("active")}
	case store.PartnerEnded:
		return ui.Status{Glyph: ui.Struck, Word: v.say("ended")}
	}
	return ui.Status{Word: string(state)}
}

func (v channelsView) channelState(c store.Channel) ui.Status {
	switch c.State {
	case store.ChannelProposed:
		return ui.Status{Glyph: ui.Clock, Word: v.say("proposed: others have still to sign")}
	case store.ChannelInvited:
		return ui.Status{Glyph: ui.Clock, Tone: ui.Warn, Word: v.say("invited: we have still to sign")}
	case store.ChannelActive:
		return ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: v.say("active")}
	case store.ChannelClosed:
		return ui.Status{Glyph: ui.Struck, Word: v.say("closed")}
	}
	return ui.Status{Word: string(c.State)}
}

func (v channelsView) channelView(c heldChannel) channelView {
	view := channelView{
		ID: c.ID.String(), Title: v.say("Channel"), Name: v.hear(c.Name), State: v.channelState(c.Channel),
		Ledgers: ledgerViews(v.reader, c.standing),
		Apart:   v.say("Kept apart"), Nothing: v.say("Nothing: every entry of these ledgers is part of its record."),
	}
	if view.Name.IsZero() {
		view.Name = ui.Plain(c.ID.String())
	}
	members := scene{reader: v.reader, standing: c.standing}.members()
	view.Pairs = []ui.Pair{{Term: v.say("Members"), Value: ui.Tags(members)}}
	if c.Private {
		view.Pairs = append(view.Pairs, ui.Pair{Term: v.say("Who can see it"), Value: ui.Only(v.say("{partner} only", "partner", c.code(c.Us)))})
	}
	view.Pairs = append(view.Pairs, ui.Pair{Term: v.say("Marked by default"), Value: ui.Words(v.Policies.Marking(c.DefaultLabel, string(v.Language)).Text)})
	view.Pairs = append(view.Pairs, v.terms(c)...)
	if len(c.Quarantined) > 0 {
		view.ApartCount = v.count(int64(len(c.Quarantined)))
		table := v.quarantine(c)
		view.Quarantined = &table
	}
	return view
}

// terms are what the members agreed in the charter.
func (v channelsView) terms(c heldChannel) []ui.Pair {
	pairs := []ui.Pair{{Term: v.say("Epoch of the charter"), Value: ui.Words(numbered(c.Epoch))}}
	if c.Charter == nil {
		return pairs
	}
	add := func(term, value string) { pairs = append(pairs, ui.Pair{Term: term, Value: ui.Words(value)}) }
	add(v.say("Charter of"), v.moment(c.Charter.Created))
	add(v.say("Ceiling"), v.Policies.Marking(c.Charter.Ceiling, string(v.Language)).Text)
	var policies []string
	for _, pin := range c.Charter.Policies {
		policies = append(policies, pin.Name)
	}
	add(v.say("Label policies"), strings.Join(policies, ", "))
	rule := v.say("every member signs a change of members")
	if c.Charter.Membership == channel.Majority {
		rule = v.say("more than half of the members sign a change of members")
	}
	add(v.say("Rule for members"), rule)
	if years := c.Charter.Retention.Years; years > 0 {
		add(v.say("Kept"), v.Count("{n} year after its end|{n} years after its end", int64(years)))
	}
	if c.Charter.Needs(access.Release) {
		add(v.say("Takes effect"), v.say("when a holder of a mandate has signed its release"))
	}
	add(v.say("Clocks may differ by"), v.Count("{n} second|{n} seconds", int64(c.Charter.ClockBound)))
	return pairs
}

// whatToDo says what somebody can do about an entry that is kept apart.
func (r reader) whatToDo(code string) string {
	switch code {
	case record.RefusedCeiling:
		return r.say("Ask its writer to write it again under a lower marking, or have the ceiling raised.")
	case record.RefusedBody, record.RefusedSuccession, record.RefusedSensitive:
		return r.say("Ask its writer for a next revision that puts it right.")
	case record.RefusedAct:
		return r.say("Nothing: it has no effect. Another holder of a mandate may sign.")
	case record.RefusedPen:
		return r.say("Nothing: it has no effect. Its writer may propose an amendment instead.")
	case record.RefusedLabel, record.RefusedHeader, record.RefusedPlace, record.RefusedOpening:
		return r.say("Tell the operator of its writer: their node wrote what no node should.")
	}
	return r.say("Ask the operator of this node.")
}

// quarantine lists what is kept apart and why, the newest first.
func (v channelsView) quarantine(c heldChannel) ui.Table {
	writers := map[string]keys.PartnerID{}
	for _, held := range c.Ledgers {
		writers[held.Origin] = held.Partner
	}
	apart := slices.Clone(c.Quarantined)
	slices.SortStableFunc(apart, func(a, b store.Quarantined) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Index, a.Index))
	})
	rows := ui.Rows{}
	for _, q := range apart[:min(len(apart), mostQuarantined)] {
		rows.Rows = append(rows.Rows, ui.Row{Lead: 2, Cells: []templ.Component{
			c.partner(v.reader, writers[q.Origin]).Tag(),
			ui.Words(v.count(q.Index)),
			reason(v.refusal(q.Reason), q.Detail),
			ui.Words(v.whatToDo(q.Reason)),
			ui.Words(v.kindName(q.Kind)),
			ui.Words(v.moment(q.At)),
		}})
	}
	return ui.Table{
		Caption: v.say("Kept apart"),
		Heads:   []ui.Head{{Words: v.say("Ledger")}, {Words: v.say("Entry"), Figure: true}, {Words: v.say("Why")}, {Words: v.say("What to do")}, {Words: v.say("Kind")}, {Words: v.say("Kept apart since")}},
		Groups:  []ui.Rows{rows},
	}
}
