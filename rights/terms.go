package rights

import (
	"fmt"

	"entente/label"
	"entente/node"
	"entente/record"
)

// Terms are what a grant says, of whichever kind: what forms and the command line
// ask for. A field that the kind does not have is not looked at.
type Terms struct {
	Kind           string      `json:"kind"`
	Office         string      `json:"office,omitempty"`
	Role           string      `json:"role,omitempty"`
	Account        string      `json:"account,omitempty"`
	Channel        string      `json:"channel,omitempty"`
	Policy         string      `json:"policy,omitempty"`
	Classification string      `json:"classification,omitempty"`
	Held           []Held      `json:"held,omitempty"`
	Country        string      `json:"country,omitempty"`
	From           record.Date `json:"from,omitzero"`
	Until          record.Date `json:"until,omitzero"`
	Basis          record.Text `json:"basis,omitzero"`
	OnPaper        []string    `json:"onPaper,omitempty"`
	Ended          bool        `json:"ended,omitzero"`
}

// Draft is the record of a grant, or its next revision after an earlier one. Its
// kind judges it when it is written; what labels know of it is judged here.
func (t Terms) Draft(id record.ID, after int, policies label.Policies) (node.Draft, error) {
	draft := node.Draft{Kind: t.Kind, ID: id, After: after}
	var err error
	switch t.Kind {
	case Roles.Name():
		draft.Body, _, err = Roles.Encode(Role{Title: named(t.Office + ": " + t.Role), Office: t.Office, Role: RoleCode(t.Role), Channel: t.Channel,
			From: t.From, Until: t.Until, Basis: t.Basis, OnPaper: t.OnPaper, Ended: t.Ended})
	case Clearances.Name():
		clearance := Clearance{Title: named(t.Policy + ": " + t.Classification), Account: t.Account, Policy: t.Policy, Classification: t.Classification, Held: t.Held,
			From: t.From, Until: t.Until, Basis: t.Basis, OnPaper: t.OnPaper, Ended: t.Ended}
		if draft.Body, _, err = Clearances.Encode(clearance); err == nil && !t.Ended {
			err = policies.CheckClearance(clearance.clearance())
		}
	case Nationalities.Name():
		draft.Body, _, err = Nationalities.Encode(Nationality{Title: named(t.Country), Account: t.Account, Country: t.Country,
			From: t.From, Until: t.Until, Basis: t.Basis, OnPaper: t.OnPaper, Ended: t.Ended})
	case Needs.Name():
		draft.Body, _, err = Needs.Encode(Need{Title: named(t.Channel), Account: t.Account, Channel: t.Channel,
			From: t.From, Until: t.Until, Basis: t.Basis, OnPaper: t.OnPaper, Ended: t.Ended})
	case Closures.Name():
		draft.Body, _, err = Closures.Encode(Closure{Title: named(t.Channel), Channel: t.Channel,
			From: t.From, Until: t.Until, Basis: t.Basis, OnPaper: t.OnPaper, Ended: t.Ended})
	default:
		err = fmt.Errorf("rights: there is no right of kind %.40q", t.Kind)
	}
	return draft, err
}

// named is a title that says no more than the fields do: the name of a person
// stands in no record of a right.
func named(words string) record.Text { return record.Text{EN: words} }

// TermsOf is what a grant says.
func TermsOf(kind string, g granted) Terms {
	t := Terms{Kind: kind}
	switch is := g.(type) {
	case Role:
		t.Office, t.Role, t.Channel, t.Basis = is.Office, string(is.Role), is.Channel, is.Basis
	case Clearance:
		t.Account, t.Policy, t.Classification, t.Held, t.Basis = is.Account, is.Policy, is.Classification, is.Held, is.Basis
	case Nationality:
		t.Account, t.Country, t.Basis = is.Account, is.Country, is.Basis
	case Need:
		t.Account, t.Channel, t.Basis = is.Account, is.Channel, is.Basis
	case Closure:
		t.Channel, t.Basis = is.Channel, is.Basis
	}
	if g != nil {
		t.From, t.Until = g.period()
		t.OnPaper, t.Ended = g.paper(), g.ended()
	}
	return t
}

// Read is what was granted on a node, and how far it counts.
func Read(asked node.Inquiry) (*Counted, error) { return counts.read(asked) }
