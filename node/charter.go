package node

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"entente/channel"
	"entente/keys"
	"entente/store"
)

// TakeCharter keeps a charter that a partner sent: an invitation, or one of
// ours with a signature more.
func (n *Node) TakeCharter(ctx context.Context, encoded []byte) error {
	envelope, err := keys.ParseEnvelope(encoded)
	if err != nil {
		return fmt.Errorf("node: take a charter: %w", err)
	}
	if err := n.keepCharter(ctx, envelope); err != nil {
		return fmt.Errorf("node: take a charter: %w", err)
	}
	return nil
}

// keepCharter verifies a charter, joins its signatures to those known, and
// opens the channel's ledgers once every member has signed.
func (n *Node) keepCharter(ctx context.Context, envelope keys.Envelope) error {
	var own string
	changed := false
	err := n.store.Update(ctx, func(tx *store.Tx) (err error) {
		known, err := knownManifests(tx)
		if err != nil {
			return err
		}
		envelope := counted(envelope, known)
		given, err := n.acceptable(envelope, known)
		if err != nil {
			return err
		}
		row, opened, merged, err := joined(tx, given, envelope, known)
		if err != nil || merged.IsZero() {
			return err
		}
		if err := n.roomForInvitation(tx, opened, known); err != nil {
			return err
		}
		changed = true
		if err := tx.PutChannel(n.rowOf(row, opened)); err != nil {
			return err
		}
		if err := tx.PutCharter(store.Charter{Channel: opened.Channel, Epoch: opened.Epoch, Hash: merged.Hash(), Envelope: merged}); err != nil {
			return err
		}
		if len(opened.Missing) == 0 {
			own, err = n.openLedgers(tx, opened.Charter, merged)
		}
		return err
	})
	if err != nil || !changed {
		return err
	}
	n.Changes.Tell()
	if own == "" {
		return nil
	}
	return n.publish(context.WithoutCancel(ctx), own, 1)
}

// acceptable opens a charter that may concern us.
func (n *Node) acceptable(envelope keys.Envelope, known channel.Known) (channel.Opened, error) {
	opened, err := channel.Open(envelope, known)
	switch {
	case err != nil:
		return opened, err
	case !isMember(opened.Charter, n.self):
		return opened, fmt.Errorf("channel %s does not name us", opened.Channel)
	case opened.Epoch != 0:
		return opened, fmt.Errorf("channel %s: this version opens the first epoch only, not %d", opened.Channel, opened.Epoch)
	case len(opened.Signed) == 0:
		return opened, fmt.Errorf("channel %s: no member has signed it", opened.Channel)
	}
	_, err = opened.Pinned(n.Policies)
	return opened, err
}

// counted leaves only signatures of roots that this node knows: nobody else's
// are kept, or passed on to other members.
func counted(envelope keys.Envelope, known channel.Known) keys.Envelope {
	var roots []keys.Public
	for _, manifest := range known.Manifests {
		roots = append(roots, manifest.Root.Keys...)
	}
	good := map[string]bool{}
	for _, key := range envelope.SignedBy(roots) {
		good[key.KeyID()] = true
	}
	kept := envelope
	kept.Signatures = nil
	for _, signature := range envelope.Signatures {
		if good[signature.KeyID] {
			good[signature.KeyID] = false
			kept.Signatures = append(kept.Signatures, signature)
		}
	}
	return kept
}

// maxInvitations is how many channels that one partner has signed may wait for
// our signature at once.
const maxInvitations = 16

func (n *Node) roomForInvitation(tx *store.Tx, opened channel.Opened, known channel.Known) error {
	if !slices.Contains(opened.Missing, n.self) {
		return nil
	}
	channels, err := tx.Channels()
	if err != nil {
		return err
	}
	waiting := 0
	for _, c := range channels {
		if c.State != store.ChannelInvited || c.ID == opened.Channel {
			continue
		}
		charters, err := tx.Charters(c.ID)
		if err != nil {
			return err
		}
		other, err := channel.Open(charters[len(charters)-1].Envelope, known)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(other.Signed, func(p keys.PartnerID) bool { return slices.Contains(opened.Signed, p) }) {
			waiting++
		}
	}
	if waiting >= maxInvitations {
		return fmt.Errorf("%d invitations of this partner wait for an answer: %w", waiting, ErrTooMany)
	}
	return nil
}

// joined adds a charter's signatures to those that are stored. The envelope is
// zero if that brings no member's signature: others are not kept.
func joined(tx *store.Tx, given channel.Opened, envelope keys.Envelope, known channel.Known) (row store.Channel, opened channel.Opened, merged keys.Envelope, err error) {
	row, err = tx.Channel(given.Channel)
	if errors.Is(err, store.ErrNotFound) {
		return row, given, envelope, nil
	}
	if err != nil {
		return row, given, merged, err
	}
	kept, err := tx.Charter(given.Channel, given.Epoch)
	if errors.Is(err, store.ErrNotFound) {
		return row, given, envelope, nil
	}
	if err != nil {
		return row, given, merged, err
	}
	stored, err := channel.Open(kept.Envelope, known)
	if err != nil {
		return row, given, merged, err
	}
	both, err := channel.Merge(kept.Envelope, envelope)
	if err != nil {
		return row, given, merged, err
	}
	opened, err = channel.Open(both, known)
	if err != nil || len(opened.Signed) == len(stored.Signed) {
		return row, opened, merged, err
	}
	return row, opened, both, nil
}

// knownManifests are all manifests of all partners, by their hash.
func knownManifests(tx *store.Tx) (channel.Known, error) {
	known := channel.Known{Manifests: map[string]keys.Manifest{}}
	partners, err := tx.Partners()
	if err != nil {
		return known, err
	}
	for _, p := range partners {
		chain, err := tx.Manifests(p.ID)
		if err != nil {
			return known, err
		}
		for _, envelope := range chain {
			if known.Manifests[envelope.HashText()], err = keys.ReadManifest(envelope); err != nil {
				return known, err
			}
		}
	}
	return known, nil
}

func (n *Node) rowOf(row store.Channel, opened channel.Opened) store.Channel {
	row.ID, row.Epoch, row.Name, row.DefaultLabel = opened.Channel, opened.Epoch, opened.Name, opened.DefaultLabel
	row.Private = opened.Private()
	switch {
	case len(opened.Missing) == 0:
		row.State = store.ChannelActive
	case slices.Contains(opened.Missing, n.self):
		row.State = store.ChannelInvited
	default:
		row.State = store.ChannelProposed
	}
	return row
}
