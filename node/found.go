package node

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"entente/access"
	"entente/channel"
	"entente/keys"
	"entente/label"
	"entente/record"
	"entente/store"
)

// defaultClockBound is how far partners' clocks may be apart.
const defaultClockBound = 2 * time.Minute

// reviewPeriod is when the labels that a charter brings are to be looked at again.
const reviewPeriod = 5 * 365 * 24 * time.Hour

// A Founding is what the founders of a channel agree to.
type Founding struct {
	Name       record.Text
	Members    []keys.PartnerID // the others; none makes a private channel
	Policy     string           // of its labels
	Ceiling    string           // highest classification
	Default    string           // classification that forms start with
	Releasable []string         // audience, where the policy has one
	ClockBound time.Duration    // zero for two minutes
	OrderDays  int              // in which an order to withdraw is carried out; 0 leaves it to records officers
	Mandated   []access.Verb    // acts without which entries take no effect
}

// Found proposes a channel: it signs the charter of epoch 0 with our root. The
// channel becomes active when every member has signed; with no other member it
// is at once.
func (n *Node) Found(ctx context.Context, f Founding, root []keys.Private) (record.ChannelID, error) {
	charter, err := n.DraftCharter(ctx, f)
	if err != nil {
		return record.ChannelID{}, fmt.Errorf("node: found a channel: %w", err)
	}
	envelope, err := channel.Propose(charter, root...)
	if err != nil {
		return record.ChannelID{}, fmt.Errorf("node: found a channel: %w", err)
	}
	if err := n.Witnessed(ctx, ofKeys("charter"), func() error { return n.keepCharter(ctx, envelope) }); err != nil {
		return record.ChannelID{}, fmt.Errorf("node: found a channel: %w", err)
	}
	return charter.Channel, nil
}

// DraftCharter writes the charter of a new channel, for the proposer to sign
// where its root is: channel.Propose, then TakeCharter.
func (n *Node) DraftCharter(ctx context.Context, f Founding) (channel.Charter, error) {
	policy, known := n.Policies.Named(f.Policy)
	if !known {
		return channel.Charter{}, fmt.Errorf("this version knows no label policy %q", f.Policy)
	}
	f.Default = cmp.Or(f.Default, f.Ceiling)
	f.ClockBound = cmp.Or(f.ClockBound, defaultClockBound)
	now := n.Now()
	ceiling, err := label.New(policy, f.Ceiling, now, now.Add(reviewPeriod), f.audience(policy)...)
	if err != nil {
		return channel.Charter{}, err
	}
	byDefault, err := label.New(policy, f.Default, now, now.Add(reviewPeriod), f.audience(policy)...)
	if err != nil {
		return channel.Charter{}, err
	}
	charter := channel.Charter{
		Name: f.Name, Created: now, ClockBound: int(f.ClockBound / time.Second),
		Policies: []channel.Pin{channel.PinOf(policy)}, Ceiling: ceiling, DefaultLabel: byDefault,
		Membership: channel.Unanimity, Mandated: f.Mandated, Retention: channel.Retention{Leaver: "keeps", OrderDays: f.OrderDays},
	}
	if _, err := io.ReadFull(n.Random, charter.Channel[:]); err != nil {
		return channel.Charter{}, err
	}
	err = n.store.View(ctx, func(tx *store.Tx) error {
		for _, id := range append([]keys.PartnerID{n.self}, f.Members...) {
			partner, err := tx.Partner(id)
			if err != nil {
				return err
			}
			if partner.State != store.PartnerActive && partner.State != store.PartnerSelf {
				return fmt.Errorf("partner %s is %s: compare its fingerprint first", partner.Code, partner.State)
			}
			charter.Members = append(charter.Members, channel.Member{
				Partner: id, Manifest: partner.Manifest.HashText(), Standing: channel.FullMember,
			})
		}
		return nil
	})
	return charter, err
}

// audience addresses a label to the partners named, in the tag that the policy
// has for it. A policy without one addresses nobody in particular.
func (f Founding) audience(policy *label.Policy) []label.Category {
	for _, tag := range policy.Tags {
		if tag.Type == label.Permissive && len(f.Releasable) > 0 {
			return []label.Category{{Type: label.Permissive, Tag: tag.Name, Values: f.Releasable}}
		}
	}
	return nil
}

// Accept signs a charter that another member proposed.
func (n *Node) Accept(ctx context.Context, id record.ChannelID, root []keys.Private) error {
	var proposed store.Charter
	err := n.store.View(ctx, func(tx *store.Tx) error {
		known, err := tx.Channel(id)
		if err != nil {
			return err
		}
		if known.State != store.ChannelInvited {
			return fmt.Errorf("the channel is %s: there is nothing to accept", known.State)
		}
		charters, err := tx.Charters(id)
		if err == nil {
			proposed = charters[len(charters)-1]
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("node: accept channel %s: %w", id, err)
	}
	signed, err := channel.Countersign(proposed.Envelope, root...)
	if err != nil {
		return fmt.Errorf("node: accept channel %s: %w", id, err)
	}
	if err := n.Witnessed(ctx, ofKeys("charter"), func() error { return n.keepCharter(ctx, signed) }); err != nil {
		return fmt.Errorf("node: accept channel %s: %w", id, err)
	}
	return nil
}
