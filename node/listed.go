package node

import (
	"errors"
	"fmt"

	"entente/access"
	"entente/channel"
	"entente/label"
	"entente/record"
	"entente/store"
)

// newest is a record with its newest text, be it one that waits for a signature:
// who goes on with a record of their own goes on from there.
func newest(tx *store.Tx, in record.ChannelID, id record.ID) (store.Record, error) {
	shared, err := tx.Record(in, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return shared, err
	}
	waits, waitErr := tx.NewestWaiting(in, id)
	if errors.Is(waitErr, store.ErrNotFound) {
		return shared, err
	}
	if waitErr != nil {
		return shared, waitErr
	}
	if err == nil && shared.Revision.Revision >= waits.Revision.Revision {
		return shared, nil
	}
	return store.Record{Revision: waits.Revision, Created: id.Time()}, nil
}

// listForAct writes, after entries that all wait for an act, the list over which
// one act serves them all.
func (n *Node) listForAct(tx *store.Tx, to place, author Author, items []channel.Item, written []Written) ([]Written, error) {
	if !to.charter.Needs(access.Release) {
		return nil, nil
	}
	var list channel.List
	for i, w := range written {
		if items[i].Action != channel.Amend {
			list.Leaves = append(list.Leaves, channel.Listed{Index: w.Index, Leaf: w.Leaf})
		}
	}
	if len(list.Leaves) < 2 {
		return nil, nil
	}
	body, err := list.Encode()
	if err != nil {
		return nil, err
	}
	lowest, err := n.lowestLabel(to)
	if err != nil {
		return nil, err
	}
	return n.appendIn(tx, to, author, []Draft{{Kind: channel.KindList, Body: body, Label: lowest}})
}

// lowestLabel is for what says nothing but which entries are meant: whoever may
// hold one of them may hold it.
func (n *Node) lowestLabel(p place) ([]byte, error) {
	ceiling, err := label.Parse(p.charter.Ceiling)
	if err != nil {
		return nil, err
	}
	policy, known := n.Policies.Named(ceiling.Policy)
	if !known || len(policy.Classifications) == 0 {
		return nil, fmt.Errorf("label policy %s: %w", ceiling.Policy, ErrAbove)
	}
	var audience []label.Category
	for _, c := range ceiling.Categories {
		if c.Type == label.Permissive {
			audience = append(audience, c)
		}
	}
	lowest, err := label.New(policy, policy.Classifications[0].Name, n.Now(), n.Now().Add(reviewPeriod), audience...)
	if err != nil || n.within(p, lowest) != nil {
		return p.charter.DefaultLabel, nil // the policy has rules that ask for more
	}
	return lowest, nil
}
