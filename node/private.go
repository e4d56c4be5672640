package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"entente/label"
	"entente/record"
	"entente/store"
)

// ErrWorkedOn says that a shared record has a private counterpart already.
var ErrWorkedOn = errors.New("it is worked on privately already")

// WorkPrivately copies the newest text of a shared record into the private
// channel, as a record of its own that names the entry whose text it repeats.
// The two are counterparts from then on: a release of the private one revises
// the shared one, or proposes to whoever holds its pen.
func (n *Node) WorkPrivately(ctx context.Context, author Author, wide record.ChannelID, id record.ID) (Written, error) {
	failed := func(err error) (Written, error) {
		return Written{}, fmt.Errorf("node: work on record %s privately: %w", id, err)
	}
	narrow, err := n.PrivateChannel(ctx)
	if err != nil {
		return failed(err)
	}
	if narrow == wide {
		return failed(ErrWorkedOn)
	}
	to, err := n.place(ctx, narrow)
	if err != nil {
		return failed(err)
	}
	var written []Written
	err = n.store.Update(ctx, func(tx *store.Tx) error {
		shared, err := tx.Record(wide, id)
		if err != nil {
			return err
		}
		if _, err := tx.ReleasedFrom(wide, id); !errors.Is(err, store.ErrNotFound) {
			return errors.Join(err, ErrWorkedOn)
		}
		draft, err := n.copied(tx, shared)
		if err != nil {
			return err
		}
		if draft.Label, err = n.labelHere(to, shared.Label); err != nil {
			return err
		}
		if err := n.check(to, 0, &draft); err != nil {
			return err
		}
		if written, err = n.appendIn(tx, to, author, []Draft{draft}); err != nil {
			return err
		}
		return tx.PutCounterpart(store.Counterpart{
			Narrow: narrow, NarrowID: written[0].ID, Revision: written[0].Revision, Wide: wide, WideID: id, At: n.Now(),
		})
	})
	if err != nil {
		n.takeBack(written)
		return failed(err)
	}
	if err := n.publish(context.WithoutCancel(ctx), to.own.Origin, endOf(written)); err != nil {
		return written[0], fmt.Errorf("%w: %w", ErrUnpublished, err)
	}
	return written[0], nil
}

// copied is the newest text of a record as a draft of another.
func (n *Node) copied(tx *store.Tx, from store.Record) (Draft, error) {
	kind, known := n.Kinds.Lookup(from.Kind)
	if !known || !from.Known || from.Body == nil {
		return Draft{}, fmt.Errorf("kind %s at schema %d: %w", from.Kind, from.Schema, record.ErrUnknownVersion)
	}
	body, err := kind.Current(from.Schema, from.Body)
	if err != nil {
		return Draft{}, err
	}
	entry, err := tx.Entry(from.Origin, from.Index)
	if err != nil {
		return Draft{}, err
	}
	draft := Draft{Kind: from.Kind, Body: body, Label: from.Label, Quotes: []record.Leaf{from.Leaf}}
	for _, part := range entry.Parts {
		if part.Type == record.PersonalPart {
			draft.Personal = append(draft.Personal, part.Content)
		}
	}
	return draft, nil
}

// labelHere is the label under which a text of another channel may stand here:
// its own, or, where that is of another policy and restricts nothing, the
// channel's default.
func (n *Node) labelHere(here place, xml []byte) ([]byte, error) {
	above := n.within(here, xml)
	if above == nil {
		return xml, nil
	}
	parsed, err := n.Policies.Check(xml)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAbove, err)
	}
	policy, known := n.Policies.Named(parsed.Policy)
	ceiling, err := n.Policies.Check(here.charter.Ceiling)
	if err != nil || !known || ceiling.Policy == parsed.Policy || !lowest(policy, parsed.Marked) {
		return nil, errors.Join(above, err)
	}
	return here.charter.DefaultLabel, nil
}

// lowest reports whether a label restricts nothing but whom the text goes to.
func lowest(policy *label.Policy, m label.Marked) bool {
	for _, c := range m.Categories {
		if c.Type == label.Restrictive {
			return false
		}
	}
	return m.Classification == policy.Classifications[0].Name
}

// LabelWith is the label of a text of a channel that takes over something of a
// text under another label.
func (n *Node) LabelWith(tx *store.Tx, in record.ChannelID, own, other []byte) ([]byte, error) {
	here, err := placeIn(tx, in)
	if err != nil {
		return nil, err
	}
	as, err := n.labelHere(here, other)
	if err != nil {
		return nil, fmt.Errorf("node: take over from another channel: %w", err)
	}
	if !bytes.Equal(as, other) {
		return own, nil
	}
	return n.Policies.Combine(n.Now(), own, other)
}

// QuotesOf are the entries whose text a revision says that it repeats.
func QuotesOf(tx *store.Tx, v store.Revision) ([]record.Leaf, error) {
	entry, err := tx.Entry(v.Origin, v.Index)
	if err != nil {
		return nil, fmt.Errorf("node: quotes of record %s: %w", v.ID, err)
	}
	header, err := record.DecodeHeader(entry.Part(record.HeaderPart).Content)
	if err != nil {
		return nil, nil // it is not here, or nobody can read it
	}
	return header.Quotes, nil
}
