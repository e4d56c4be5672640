package node

import (
	"context"
	"errors"

	"entente/channel"
	"entente/keys"
	"entente/store"
)

// A vantageCopy carries what a member holds from our store into another.
type vantageCopy struct {
	from   *store.Tx
	to     *Node // whose self is the member
	extent Extent
	done   func(entries int64) // told of the progress
}

// run carries what the store behind the vantage lacks, in the order in which it
// was written, and folds it there.
func (c *vantageCopy) run(ctx context.Context) error {
	if err := c.to.store.Update(ctx, c.statements); err != nil {
		return err
	}
	if err := c.to.store.Update(ctx, c.signatures); err != nil {
		return err
	}
	return c.entries(ctx)
}

// statements carries who the members are and what they agreed on.
func (c *vantageCopy) statements(tx *store.Tx) error {
	members := map[keys.PartnerID]bool{}
	for _, shared := range c.extent.Channels {
		charters, err := c.from.Charters(shared.ID)
		if err != nil {
			return err
		}
		if err := tx.PutChannel(shared); err != nil {
			return err
		}
		for _, charter := range charters {
			if err := tx.PutCharter(charter); err != nil {
				return err
			}
			read, err := channel.Decode(charter.Envelope.Payload)
			if err != nil {
				return err
			}
			for _, member := range read.Members {
				members[member.Partner] = true
			}
		}
	}
	for id := range members {
		if err := c.partner(tx, id); err != nil {
			return err
		}
	}
	for _, l := range c.extent.Ledgers {
		l.Own = l.Partner == c.extent.Of
		if err := tx.CreateLedger(l.Ledger); err != nil && !errors.Is(err, store.ErrExists) {
			return err
		}
	}
	return nil
}

// partner carries what a charter says of a member. How we reach it and how we
// get on with it stays ours.
func (c *vantageCopy) partner(tx *store.Tx, id keys.PartnerID) error {
	known, err := c.from.Partner(id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	chain, err := c.from.Manifests(id)
	if err != nil {
		return err
	}
	state := store.PartnerActive
	if id == c.extent.Of {
		state = store.PartnerSelf
	}
	if err := tx.PutPartner(store.Partner{
		ID: id, Code: known.Code, Name: known.Name, State: state, Manifest: known.Manifest, ManifestVersion: known.ManifestVersion,
	}); err != nil {
		return err
	}
	for i, envelope := range chain {
		if err := tx.AddManifest(id, i+1, envelope); err != nil {
			return err
		}
	}
	return nil
}

// signatures carries the checkpoints that the member holds, and who confirmed
// them: of its own ledger all, of the others what it has confirmed itself.
func (c *vantageCopy) signatures(tx *store.Tx) error {
	for _, l := range c.extent.Ledgers {
		heads, err := c.from.Checkpoints(l.Origin)
		if err != nil {
			return err
		}
		for _, head := range heads {
			if head.Size > l.Confirmed {
				break
			}
			given, err := c.from.Cosignatures(l.Origin, head.Size)
			if err != nil {
				return err
			}
			holds := l.Partner == c.extent.Of
			for _, cosignature := range given {
				if cosignature.Partner != c.extent.Of && l.Partner != c.extent.Of {
					continue
				}
				holds = true
				if err := tx.PutCosignature(cosignature); err != nil {
					return err
				}
			}
			if !holds {
				continue
			}
			if err := tx.PutCheckpoint(head); err != nil {
				return err
			}
		}
	}
	return nil
}
