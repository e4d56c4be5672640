package node

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"entente/access"
	"entente/label"
	"entente/record"
	"entente/store"
)

// ErrSecondPerson says that a label policy demands two persons for what somebody
// did alone: it is to be proposed (Propose) and approved by a second (Approve).
// Who writes by the command line holds the folder, and is not asked.
var ErrSecondPerson = errors.New("its label policy demands a second person")

// hash is that of a revision with a lower label over its text, label and target.
// After is part of it, so whatever is written to the record meanwhile voids it.
func (d Draft) hash(channel record.ChannelID) [32]byte {
	var after [8]byte
	binary.BigEndian.PutUint64(after[:], uint64(d.After))
	personal, files, quotes := sha256.New(), sha256.New(), sha256.New()
	for _, value := range d.Personal {
		sum := sha256.Sum256(value)
		personal.Write(sum[:])
	}
	for _, a := range d.Attachments {
		sum := sha256.Sum256(a.Label)
		files.Write(a.Upload[:])
		files.Write(sum[:])
	}
	for _, leaf := range d.Quotes {
		quotes.Write(leaf[:])
	}
	return access.HashDeed(string(label.Downgrade), channel[:], d.ID[:], after[:], []byte(d.Kind), d.Label, d.Body,
		personal.Sum(nil), files.Sum(nil), quotes.Sum(nil))
}

// alone reports whether somebody with an account writes, for whom the rule of two
// persons holds; what the node writes by itself and the command line are not.
func (n *Node) alone(tx *store.Tx, author Author) (account access.Account, person bool, err error) {
	if _, err = tx.Account(author.Person); errors.Is(err, store.ErrNotFound) {
		return account, false, nil
	}
	if err == nil {
		account, err = n.usable(tx, author.Person)
	}
	return account, err == nil, err
}

// seconded refuses drafts that lower the label of their record as long as a
// second person has not approved exactly them, where the policy of the label
// that there is demands it. What was approved is used once.
func (n *Node) seconded(tx *store.Tx, place place, author Author, drafts []Draft) error {
	first, person, err := n.alone(tx, author)
	if err != nil || !person {
		return err
	}
	for _, draft := range drafts {
		before, lowers, err := n.lowered(tx, place, draft)
		if err != nil {
			return err
		}
		if !lowers {
			continue
		}
		if demanded, err := n.Policies.NeedsTwo(label.Downgrade, before); err == nil && !demanded {
			continue
		}
		if err := n.takeApproval(tx, label.Downgrade, draft.hash(place.channel.ID), first); err != nil {
			return fmt.Errorf("the label of record %s is lowered: %w", draft.ID, err)
		}
	}
	return nil
}

// lowered finds the label that a draft follows, and whether it lowers that.
func (n *Node) lowered(tx *store.Tx, place place, draft Draft) (before []byte, lowers bool, err error) {
	if draft.ID.IsZero() || draft.After == 0 {
		return nil, false, nil
	}
	standing, err := n.standingOf(tx, place.channel.ID, draft.ID)
	if err != nil || standing == nil || standing.Pen != n.self {
		return nil, false, err // refused as the next revision that it is not
	}
	index, err := tx.LeafIn(place.own.Origin, standing.Leaf)
	if errors.Is(err, store.ErrNotFound) { // of an earlier ledger of ours
		r, err := tx.Record(place.channel.ID, draft.ID)
		return r.Label, err == nil && n.Policies.Lowers(r.Label, draft.Label), err
	}
	if err != nil {
		return nil, false, err
	}
	entry, err := tx.Entry(place.own.Origin, index)
	if err != nil {
		return nil, false, err
	}
	before, _ = entry.Content(record.LabelPart)
	return before, n.Policies.Lowers(before, draft.Label), nil
}

// takeApproval uses what a second person approved, if it still holds.
func (n *Node) takeApproval(tx *store.Tx, deed label.Deed, hash [32]byte, first access.Account) error {
	p, err := tx.Proposal(string(deed), hash)
	if errors.Is(err, store.ErrNotFound) || (err == nil && (p.Second == "" || p.Account != first.ID)) {
		return ErrSecondPerson
	}
	if err != nil {
		return err
	}
	second, err := n.usable(tx, p.Second)
	if err != nil {
		return err
	}
	proposed := access.Proposed{Hash: p.Hash, By: first, At: p.Proposed}
	if err := proposed.Second(second, hash, n.Now()); err != nil {
		return fmt.Errorf("%w: %w", ErrSecondPerson, err)
	}
	return tx.DropProposal(string(deed), hash)
}
