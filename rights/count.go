package rights

import (
	"slices"
	"time"

	"entente/access"
	"entente/label"
	"entente/record"
)

// Facts are what rights are computed from: what was written, in the order of its
// ledger, and who the writers were.
type Facts struct {
	Written     []Fact
	Private     record.ChannelID
	CommandLine string // the pseudonym of who writes without an account
	Policies    label.Policies
	// Account is whose pseudonym this is, "" for nobody who has an account now.
	Account func(actor string) string
	// SameHuman reports that two accounts are of one human, as far as anybody can say.
	SameHuman func(one, other string) bool
	// Offices are those that an account acted for at a time.
	Offices func(account string, at time.Time) []access.Office
}

// A Fact is one revision of a record of this feature.
type Fact struct {
	Kind     string
	ID       record.ID
	Revision int
	Leaf     record.Leaf
	At       time.Time
	Office   string
	Actor    string
	Label    []byte
	Approval *Approval // set where it is one
	Granted  granted   // nil for an approval, and for what cannot be read
}

// approveWithin is how long a second person may take: a text that nobody
// approved for a day is not what anybody remembers to have agreed to.
const approveWithin = 24 * time.Hour

// A State says whether a grant counts.
type State int

// States of a grant.
const (
	Waiting State = iota // for a second person
	Counting
	Void // its writer might not write it, or nobody can read it
)

func (s State) String() string { return [...]string{"waiting", "counting", "void"}[s] }

// A Grant is one record of a right, at its newest revision.
type Grant struct {
	Newest   Fact
	State    State
	Second   *Fact   // the approval that counts
	InEffect granted // what counts of it; nil for nothing
}

// Counted is what was granted and how far it counts.
type Counted struct {
	Grants []*Grant // in the order in which they were begun

	byID     map[record.ID]*Grant
	everRole map[string]bool // offices that were given a role
	officers bool            // an officer was named
}

// Count says which grants count. Whoever wrote and approved one is held to what
// they might do at that time, by what had been written until then: so nobody
// grants by a right that was granted later.
func Count(f Facts) Counted {
	c := Counted{byID: map[record.ID]*Grant{}, everRole: map[string]bool{}}
	for _, w := range f.Written {
		if w.Approval != nil {
			c.approve(f, w)
		} else {
			c.revise(f, w)
		}
	}
	return c
}

// revise takes a new revision of a grant. What was approved before is void unless
// the new text gives nothing more: to end or to lower needs one person only.
func (c *Counted) revise(f Facts, w Fact) {
	g, known := c.byID[w.ID]
	if !known {
		g = &Grant{}
		c.byID[w.ID] = g
		c.Grants = append(c.Grants, g)
	}
	before := g.InEffect
	g.Newest, g.Second, g.State, g.InEffect = w, nil, Waiting, nil
	if _, closed := before.(Closure); closed {
		g.InEffect = before // what is closed stays so until two open it
	}
	switch {
	case w.Granted == nil, !c.mayGrant(f, w):
		g.State = Void
	case w.Actor == f.CommandLine && twoNames(w.Granted.paper()), w.Granted.narrows(before, f):
		c.counts(g)
	case w.Actor == f.CommandLine:
		g.State = Void // the two who hold the folder have to be named
	}
}

func (c *Counted) counts(g *Grant) {
	g.State, g.InEffect = Counting, g.Newest.Granted
	if role, is := g.InEffect.(Role); is {
		c.everRole[role.Office] = true
		c.officers = c.officers || access.Role(role.Role) == access.Officer
	}
}

// approve takes what a second person wrote about a grant.
func (c *Counted) approve(f Facts, w Fact) {
	g, known := c.byID[w.Approval.Grant.ID]
	if known && w.Revision == 1 && c.Objection(f, g, w) == NoObjection {
		g.Second = &w
		c.counts(g)
	}
}

// An Objection is why somebody's approval of a grant does not count.
type Objection int

// Objections, NoObjection if there is none.
const (
	NoObjection Objection = iota
	NotWaiting
	NotThisText
	TooLate
	SamePerson
	StandsIn // one of the two is the deputy of the other
	Concerned
	NotAGranter
)

// Objection says why this approval would not make this grant count.
func (c *Counted) Objection(f Facts, g *Grant, w Fact) Objection {
	took := w.At.Sub(g.Newest.At)
	switch {
	case g.State != Waiting:
		return NotWaiting
	case w.Approval.Leaf != g.Newest.Leaf.String():
		return NotThisText
	case took < 0 || took > approveWithin:
		return TooLate
	case f.Account(w.Actor) == "" || f.SameHuman(f.Account(w.Actor), f.Account(g.Newest.Actor)):
		return SamePerson
	case f.standsIn(g.Newest.Actor, w.Actor, w.At):
		return StandsIn
	case f.concerned(w, g.Newest.Granted):
		return Concerned
	case !c.mayGrant(f, w):
		return NotAGranter
	}
	return NoObjection
}

// mayGrant reports that whoever wrote this was a security officer then, in the
// office for which they wrote.
func (c *Counted) mayGrant(f Facts, w Fact) bool {
	if w.Actor == f.CommandLine {
		return true // who holds the folder
	}
	rights := c.roles([]access.Office{{Code: w.Office}}, dayOf(w.At))
	return slices.Contains(access.Rights{Roles: rights}.In(f.Private), access.SecurityOfficer)
}

// standsIn reports that one of two deputises for an office that the other holds.
func (f Facts) standsIn(one, other string, at time.Time) bool {
	for _, a := range f.Offices(f.Account(one), at) {
		for _, b := range f.Offices(f.Account(other), at) {
			if a.Code == b.Code && a.Deputy != b.Deputy {
				return true
			}
		}
	}
	return false
}

// concerned reports that a grant is about who wrote this.
func (f Facts) concerned(w Fact, g granted) bool {
	account := f.Account(w.Actor)
	if role, is := g.(Role); is {
		return role.Office == w.Office || slices.ContainsFunc(f.Offices(account, w.At), func(o access.Office) bool { return o.Code == role.Office })
	}
	return g.account() != "" && f.SameHuman(g.account(), account)
}

func twoNames(names []string) bool {
	return len(names) > 1 && names[0] != "" && slices.ContainsFunc(names[1:], func(n string) bool { return n != "" && n != names[0] })
}

// dayOf is the day on which rights begin and end, the same for every office.
func dayOf(at time.Time) record.Date { return record.DayOf(at.UTC()) }
