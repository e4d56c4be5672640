package programme

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"entente/keys"
	"entente/record"
	"entente/ui"
)

// An opinionView is what one partner finds of a node.
type opinionView struct {
	Status ui.Status
	Href   string // of the assessment
	AsOf   string
	Differ ui.Status // that partners find different things
}

// opinion is the cell of one partner's column. That two differ is said once in
// a row, beside the last of them.
func (l *listing) opinion(n Node, column int, partner keys.PartnerID) templ.Component {
	at := slices.IndexFunc(n.Said, func(s Written[Assessment]) bool { return s.Partner == partner })
	if at < 0 {
		return templ.NopComponent
	}
	said := n.Said[at]
	v := opinionView{Status: l.progress(said.Value.Status), Href: l.Record(said.ID), AsOf: l.Date(said.Value.AsOf)}
	if n.Differ && column > 0 {
		v.Differ = ui.Status{Glyph: ui.Unequal, Tone: ui.Warn, Word: l.Say("differs")}
	}
	return v.show()
}

func (l *listing) progress(p Progress) ui.Status {
	status := ui.Status{Glyph: ui.Ring, Word: l.option(string(p), p.Options())}
	switch p {
	case OnTrack:
		status.Glyph, status.Tone = ui.HalfRing, ui.Act
	case AtRisk:
		status.Glyph, status.Tone = ui.Triangle, ui.Warn
	case Late:
		status.Glyph, status.Tone = ui.Clock, ui.Bad
	case Done:
		status.Glyph, status.Tone = ui.Tick, ui.Good
	case Retired:
		status.Glyph = ui.Struck
	}
	return status // one of a newer partner is a plain ring and its own word
}

// owners of a goal by side; of anything else who holds the pen.
func (l *listing) owners(n Node, partners []keys.PartnerID) templ.Component {
	var owners []ownerView
	switch {
	case n.Goal != nil && len(n.Goal.Value.Owners) > 0:
		for _, o := range n.Goal.Value.Owners[:min(len(n.Goal.Value.Owners), mostOwners)] {
			owners = append(owners, ownerView{l.called(o.Partner, partners), o.Office})
		}
	case n.Goal != nil:
		owners = append(owners, ownerView{Partner: l.Partner(n.Goal.Partner)})
	case n.Area != nil:
		owners = append(owners, ownerView{Partner: l.Partner(n.Area.Partner)})
	case n.Objective != nil:
		owners = append(owners, ownerView{Partner: l.Partner(n.Objective.Partner)})
	case n.Activity != nil:
		owners = append(owners, ownerView{Partner: l.Partner(n.Activity.Partner)})
	default:
		return templ.NopComponent
	}
	return ownerList(owners)
}

// called is the partner of that code, or the bare code where it is none here.
func (l *listing) called(code string, partners []keys.PartnerID) ui.Partner {
	for _, id := range partners {
		if known := l.Partner(id); strings.EqualFold(known.Code, code) {
			return known
		}
	}
	return ui.Partner{Code: code}
}

// mostOwners of one goal stand in its row; its record has all.
const mostOwners = 8

// An ownerView is who answers for something on one side.
type ownerView struct {
	Partner ui.Partner
	Office  string
}

// acts are the dates of an edition, each with how many sources state something
// else or the same. What is not known is said.
func (l *listing) acts(step Step) []ui.Fact {
	e := step.Edition.Value
	dated := func(title, field string, from, to record.Date) ui.Fact {
		v := actView{When: l.Dates(from, to), Sources: 0}
		if from.IsZero() && to.IsZero() {
			v.When, v.Unknown = l.Say("not recorded"), true
		}
		for _, claim := range step.Claims {
			if claim.Field == field {
				v.Sources = len(claim.Sources)
				v.SourcesAre = l.sourceCount(v.Sources)
			}
		}
		return ui.Fact{Term: l.Say(title), Value: v.show()}
	}
	var none record.Date
	return []ui.Fact{
		dated("Text agreed", "agreed", e.Agreed, none),
		dated("Signed", "signed", e.Signed, none),
		dated("In force", "inForce", e.InForce, none),
		dated("Validity", "validFrom", e.ValidFrom, e.ValidTo),
	}
}

// An actView is one dated act of an edition.
type actView struct {
	When       string
	Unknown    bool
	Sources    int
	SourcesAre string
}

func (l *listing) sourceCount(n int) string {
	return l.Count("{n} source|{n} sources", int64(n))
}

func claimed(claims []Claim) (n int) {
	for _, claim := range claims {
		n += len(claim.Sources)
	}
	return n
}
