package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"entente/channel"
	"entente/keys"
	"entente/label"
	"entente/ledger"
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
	if err := n.keepCharter(ctx, envelope); err != nil {
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
		Membership: channel.Unanimity, Retention: channel.Retention{Leaver: "keeps"},
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
	if err := n.keepCharter(ctx, signed); err != nil {
		return fmt.Errorf("node: accept channel %s: %w", id, err)
	}
	return nil
}

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
		given, err := n.acceptable(envelope, known)
		if err != nil {
			return err
		}
		row, opened, merged, err := joined(tx, given, envelope, known)
		if err != nil || merged.IsZero() {
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
	return n.publish(context.WithoutCancel(ctx), own)
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
	charters, err := tx.Charters(given.Channel)
	if err != nil {
		return row, given, merged, err
	}
	for _, c := range charters {
		if c.Epoch != given.Epoch {
			continue
		}
		stored, err := channel.Open(c.Envelope, known)
		if err != nil {
			return row, given, merged, err
		}
		both, err := channel.Merge(c.Envelope, envelope)
		if err != nil {
			return row, given, merged, err
		}
		opened, err = channel.Open(both, known)
		if err != nil || len(opened.Signed) == len(stored.Signed) {
			return row, opened, merged, err
		}
		return row, opened, both, nil
	}
	return row, given, envelope, nil
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

// openLedgers makes the ledger of every member of a charter that all have
// signed, and writes the charter as the first entry of our own.
func (n *Node) openLedgers(tx *store.Tx, charter channel.Charter, envelope keys.Envelope) (own string, err error) {
	if err := n.gate.check(); err != nil {
		return "", err
	}
	for _, member := range charter.Members {
		origin := ledger.Origin(charter.Channel, charter.Epoch, member.Partner, 0)
		if _, err := tx.Ledger(origin); err == nil {
			continue
		} else if !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
		l := store.Ledger{
			Origin: origin, Channel: charter.Channel, Epoch: charter.Epoch, Partner: member.Partner,
			Own: member.Partner == n.self, State: store.LedgerOpen,
		}
		if err := tx.CreateLedger(l); err != nil {
			return "", err
		}
		if !l.Own {
			continue
		}
		own = origin
		entry, err := n.charterEntry(l, charter, envelope)
		if err != nil {
			return "", err
		}
		if _, err := tx.AppendEntries(origin, []record.Entry{entry}); err != nil {
			return "", err
		}
	}
	return own, nil
}

// charterKind is the kind of the first entry of every ledger.
const charterKind = channel.KindPrefix + "charter"

// charterEntry is the first leaf of every ledger: the charter that it stands
// on, so that a copy of the ledger can be understood alone.
func (n *Node) charterEntry(l store.Ledger, charter channel.Charter, envelope keys.Envelope) (record.Entry, error) {
	return n.seal(record.Header{
		Kind: charterKind, Schema: 1, ID: n.NewID(l.Channel), Revision: 1,
		Channel: l.Channel, Epoch: l.Epoch, Partner: n.self,
		Office: "node", Actor: n.Actor(l.Channel, ""), At: n.Now(),
	}, Draft{Label: charter.DefaultLabel, Body: envelope.Encode()})
}
