package node

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"entente/record"
	"entente/store"
)

// A Draft is one revision that is not written yet.
type Draft struct {
	Kind     string
	ID       record.ID // zero for a new record, or one from NewID
	After    int       // the revision that the author had before them; 0 for a new record
	Body     []byte    // JSON as its kind has it on the wire
	Personal [][]byte  // values that the body names by index
	Label    []byte    // XML; nil for the channel's default
	Quotes   []record.Leaf
}

// An Author is who writes: the office is on the record, the person only as a
// pseudonym.
type Author struct {
	Office string
	Person string
}

// Written says where a draft came to stand.
type Written struct {
	ID       record.ID
	Revision int
	Origin   string
	Index    int64
	Leaf     record.Leaf
}

var (
	// ErrStale says that a record has moved on since its author read it.
	ErrStale = errors.New("the record was changed meanwhile")
	// ErrNotMember says that this node does not write in that channel.
	ErrNotMember = errors.New("this node keeps no ledger in that channel")
	// ErrAbove says that a label is not within a ceiling, or is not understood.
	ErrAbove = errors.New("above the ceiling")
	// ErrSensitive says that a draft fills fields that never leave the private
	// channel.
	ErrSensitive = errors.New("fields that must stay in the private channel")
)

// Invalid lists what is wrong with one draft.
type Invalid struct {
	Draft    int // its position in the call
	Problems record.Problems
}

func (e *Invalid) Error() string {
	return fmt.Sprintf("draft %d is not valid: %v", e.Draft+1, e.Problems)
}

// Write appends drafts to our ledger in a channel, all or none, and returns
// when a signed checkpoint covers them and queries see them.
func (n *Node) Write(ctx context.Context, channel record.ChannelID, author Author, drafts ...Draft) ([]Written, error) {
	if len(drafts) == 0 {
		return nil, nil
	}
	place, err := n.place(ctx, channel)
	if err != nil {
		return nil, err
	}
	for i := range drafts {
		if err := n.check(place, i, &drafts[i]); err != nil {
			return nil, err
		}
	}
	written, err := n.append(ctx, place, author, drafts)
	if err != nil {
		return nil, err
	}
	// What is committed must be signed even if the caller goes away.
	return written, n.publish(context.WithoutCancel(ctx), place.own.Origin)
}

// check holds a draft to its kind and to the channel's ceiling.
func (n *Node) check(place place, position int, draft *Draft) error {
	kind, known := n.Kinds.Lookup(draft.Kind)
	if !known {
		return fmt.Errorf("node: write to channel %s: this version knows no kind %q", place.channel.ID, draft.Kind)
	}
	if problems := kind.Validate(draft.Body); len(problems) > 0 {
		return &Invalid{Draft: position, Problems: problems}
	}
	if sensitive := kind.SensitivePaths(draft.Body); len(sensitive) > 0 && !place.channel.Private {
		return fmt.Errorf("node: write to channel %s, draft %d: %w: %s", place.channel.ID, position+1, ErrSensitive, strings.Join(sensitive, ", "))
	}
	if draft.Label == nil {
		draft.Label = place.charter.DefaultLabel
	}
	if err := n.within(place, draft.Label); err != nil {
		return fmt.Errorf("node: write to channel %s, draft %d: %w", place.channel.ID, position+1, err)
	}
	return nil
}

