package channel

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"entente/access"
	"entente/keys"
	"entente/record"
)

// CharterType is the payload type of a charter's envelope.
const CharterType = "application/vnd.entente.charter+json"

const charterFormat = "entente charter 1"

// A Charter is what the members of a channel agree on for one epoch.
type Charter struct {
	Format       string           `json:"format"`
	Channel      record.ChannelID `json:"channel"`
	Epoch        int              `json:"epoch"`              // 0 for the founding one
	Previous     string           `json:"previous,omitempty"` // hash of the charter before; none for epoch 0
	Name         record.Text      `json:"name"`
	Members      []Member         `json:"members"`
	Policies     []Pin            `json:"policies"`
	Ceiling      Label            `json:"ceiling"`
	DefaultLabel Label            `json:"defaultLabel"`
	ClockBound   int              `json:"clockBoundSeconds"` // the δ of closures; how wrong a clock may be
	Retention    Retention        `json:"retention"`
	Membership   MembershipRule   `json:"membership"`
	Mandated     []access.Verb    `json:"mandated,omitempty"` // acts without which entries take no effect
	Sealed       []Sealed         `json:"sealed,omitempty"`   // every ledger of the epoch before
	Heirs        []Heir           `json:"heirs,omitempty"`    // of every partner that leaves
	Created      time.Time        `json:"created"`
}

// Label is the exact XML of a label, within a JSON document.
type Label []byte

// MarshalText writes the XML, which is UTF-8.
func (l Label) MarshalText() ([]byte, error) { return l, nil }

// UnmarshalText takes the XML as it is.
func (l *Label) UnmarshalText(text []byte) error {
	*l = append(Label{}, text...)
	return nil
}

// A Member is a partner in a channel, under the manifest that it had when the
// charter was written: the root in that manifest is who signs for it.
type Member struct {
	Partner  keys.PartnerID `json:"partner"`
	Manifest string         `json:"manifest"` // hash, as keys.Envelope.HashText
	Standing Standing       `json:"standing"`
}

// Standing is what a partner is in a channel.
type Standing string

const (
	FullMember Standing = "member"   // signs charters and is counted
	Observer   Standing = "observer" // reads, and writes in a ledger of its own; signs nothing
)

// A Pin names a policy file exactly.
type Pin struct {
	Name   string `json:"name"`
	ID     string `json:"id"`     // OID
	SHA256 string `json:"sha256"` // of the file, in hexadecimal
}

// Retention is how long content is kept, and what members owe each other.
type Retention struct {
	Years     int    `json:"years,omitzero"`     // after the channel is closed; 0: no limit
	OrderDays int    `json:"orderDays,omitzero"` // within which a withdrawal is carried out; 0: as the receiver's records officer decides
	Leaver    string `json:"leaver"`             // "keeps" or "purges" what it received
}

// MembershipRule says who must sign the next charter.
type MembershipRule string

const (
	Unanimity MembershipRule = "unanimity" // every member that stays
	Majority  MembershipRule = "majority"  // more than half of the members before
)

// Sealed is where a ledger ended. What stands in it at Size or after is shown as
// written after the close.
type Sealed struct {
	Partner     keys.PartnerID `json:"partner"`
	Incarnation int            `json:"incarnation"`
	Origin      string         `json:"origin"`
	Size        int64          `json:"size"`
	Root        record.Hash    `json:"root"`
}

// An Heir holds the pens of a partner that leaves, from the new epoch on.
type Heir struct {
	Leaver keys.PartnerID `json:"leaver"`
	Heir   keys.PartnerID `json:"heir"`
}

// ErrMalformed says that a statement is no charter that this version reads.
var ErrMalformed = errors.New("malformed charter")

// Encode writes the exact bytes that members sign.
func (c Charter) Encode() ([]byte, error) {
	c.Format = charterFormat
	c.Created = c.Created.UTC().Truncate(time.Second)
	if err := c.Check(); err != nil {
		return nil, err
	}
	payload, err := json.Marshal(c, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("channel: write charter: %w", err)
	}
	if len(payload) > MaxCharterBytes {
		return nil, fmt.Errorf("channel: write charter: %d bytes, the limit is %d: %w", len(payload), MaxCharterBytes, ErrMalformed)
	}
	return payload, nil
}

// Decode reads a charter that somebody else wrote. A member that this version
// does not know is refused: nobody may be bound by a term that they cannot read.
func Decode(payload []byte) (Charter, error) {
	if len(payload) > MaxCharterBytes {
		return Charter{}, fmt.Errorf("channel: read charter: %d bytes, the limit is %d: %w", len(payload), MaxCharterBytes, ErrMalformed)
	}
	var c Charter
	if err := json.Unmarshal(payload, &c, json.RejectUnknownMembers(true)); err != nil {
		return Charter{}, fmt.Errorf("channel: read charter: %v: %w", err, ErrMalformed)
	}
	return c, c.Check()
}

// Needs reports whether entries of this channel take effect only at an act: with
// access.Release, those of all kinds but the channel's own.
func (c Charter) Needs(act access.Verb) bool { return slices.Contains(c.Mandated, act) }

// Private reports whether this is a partner's own channel.
func (c Charter) Private() bool { return len(c.Members) == 1 }

// Member finds a partner among the members.
func (c Charter) Member(partner keys.PartnerID) (Member, bool) {
	for _, m := range c.Members {
		if m.Partner == partner {
			return m, true
		}
	}
	return Member{}, false
}

// Counts reports whether a partner signs and is counted.
func (c Charter) Counts(partner keys.PartnerID) bool {
	m, found := c.Member(partner)
	return found && m.Standing == FullMember
}
