package node

import (
	"errors"
	"fmt"

	"entente/record"
	"entente/store"
)

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

func (n *Node) seal(h record.Header, draft Draft, attachments []record.Part) (record.Entry, error) {
	header, err := h.Encode()
	if err != nil {
		return record.Entry{}, err
	}
	return record.Seal(n.Random, append(draft.parts(header), attachments...))
}

// parts are those of the entry that a draft becomes.
func (d Draft) parts(header []byte) []record.Part {
	parts := []record.Part{
		{Type: record.LabelPart, State: record.Present, Content: d.Label},
		{Type: record.HeaderPart, State: record.Present, Content: header},
		{Type: record.BodyPart, State: record.Present, Content: d.Body},
	}
	for _, value := range d.Personal {
		parts = append(parts, record.Part{Type: record.PersonalPart, State: record.Present, Content: value})
	}
	return parts
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
