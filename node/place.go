package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"entente/channel"
	"entente/keys"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

// A place is where an entry stands: a channel under the charter of one epoch,
// with the ceilings of this node, and our own ledger in it.
type place struct {
	channel  store.Channel
	charter  channel.Charter
	ceilings map[string]string // by policy, the label's XML
	own      store.Ledger
	others   Others
}

// place finds where this node writes in a channel.
func (n *Node) place(ctx context.Context, id record.ChannelID) (p place, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		p, err = placeIn(tx, id)
		return err
	})
	return p, err
}

func placeIn(tx *store.Tx, id record.ChannelID) (place, error) {
	p, err := ownPlace(tx, id)
	if err != nil {
		return place{}, fmt.Errorf("node: write in channel %s: %w", id, err)
	}
	return p, nil
}

func ownPlace(tx *store.Tx, id record.ChannelID) (p place, err error) {
	if p.channel, err = tx.Channel(id); err != nil {
		return p, err
	}
	if p.charter, err = charterOf(tx, id, p.channel.Epoch); err != nil {
		return p, err
	}
	if p.ceilings, err = readCeilings(tx); err != nil {
		return p, err
	}
	if p.others, err = OthersThan(tx, p.channel); err != nil {
		return p, err
	}
	ledgers, err := tx.LedgersOf(id)
	if err != nil {
		return p, err
	}
	for _, l := range ledgers {
		if l.Own && l.Epoch == p.channel.Epoch && l.State == store.LedgerOpen {
			p.own = l
			return p, nil
		}
	}
	return p, ErrNotMember
}

// placeOf finds the channel and charter that a ledger stands in.
func (n *Node) placeOf(ctx context.Context, origin string) (p place, l store.Ledger, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		if l, err = tx.Ledger(origin); err != nil {
			return err
		}
		if p.channel, err = tx.Channel(l.Channel); err != nil {
			return err
		}
		if p.ceilings, err = readCeilings(tx); err != nil {
			return err
		}
		p.charter, err = charterOf(tx, l.Channel, l.Epoch)
		return err
	})
	if err != nil {
		return place{}, l, fmt.Errorf("node: find the channel of ledger %s: %w", origin, err)
	}
	return p, l, nil
}

// foreign is placeOf for a ledger that a partner may still add to.
func (n *Node) foreign(ctx context.Context, origin string) (place, store.Ledger, error) {
	p, l, err := n.placeOf(ctx, origin)
	switch {
	case err != nil:
		return p, l, err
	case l.Own:
		return p, l, fmt.Errorf("node: take entries of %s: it is our own ledger", origin)
	case l.State != store.LedgerOpen:
		return p, l, fmt.Errorf("node: take entries of %s: the ledger is %s", origin, l.State)
	}
	return p, l, nil
}

// charterOf reads a charter that this node verified when it stored it.
func charterOf(tx *store.Tx, id record.ChannelID, epoch int) (channel.Charter, error) {
	c, err := tx.Charter(id, epoch)
	if err != nil {
		return channel.Charter{}, err
	}
	return channel.Decode(c.Envelope.Payload)
}

// Accepts reports whether entries of a ledger under this label may be held here.
func (n *Node) Accepts(ctx context.Context, origin string, xml []byte) (bool, error) {
	p, _, err := n.placeOf(ctx, origin)
	if err != nil {
		return false, err
	}
	err = n.within(p, xml)
	if errors.Is(err, ErrAbove) {
		return false, nil
	}
	return err == nil, err
}

// Held is how many entries of a ledger this node has verified and stored.
func (n *Node) Held(ctx context.Context, origin string) (int64, error) {
	l, err := n.LedgerByOrigin(ctx, origin)
	return l.Size, err
}

// LedgerByOrigin finds a ledger that this node keeps.
func (n *Node) LedgerByOrigin(ctx context.Context, origin string) (l store.Ledger, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		l, err = tx.Ledger(origin)
		return err
	})
	return l, err
}

// OpenCheckpoint verifies a checkpoint of a ledger with the keys of its writer.
func (n *Node) OpenCheckpoint(ctx context.Context, origin string, note []byte) (c ledger.Checkpoint, err error) {
	p, l, err := n.placeOf(ctx, origin)
	if err != nil {
		return c, err
	}
	var writer []keys.LedgerKey
	err = n.store.View(ctx, func(tx *store.Tx) error {
		writer, err = ledgerKeysOf(tx, l.Partner)
		return err
	})
	if err != nil {
		return c, err
	}
	return ledger.OpenCheckpoint(note, origin, writer, n.latest(p.charter))
}

// Receipt is our newest cosignature on a ledger up to the size that we hold of
// it; it is made now if a crash had left it out. nil if there is nothing to
// confirm.
func (n *Node) Receipt(ctx context.Context, origin string) (*ledger.Cosignature, error) {
	var head ledger.Checkpoint
	var receipt *ledger.Cosignature
	err := n.store.View(ctx, func(tx *store.Tx) error {
		l, err := tx.Ledger(origin)
		if err != nil {
			return err
		}
		if head, err = tx.LatestCheckpoint(origin); err != nil {
			return err
		}
		if head.Size != l.Size {
			return store.ErrNotFound
		}
		receipts, err := tx.Cosignatures(origin, head.Size)
		for _, r := range receipts {
			if r.Partner == n.self {
				receipt = &r
			}
		}
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil || receipt != nil {
		return receipt, err
	}
	return n.cosign(ctx, head)
}

// IsMember reports whether a partner belongs to the channel and epoch of a
// ledger. Both "no such ledger" and "not for you" are false.
func (n *Node) IsMember(ctx context.Context, origin string, partner keys.PartnerID) (bool, error) {
	p, _, err := n.placeOf(ctx, origin)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return p.channel.State == store.ChannelActive && isMember(p.charter, partner), nil
}

func isMember(charter channel.Charter, partner keys.PartnerID) bool {
	_, member := charter.Member(partner)
	return member
}

// latest is the latest moment that another member's clock may claim.
func (n *Node) latest(charter channel.Charter) time.Time {
	return n.Now().Add(time.Duration(charter.ClockBound) * time.Second)
}

func (n *Node) ledgerKeys() []keys.LedgerKey { return []keys.LedgerKey{n.keys.LedgerKey(time.Time{})} }

// ChartersFor finds what a partner may know of a channel: its charters, if the
// newest names the partner, and whether the channel is in force between us.
func (n *Node) ChartersFor(tx *store.Tx, id record.ChannelID, partner keys.PartnerID) (active bool, envelopes []keys.Envelope, err error) {
	known, err := tx.Channel(id)
	if err != nil || known.Private {
		return false, nil, err
	}
	newest, err := charterOf(tx, id, known.Epoch)
	if err != nil || !isMember(newest, partner) {
		return false, nil, err
	}
	charters, err := tx.Charters(id)
	for _, c := range charters {
		envelopes = append(envelopes, c.Envelope)
	}
	return known.State == store.ChannelActive, envelopes, err
}

// PrivateChannel is the channel of this partner's own drafts.
func (n *Node) PrivateChannel(ctx context.Context) (id record.ChannelID, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		private, err := tx.PrivateChannel()
		id = private.ID
		return err
	})
	if err != nil {
		return id, fmt.Errorf("node: the private channel of %s: %w", n.Folder, err)
	}
	return id, nil
}

// Channels lists every channel that this node knows of.
func (n *Node) Channels(ctx context.Context) (channels []store.Channel, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		channels, err = tx.Channels()
		return err
	})
	return channels, err
}
