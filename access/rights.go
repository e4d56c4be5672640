package access

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"entente/label"
	"entente/record"
)

// A Role is what an office is for, as far as rights go.
type Role string

// Roles.
const (
	Officer         Role = "officer"          // runs the programme: reads, writes, releases
	Delegate        Role = "delegate"         // drafts for the own side and comments
	SecurityOfficer Role = "security-officer" // grants roles and clearances, with a second one
	RecordsOfficer  Role = "records-officer"  // keeps, exports and destroys
	Auditor         Role = "auditor"          // reads what the audit wrote down
	Operator        Role = "operator"         // runs the machine, and reads no records
)

// Roles are all of them.
func Roles() []Role {
	return []Role{Officer, Delegate, SecurityOfficer, RecordsOfficer, Auditor, Operator}
}

// A Held role is one that a person has through an office.
type Held struct {
	Role    Role
	Office  string           // its code
	Channel record.ChannelID // zero for every channel
}

// Rights are what one person has been granted on this node, of what is in force
// at one instant. No way to sign in adds to them.
type Rights struct {
	Roles         []Held
	Clearances    []label.Clearance
	Nationalities []string           // ISO 3166-1 alpha-3
	NeedToKnow    []record.ChannelID // closed channels that they work in
	Closed        []record.ChannelID // channels that are only for who needs to know; of the node, not of the person
}

// In are the roles that count in a channel.
func (r Rights) In(channel record.ChannelID) (roles []Role) {
	for _, held := range r.Roles {
		if (held.Channel == channel || held.Channel == record.ChannelID{}) && !slices.Contains(roles, held.Role) {
			roles = append(roles, held.Role)
		}
	}
	return roles
}

// releasableTo is the tag whose values are audiences (ADatP-4774.1).
const releasableTo = "Releasable To"

// cleared are the clearances with the audiences that the person belongs to: by
// nationality, since what is releasable to KOR may be read by a national of it,
// and as one of the people of a partner whom a channel is for.
func (r Rights) cleared(addressed []label.Category) []label.Clearance {
	all := slices.Clone(r.Clearances)
	for i := range all {
		all[i].Held = append(slices.Clone(all[i].Held), addressed...)
		if len(r.Nationalities) > 0 {
			all[i].Held = append(all[i].Held, label.Category{Tag: releasableTo, Type: label.Permissive, Values: r.Nationalities})
		}
	}
	return all
}

// Personal are the rights without what changes nothing for their person: through
// which office they have a role, and that a channel is closed in which they work.
func (r Rights) Personal() Rights {
	r.Roles = slices.Clone(r.Roles)
	for i := range r.Roles {
		r.Roles[i].Office = ""
	}
	r.Closed = slices.DeleteFunc(slices.Clone(r.Closed), func(c record.ChannelID) bool { return slices.Contains(r.NeedToKnow, c) })
	return r
}

// Fingerprint is the same for the same rights in any order. A session ends when
// the Personal rights that it began with are no longer those of its person.
func (r Rights) Fingerprint() [32]byte {
	var lines []string
	for _, held := range r.Roles {
		lines = append(lines, fmt.Sprintf("role %q %q %s", held.Role, held.Office, held.Channel))
	}
	for _, c := range r.Clearances {
		lines = append(lines, fmt.Sprintf("clearance %q %q %q", c.Policy, c.Classification, c.Held))
	}
	for _, n := range r.Nationalities {
		lines = append(lines, fmt.Sprintf("nationality %q", n))
	}
	for _, c := range r.NeedToKnow {
		lines = append(lines, fmt.Sprintf("need to know %s", c))
	}
	for _, c := range r.Closed {
		lines = append(lines, fmt.Sprintf("closed %s", c))
	}
	slices.Sort(lines)
	return sha256.Sum256([]byte(strings.Join(slices.Compact(lines), "\n")))
}

// ByOffice makes an officer of everybody who acts for an office.
func ByOffice(offices []Office) (r Rights) {
	for _, office := range offices {
		r.Roles = append(r.Roles, Held{Role: Officer, Office: office.Code})
	}
	return r
}
