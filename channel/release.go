package channel

import (
	"errors"
	"fmt"
	"time"

	"entente/keys"
	"entente/label"
	"entente/record"
)

// A Release is one act: records of a private channel are to be published in a
// wider one.
type Release struct {
	Self     keys.PartnerID
	Narrow   record.ChannelID
	Wide     record.ChannelID
	Ceiling  []byte         // of the wide channel
	Policies label.Policies // those that the wide channel pins
	At       time.Time
	// NewID makes ids in the wide channel: record.IDs.Next of the one IDs of this
	// node, so that no id shares its time and sequence with that of a private record.
	NewID func() record.ID

	Records      []Selected
	Counterparts []Counterpart // of the records and of what they refer to, as far as they were released before

	KeepExternal bool                 // carry names in other systems; they are dropped otherwise
	KeepPersonal bool                 // carry personal values; they are dropped otherwise
	Labels       map[record.ID][]byte // labels that a person chose; others follow from the record's own
}

// Selected is one private record, and what its kind says of its body. Paths are
// those of record.Problem: names and, from 1, places in lists, joined by dots.
type Selected struct {
	ID       record.ID
	Kind     string
	Schema   int
	Revision int
	Body     []byte
	Personal [][]byte // contents of its personal parts, in order; nil for one that is not here
	Label    []byte

	References    []record.Reference // record.Kind.References
	Sensitive     []string           // record.Kind.SensitivePaths: these never leave
	External      []string           // where its names in other systems stand
	PersonalParts map[int]string     // record.Kind.PersonalParts
}

// A Counterpart is what a private record became in the wide channel.
type Counterpart struct {
	Narrow   record.ID
	Kind     string
	Wide     record.ID
	Revision int            // the newest of the wide record
	Pen      keys.PartnerID // who may write its next revision
	Body     []byte         // the newest, if it is held here
	Label    []byte
	Proposed []byte // what this partner proposed to the pen-holder, from this revision
}

// Action says what a release does with one record.
type Action string

const (
	Create    Action = "create"    // a new record in the wide channel
	Revise    Action = "revise"    // the next revision of its counterpart
	Amend     Action = "amend"     // proposed to the partner that holds the counterpart's pen
	Unchanged Action = "unchanged" // the counterpart says this already, or it is proposed
)

// An Item is what a release makes of one record.
type Item struct {
	Narrow         record.ID
	NarrowRevision int
	Action         Action
	Pen            keys.PartnerID // of the counterpart, for Amend
	Shown
	Removed []Removal
}

// Shown is what the members of the wide channel will have; nothing else of the
// record reaches them. Quotes are not carried: they name leaves of the narrow side.
type Shown struct {
	ID       record.ID
	Kind     string
	Schema   int
	After    int // revision of the counterpart that it follows; 0 for a new record
	Body     []byte
	Personal [][]byte
	Label    []byte
}

// A Removal is one thing that stays behind.
type Removal struct {
	Path   string
	Reason Reason
	Ref    record.Ref // what was referred to, for a reference
}

// Reason says why something stays behind.
type Reason string

const (
	StaysSensitive Reason = "sensitive" // its kind never lets it leave
	StaysReference Reason = "reference" // it names a record that stays behind
	StaysExternal  Reason = "external"
	StaysPersonal  Reason = "personal"
)

// A Plan is what a release will do, for people to see before it is done. It is
// applied as a whole or not at all, and not while Refused is not empty.
type Plan struct {
	Wide    record.ChannelID
	Items   []Item
	Refused []RefusedRecord
}

// RefusedRecord is a record that cannot be released, and why.
type RefusedRecord struct {
	Narrow record.ID
	Err    error
}

// Limits on one act of release.
const MaxReleased = 10_000

var (
	// ErrReserved says that a record is of a kind that governs its own channel.
	ErrReserved = errors.New("records of this kind are not released")
	// ErrNames says that a text names a record of the narrow channel by its id,
	// where nothing could be rewritten.
	ErrNames = errors.New("it names a private record")
	// ErrSchema says that a body is of a version that this node does not know, so
	// that nobody here can say what in it is sensitive.
	ErrSchema = errors.New("its schema version is not known here")
	// ErrFile says that a record carries a file: a release carries words only.
	ErrFile = errors.New("a release does not carry the content of files")
)

// Plan computes what a release will do. It changes nothing and draws nothing but
// ids; entries, with their salts, are sealed when it is applied.
func (r Release) Plan() (Plan, error) {
	if r.Narrow.IsZero() {
		return Plan{}, fmt.Errorf("channel: release into %s: from which channel is not said", r.Wide)
	}
	if len(r.Records) == 0 || len(r.Records) > MaxReleased {
		return Plan{}, fmt.Errorf("channel: release into %s: %d records, expected 1 to %d", r.Wide, len(r.Records), MaxReleased)
	}
	before := make(map[record.ID]Counterpart, len(r.Counterparts))
	becomes := make(map[record.Ref]record.ID, len(r.Records)+len(r.Counterparts))
	for _, c := range r.Counterparts {
		if _, twice := before[c.Narrow]; twice {
			return Plan{}, fmt.Errorf("channel: release into %s: two counterparts of record %s", r.Wide, c.Narrow)
		}
		before[c.Narrow] = c
		becomes[record.Ref{Kind: c.Kind, ID: c.Narrow}] = c.Wide
	}
	selected := make(map[record.ID]bool, len(r.Records))
	for _, s := range r.Records {
		if selected[s.ID] {
			return Plan{}, fmt.Errorf("channel: release into %s: record %s stands twice", r.Wide, s.ID)
		}
		selected[s.ID] = true
		if _, released := before[s.ID]; !released {
			becomes[record.Ref{Kind: s.Kind, ID: s.ID}] = r.NewID()
		}
	}
	plan := Plan{Wide: r.Wide}
	for _, s := range r.Records {
		item, err := r.item(s, before[s.ID], becomes)
		if err != nil {
			plan.Refused = append(plan.Refused, RefusedRecord{s.ID, fmt.Errorf("channel: release record %s into %s: %w", s.ID, r.Wide, err)})
			continue
		}
		plan.Items = append(plan.Items, item)
	}
	return plan, nil
}
