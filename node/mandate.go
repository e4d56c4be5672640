package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"entente/access"
	"entente/audit"
	"entente/keys"
	"entente/store"
)

// MandateState is what a mandate is good for at a time.
type MandateState string

const (
	MandateHolds    MandateState = "holds"
	MandateNotYet   MandateState = "not yet" // its term has not begun
	MandateEnded    MandateState = "ended"
	MandateRevoked  MandateState = "revoked"
	MandateReplaced MandateState = "replaced" // signed by a root that is no longer the partner's
)

// A Given mandate is one that this node knows.
type Given struct {
	access.Mandate
	Hash     string
	State    MandateState
	Added    time.Time
	Envelope keys.Envelope
}

// AddMandate keeps a mandate of a known partner, usually our own, if its
// custodians have signed it.
func (n *Node) AddMandate(ctx context.Context, encoded []byte) (access.Mandate, error) {
	failed := func(err error) (access.Mandate, error) {
		return access.Mandate{}, fmt.Errorf("node: add a mandate: %w", err)
	}
	envelope, err := keys.ParseEnvelope(encoded)
	if err != nil {
		return failed(err)
	}
	var mandate access.Mandate
	err = n.updateWitnessed(ctx, audit.Event{What: audit.MandateAdded}, func(tx *store.Tx) error {
		claimed, err := access.ReadMandate(envelope)
		if err != nil {
			return err
		}
		partner, err := tx.Partner(claimed.Partner)
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("partner %s is not known here: %w", claimed.Partner, err)
		}
		if err != nil {
			return err
		}
		manifest, err := keys.ReadManifest(partner.Manifest)
		if err != nil {
			return err
		}
		if mandate, err = access.OpenMandate(envelope, manifest); err != nil {
			return err
		}
		return tx.PutMandate(store.Mandate{Partner: partner.ID, Envelope: envelope, Added: n.Now()})
	})
	if err != nil {
		return failed(err)
	}
	n.Changes.Tell()
	return mandate, nil
}

// Mandates are all that this node knows, with what they are good for now.
func (n *Node) Mandates(tx *store.Tx) (all []Given, err error) {
	stored, err := tx.Mandates()
	if err != nil {
		return nil, fmt.Errorf("node: list mandates: %w", err)
	}
	for _, m := range stored {
		given, err := n.given(tx, m)
		if err != nil {
			return nil, fmt.Errorf("node: list mandates: %w", err)
		}
		all = append(all, given)
	}
	return all, nil
}

func (n *Node) given(tx *store.Tx, m store.Mandate) (Given, error) {
	mandate, err := access.ReadMandate(m.Envelope)
	if err != nil {
		return Given{}, err
	}
	given := Given{Mandate: mandate, Hash: m.Envelope.HashText(), State: MandateHolds, Added: m.Added, Envelope: m.Envelope}
	chain, err := tx.Manifests(m.Partner)
	if err != nil {
		return Given{}, err
	}
	for _, envelope := range chain {
		manifest, err := keys.ReadManifest(envelope)
		if err != nil {
			return Given{}, err
		}
		for _, r := range manifest.Revoked {
			if r.Of(m.Envelope.Hash()) {
				given.State = MandateRevoked
				return given, nil
			}
		}
		_, err = access.OpenMandate(m.Envelope, manifest)
		if given.State = MandateHolds; err != nil {
			given.State = MandateReplaced
		}
	}
	second := n.Now().Unix()
	switch {
	case given.State != MandateHolds:
	case second < mandate.NotBefore.Unix():
		given.State = MandateNotYet
	case !mandate.Holds(n.Now()):
		given.State = MandateEnded
	}
	return given, nil
}

// DraftRevocation writes our next manifest, which revokes mandates from the
// present size of each of our ledgers on. Custodians compare those sizes with
// what a partner shows before they sign: a node that lies could name larger ones.
func (n *Node) DraftRevocation(ctx context.Context, mandates []string) (manifest keys.Manifest, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		self, err := tx.Partner(n.self)
		if err != nil {
			return err
		}
		newest, err := keys.ReadManifest(self.Manifest)
		if err != nil {
			return err
		}
		ledgers, err := tx.Ledgers()
		if err != nil {
			return err
		}
		var ends []keys.LedgerEnd
		for _, l := range ledgers {
			if l.Own {
				ends = append(ends, keys.LedgerEnd{Origin: l.Origin, Size: l.Readable})
			}
		}
		manifest = newest.Successor(self.Manifest)
		manifest.Issued = n.Now()
		for _, hash := range mandates {
			manifest.Revoked = append(manifest.Revoked, keys.Revocation{Mandate: hash, Ledgers: ends})
		}
		return nil
	})
	if err != nil {
		return keys.Manifest{}, fmt.Errorf("node: draft a revocation: %w", err)
	}
	return manifest, nil
}