// append gives drafts their headers, seals them and commits them in one
// transaction, which may be shared with other writers.
func (n *Node) append(ctx context.Context, place place, author Author, drafts []Draft) (written []Written, err error) {
	err = n.store.Update(ctx, func(tx *store.Tx) error {
		written = written[:0]
		if err := n.gate.check(); err != nil {
			return err
		}
		own, err := tx.Ledger(place.own.Origin)
		if err != nil {
			return err
		}
		frontier, err := frontier(tx, place.channel.ID)
		if err != nil {
			return err
		}
		standings := make(map[record.ID]record.Standing, len(drafts))
		entries := make([]record.Entry, 0, len(drafts))
		for i, draft := range drafts {
			header, err := n.header(tx, own, author, draft, standings)
			if err != nil {
				return fmt.Errorf("draft %d: %w", i+1, err)
			}
			header.Frontier = frontier
			entry, err := n.seal(header, draft)
			if err != nil {
				return fmt.Errorf("draft %d: %w", i+1, err)
			}
			entry.Index = own.Size + int64(i)
			standings[header.ID] = record.Standing{Kind: header.Kind, Revision: header.Revision, Leaf: entry.Leaf, Pen: n.self}
			entries = append(entries, entry)
			written = append(written, Written{ID: header.ID, Revision: header.Revision, Origin: own.Origin, Index: entry.Index, Leaf: entry.Leaf})
		}
		if _, err := tx.AppendEntries(own.Origin, entries); err != nil {
			return err
		}
		// Last, so that a savepoint rolled back leaves no trace here; the next
		// writer of the same transaction must already see it.
		for id, standing := range standings {
			n.awaiting.add(own.Channel, id, standing)
		}
		return nil
	})
	if err != nil {
		for _, w := range written {
			n.awaiting.drop(place.channel.ID, w.ID, func(s record.Standing) bool { return s.Leaf == w.Leaf })
		}
		return nil, fmt.Errorf("node: write to channel %s: %w", place.channel.ID, err)
	}
	return written, nil
}

// header places a draft after the revision it was based on.
func (n *Node) header(tx *store.Tx, own store.Ledger, author Author, draft Draft, standings map[record.ID]record.Standing) (record.Header, error) {
	h := record.Header{
		Kind: draft.Kind, Schema: n.schema(draft.Kind), ID: draft.ID, Revision: 1,
		Channel: own.Channel, Epoch: own.Epoch, Partner: n.self,
		Office: author.Office, Actor: n.Actor(own.Channel, author.Person), At: n.Now(), Quotes: draft.Quotes,
	}
	if draft.ID.IsZero() {
		h.ID = n.NewID(own.Channel)
		return h, nil
	}
	var before *record.Standing
	if standing, found := standings[draft.ID]; found {
		before = &standing
	} else if known, err := n.standingOf(tx, own.Channel, draft.ID); err != nil {
		return h, err
	} else {
		before = known
	}
	switch {
	case before == nil && draft.After > 0:
		return h, fmt.Errorf("record %s: %w", draft.ID, store.ErrNotFound)
	case before != nil && before.Revision != draft.After:
		return h, fmt.Errorf("record %s is at revision %d, the draft was made from %d: %w", draft.ID, before.Revision, draft.After, ErrStale)
	case before != nil:
		h.Revision, h.Previous = before.Revision+1, before.Leaf
	}
	if _, refusal := record.Succeeds(before, h, record.Leaf{}); refusal != nil {
		return h, refusal
	}
	return h, nil
}

// NewID reserves the id of a record that will be written with After 0, so that
// others in the same call can refer to it.
func (n *Node) NewID(channel record.ChannelID) record.ID {
	return n.ids.Next(channel, n.self, n.Now())
}

func (n *Node) schema(kind string) int {
	if k, known := n.Kinds.Lookup(kind); known {
		return k.Version()
	}
	return 1 // kinds of the channel itself, which have one version
}

func (n *Node) seal(h record.Header, draft Draft) (record.Entry, error) {
	header, err := h.Encode()
	if err != nil {
		return record.Entry{}, err
	}
	parts := []record.Part{
		{Type: record.LabelPart, Content: draft.Label},
		{Type: record.HeaderPart, Content: header},
		{Type: record.BodyPart, Content: draft.Body},
	}
	for _, value := range draft.Personal {
		parts = append(parts, record.Part{Type: record.PersonalPart, Content: value})
	}
	return record.Seal(n.Random, parts)
}

// frontier is what this node has verified and kept of the other members'
// ledgers in a channel.
func frontier(tx *store.Tx, channel record.ChannelID) ([]record.Seen, error) {
	ledgers, err := tx.LedgersOf(channel)
	if err != nil {
		return nil, err
	}
	var seen []record.Seen
	for _, l := range ledgers {
		if l.Own {
			continue
		}
		checkpoint, err := tx.LatestCheckpoint(l.Origin)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		seen = append(seen, record.Seen{Origin: checkpoint.Origin, Size: checkpoint.Size, Root: checkpoint.Root})
	}
	return seen, nil
}
