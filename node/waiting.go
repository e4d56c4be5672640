package node

import (
	"errors"
	"slices"

	"entente/access"
	"entente/channel"
	"entente/record"
	"entente/store"
)

// mandatesRelease reports whether entries of a ledger take effect only at an act.
// A charter is never changed, so what it says is remembered.
func (n *Node) mandatesRelease(tx *store.Tx, l store.Ledger) (bool, error) {
	n.mu.Lock()
	mandated, known := n.mandated[l.Origin]
	n.mu.Unlock()
	if known {
		return mandated, nil
	}
	charter, err := charterOf(tx, l.Channel, l.Epoch)
	if err != nil {
		return false, err
	}
	mandated = charter.Needs(access.Release)
	n.mu.Lock()
	n.mandated[l.Origin] = mandated
	n.mu.Unlock()
	return mandated, nil
}

// keepWaiting sets aside an entry that takes effect at an act, if it can be read
// at all. What comes later in the same ledger decides about it, and nothing else
// does, so that the order in which ledgers arrive changes nothing.
func (n *Node) keepWaiting(tx *store.Tx, l store.Ledger, e record.Entry) (r store.Revision, waits bool, err error) {
	r, h, refusal := n.readEntry(l, e)
	if refusal != nil {
		return r, false, nil
	}
	verb := access.Release
	if mandated, err := n.mandatesRelease(tx, l); err != nil || !mandated || channel.Reserved(h.Kind) {
		return r, false, err
	}
	return r, true, tx.PutWaiting(store.Waiting{Revision: r, Verb: string(verb)})
}

// release lets an entry, or all that a list names, take effect.
func (n *Node) release(tx *store.Tx, l store.Ledger, index int64) error {
	over, err := tx.Entry(l.Origin, index)
	if err != nil {
		return err
	}
	header, err := record.DecodeHeader(over.Part(record.HeaderPart).Content)
	if err != nil || header.Kind != channel.KindList {
		return n.apply(tx, l, index)
	}
	body, _ := over.Content(record.BodyPart)
	list, err := channel.DecodeList(body)
	if err != nil {
		return nil // it was refused when it came
	}
	for _, listed := range list.Leaves {
		if named, err := names(tx, l, index, listed); err != nil {
			return err
		} else if !named {
			continue
		}
		if err := n.apply(tx, l, listed.Index); err != nil {
			return err
		}
	}
	return nil
}

// names reports whether a list names an entry that stands before it.
func names(tx *store.Tx, l store.Ledger, list int64, listed channel.Listed) (bool, error) {
	if listed.Index >= list {
		return false, nil
	}
	leaves, err := tx.Leaves(l.Origin, listed.Index, listed.Index+1)
	return err == nil && len(leaves) == 1 && leaves[0] == listed.Leaf, err
}

// apply folds an entry that has waited, as if it stood where its act stands.
func (n *Node) apply(tx *store.Tx, l store.Ledger, index int64) error {
	waits, err := tx.WaitingAt(l.Origin, index)
	if errors.Is(err, store.ErrNotFound) || err == nil && waits.Verb != string(access.Release) {
		return nil // it has taken effect, was overtaken, or needs something else
	}
	if err != nil {
		return err
	}
	e, err := tx.Entry(l.Origin, index)
	if err != nil {
		return err
	}
	if _, err := n.settle(tx, l, e); err != nil {
		return err
	}
	return tx.EndWaiting(waits.Revision)
}

// foldList notes which entries a list names, for those who are to sign it.
func foldList(tx *store.Tx, l store.Ledger, r store.Revision) error {
	list, err := channel.DecodeList(r.Body)
	if err != nil {
		return err
	}
	indexes := make([]int64, 0, len(list.Leaves))
	for _, listed := range list.Leaves {
		named, err := names(tx, l, r.Index, listed)
		if err != nil {
			return err
		}
		if named {
			indexes = append(indexes, listed.Index)
		}
	}
	return tx.PutListed(l.Origin, r.Index, indexes)
}

// unsigned is the standing that a revision follows whose predecessor waits, or
// was overtaken while it did: nobody has signed that one, and who signs this one
// signs its leaf, which names it.
func (n *Node) unsigned(tx *store.Tx, l store.Ledger, e record.Entry, h record.Header) (*record.Standing, error) {
	if mandated, err := n.mandatesRelease(tx, l); err != nil || !mandated {
		return nil, err
	}
	index, err := tx.LeafIn(l.Origin, h.Previous)
	if errors.Is(err, store.ErrNotFound) || err == nil && index >= e.Index {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	entry, err := tx.Entry(l.Origin, index)
	if err != nil {
		return nil, err
	}
	before, err := record.DecodeHeader(entry.Part(record.HeaderPart).Content)
	if err != nil || before.ID != h.ID || before.Revision != h.Revision-1 || !h.ID.CreatedBy(h.Channel, h.Partner) {
		return nil, nil
	}
	return &record.Standing{Kind: before.Kind, Revision: before.Revision, Leaf: h.Previous, Pen: h.Partner}, nil
}

// Mandated reports whether what is written in a channel takes effect only when
// a mandate holder has signed it.
func Mandated(tx *store.Tx, in store.Channel) (bool, error) {
	charter, err := charterOf(tx, in.ID, in.Epoch)
	return err == nil && charter.Needs(access.Release), err
}

// onceOnly are kinds of which every entry is a record of its own.
func onceOnly(kind string) bool {
	return slices.Contains([]string{channel.KindAct, channel.KindList, channel.KindAmendment}, kind)
}
