package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"entente/audit"
	"entente/channel"
	"entente/store"
)

// Anchor writes the anchor of the present beat into our ledger of each active
// shared channel that has none of it yet: a commitment to all private heads, of one
// size, whether or not they changed. The beat is a multiple of the period in UTC; a
// channel's first anchor is that of the first beat after its founding.
func (n *Node) Anchor(ctx context.Context) error {
	settings, err := n.AuditSettings(ctx)
	if err != nil {
		return err
	}
	beat := n.Now().UTC().Truncate(time.Duration(settings.AnchorHours) * time.Hour)
	channels, err := n.Channels(ctx)
	if err != nil {
		return err
	}
	for _, c := range channels {
		if c.Private || c.State != store.ChannelActive {
			continue
		}
		if err := n.anchorIn(ctx, c, beat); err != nil && !errors.Is(err, ErrNotMember) {
			return fmt.Errorf("node: anchor in channel %s: %w", c.ID, err)
		}
	}
	return nil
}

func (n *Node) anchorIn(ctx context.Context, c store.Channel, beat time.Time) error {
	place, err := n.place(ctx, c.ID)
	if err != nil || !place.charter.Created.Before(beat) {
		return err
	}
	var written []Written
	err = n.store.Update(ctx, func(tx *store.Tx) error {
		newest, err := tx.Anchors(c.ID, 1)
		if err != nil || len(newest) > 0 && !newest[0].Beat.Before(beat) {
			return err
		}
		heads, err := privateHeads(tx)
		if err != nil {
			return err
		}
		anchor, opening, err := audit.NewAnchor(n.Random, beat, heads)
		if err != nil {
			return err
		}
		body, err := anchor.Encode()
		if err != nil {
			return err
		}
		draft := Draft{Kind: channel.KindAnchor, Body: body, Label: place.charter.DefaultLabel}
		if written, err = n.appendIn(tx, place, Author{}, []Draft{draft}); err != nil {
			return err
		}
		opening.Anchor = written[0].Leaf
		return tx.AddAnchor(store.Anchor{Channel: c.ID, Beat: beat, Opening: opening})
	})
	if err != nil {
		n.takeBack(written)
		return err
	}
	if len(written) == 0 {
		return nil
	}
	return n.publish(context.WithoutCancel(ctx), place.own.Origin, endOf(written))
}

// privateHeads are how far our ledgers have come that nobody else has a copy of.
func privateHeads(tx *store.Tx) (heads []audit.Head, err error) {
	ledgers, err := tx.Ledgers()
	for _, l := range ledgers {
		if err != nil || !l.Own {
			continue
		}
		var c store.Channel
		if c, err = tx.Channel(l.Channel); err == nil && c.Private {
			heads = append(heads, audit.Head{Origin: l.Origin, Size: l.Size, Root: l.Root})
		}
	}
	return heads, err
}

// OpeningOf is what opens the newest anchor of each shared channel, for an auditor
// to keep where this node cannot reach it.
func (n *Node) OpeningOf(ctx context.Context) (all []store.Anchor, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		channels, err := tx.Channels()
		for _, c := range channels {
			if err != nil {
				return err
			}
			var newest []store.Anchor
			newest, err = tx.Anchors(c.ID, 1)
			all = append(all, newest...)
		}
		return err
	})
	return all, err
}
