package node

import (
	"context"
	"errors"
	"fmt"

	"entente/channel"
	"entente/keys"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

// A Copy is what a read-only copy of somebody's ledger stands on. The archive
// that it comes from was verified before.
type Copy struct {
	Origin  string
	Partner keys.PartnerID
	Chains  map[keys.PartnerID][]keys.Envelope
	Charter keys.Envelope
	Entries int64 // in the whole archive
}

// ErrKept says that this node has that ledger already.
var ErrKept = errors.New("this node keeps that ledger already")

// KeepCopy makes room for a read-only copy: it can be read, verified and
// exported again, and nothing is ever exchanged about it. Of a copy whose import
// was cut it returns how many entries are kept already.
func (n *Node) KeepCopy(ctx context.Context, c Copy) (held int64, err error) {
	if c.Partner == n.self {
		return 0, fmt.Errorf("node: keep a copy of %s: it is our own ledger: %w", c.Origin, ErrKept)
	}
	err = n.store.Update(ctx, func(tx *store.Tx) error {
		known, err := tx.Ledger(c.Origin)
		if err == nil && known.State == store.LedgerReadOnly && known.Size < c.Entries {
			held = known.Size
			return nil
		}
		if err == nil {
			return ErrKept
		}
		if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		for _, chain := range c.Chains {
			if err := keepChain(tx, chain); err != nil {
				return err
			}
		}
		charter, err := channel.Decode(c.Charter.Payload)
		if err != nil {
			return err
		}
		if err := keepClosedChannel(tx, charter, c.Charter); err != nil {
			return err
		}
		return tx.CreateLedger(store.Ledger{
			Origin: c.Origin, Channel: charter.Channel, Epoch: charter.Epoch, Partner: c.Partner, State: store.LedgerReadOnly,
		})
	})
	if err != nil {
		return 0, fmt.Errorf("node: keep a copy of %s: %w", c.Origin, err)
	}
	return held, nil
}

// keepChain notes who a partner is, without trusting it with anything.
func keepChain(tx *store.Tx, chain []keys.Envelope) error {
	newest := chain[len(chain)-1]
	manifest, err := keys.OpenChain(chain...)
	if err != nil {
		return err
	}
	if _, err := tx.Partner(manifest.Partner); err == nil {
		return nil
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err := tx.PutPartner(store.Partner{
		ID: manifest.Partner, Code: manifest.Code, Name: nameOf(manifest),
		State: store.PartnerIntroduced, Manifest: newest, ManifestVersion: manifest.Version,
	}); err != nil {
		return err
	}
	for i, envelope := range chain {
		if err := tx.AddManifest(manifest.Partner, i+1, envelope); err != nil {
			return err
		}
	}
	return nil
}

func keepClosedChannel(tx *store.Tx, charter channel.Charter, envelope keys.Envelope) error {
	if _, err := tx.Channel(charter.Channel); err == nil {
		return nil
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err := tx.PutChannel(store.Channel{
		ID: charter.Channel, Epoch: charter.Epoch, State: store.ChannelClosed,
		Name: charter.Name, DefaultLabel: charter.DefaultLabel,
	}); err != nil {
		return err
	}
	return tx.PutCharter(store.Charter{Channel: charter.Channel, Epoch: charter.Epoch, Hash: envelope.Hash(), Envelope: envelope})
}

// ExtendCopy adds verified entries, and what was signed over them, to a
// read-only copy.
func (n *Node) ExtendCopy(ctx context.Context, origin string, entries []record.Entry, checkpoints []ledger.Checkpoint, receipts []ledger.Cosignature) error {
	place, _, err := n.placeOf(ctx, origin)
	if err != nil {
		return err
	}
	kept := make([]record.Entry, len(entries))
	for i, e := range entries {
		kept[i] = n.admit(place, e)
	}
	err = n.store.Update(ctx, func(tx *store.Tx) error {
		l, err := tx.AppendEntries(origin, kept)
		if err != nil {
			return err
		}
		for _, c := range checkpoints {
			if err := tx.PutCheckpoint(c); err != nil {
				return err
			}
		}
		for _, r := range receipts {
			if err := tx.PutCosignature(r); err != nil {
				return err
			}
		}
		return tx.SetReadable(origin, l.Size)
	})
	if err != nil {
		return fmt.Errorf("node: extend the copy of %s: %w", origin, err)
	}
	return n.fold(ctx, origin)
}
