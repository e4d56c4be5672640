package node

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"entente/keys"
	"entente/record"
	"entente/store"
)

var (
	// ErrFingerprint says that two people did not read the same digits to each
	// other.
	ErrFingerprint = errors.New("the fingerprint is not that of this card")
	// ErrDemo says that a demonstration's partner and a real one cannot meet.
	ErrDemo = errors.New("a demonstration's card")
)

// A Comparison is two offices' statement that they compared a partner's
// fingerprint with its owner over a path other than the card's.
type Comparison struct {
	Digits  string   // as heard
	Offices []string // at least two, on our side
}

// Card is what this node gives to a partner to be introduced by.
func (n *Node) Card(ctx context.Context) (card keys.Card, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		self, err := tx.Partner(n.self)
		if err != nil {
			return err
		}
		chain, err := tx.Manifests(n.self)
		if err != nil {
			return err
		}
		card, err = keys.NewCard(self.Address, chain...)
		return err
	})
	return card, err
}

// AddPartner keeps a partner's card. The partner stays introduced, and nothing
// is exchanged with it, until its fingerprint was compared by two offices. A
// card of a known partner brings its new address.
func (n *Node) AddPartner(ctx context.Context, card keys.Card, compared *Comparison) (store.Partner, error) {
	manifest, err := card.Open()
	if err != nil {
		return store.Partner{}, fmt.Errorf("node: add a partner: %w", err)
	}
	var partner store.Partner
	err = n.updateWitnessed(ctx, ofKeys("partner"), func(tx *store.Tx) error {
		if err := n.sameWorld(tx, manifest); err != nil {
			return err
		}
		if err := unclaimed(tx, manifest); err != nil {
			return err
		}
		partner, err = tx.Partner(manifest.Partner)
		switch {
		case errors.Is(err, store.ErrNotFound):
			partner = store.Partner{
				ID: manifest.Partner, Code: manifest.Code, Name: nameOf(manifest), Address: card.Address,
				State: store.PartnerIntroduced, Manifest: card.Manifest, ManifestVersion: manifest.Version,
			}
			for i, envelope := range card.Chain() {
				if err := tx.AddManifest(partner.ID, i+1, envelope); err != nil {
					return err
				}
			}
		case err != nil:
			return err
		case partner.State == store.PartnerSelf:
			return errors.New("this is our own card")
		default:
			partner.Address = card.Address
			if err := n.followCard(ctx, tx, &partner, card); err != nil {
				return err
			}
		}
		if compared != nil {
			if err := compared.hold(card.Manifest); err != nil {
				return err
			}
			partner.State, partner.Compared, partner.ComparedBy = store.PartnerActive, n.Now(), compared.Offices
		}
		return tx.PutPartner(partner)
	})
	if err != nil {
		return store.Partner{}, fmt.Errorf("node: add partner %s: %w", manifest.Code, err)
	}
	n.Changes.Tell()
	return partner, n.refold(ctx)
}

// hold checks the digits that were heard, however they were grouped.
func (c *Comparison) hold(manifest keys.Envelope) error {
	if !keys.SameFingerprint(c.Digits, keys.Fingerprint(manifest)) {
		return fmt.Errorf("%w: ask the partner to read all of it again, over a telephone or in person, and do not go on if it differs", ErrFingerprint)
	}
	var offices []string
	for _, office := range c.Offices {
		offices = append(offices, strings.ToLower(strings.Join(strings.Fields(office), " ")))
	}
	slices.Sort(offices)
	if len(slices.Compact(offices)) < 2 || slices.Contains(offices, "") {
		return errors.New("two offices must have compared the fingerprint; name both")
	}
	return nil
}

// sameWorld keeps demonstrations and real nodes apart.
func (n *Node) sameWorld(tx *store.Tx, theirs keys.Manifest) error {
	self, err := tx.Partner(n.self)
	if err != nil {
		return err
	}
	own, err := keys.ReadManifest(self.Manifest)
	if err != nil {
		return err
	}
	if own.Demo != theirs.Demo {
		return fmt.Errorf("%w cannot be used with a real node, nor the other way round", ErrDemo)
	}
	return nil
}

// PartnerWithPin finds the active partner one of whose manifests pins this key.
func (n *Node) PartnerWithPin(ctx context.Context, pin string) (partner keys.PartnerID, active bool) {
	partners, err := n.Partners(ctx)
	if err != nil {
		return keys.PartnerID{}, false
	}
	for _, p := range partners {
		if p.State != store.PartnerActive {
			continue
		}
		if manifest, err := keys.ReadManifest(p.Manifest); err == nil && slices.Contains(manifest.TLS, pin) {
			return p.ID, true
		}
	}
	return keys.PartnerID{}, false
}

// Partners lists every partner this node knows, itself included.
func (n *Node) Partners(ctx context.Context) (partners []store.Partner, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		partners, err = tx.Partners()
		return err
	})
	return partners, err
}

// SetAddress says where partners reach this node from now on.
func (n *Node) SetAddress(ctx context.Context, partner keys.PartnerID, address string) error {
	err := n.store.Update(ctx, func(tx *store.Tx) error {
		p, err := tx.Partner(partner)
		if err != nil {
			return err
		}
		p.Address = address
		return tx.PutPartner(p)
	})
	if err != nil {
		return fmt.Errorf("node: set the address of partner %s: %w", partner, err)
	}
	n.Changes.Tell()
	return nil
}

// NoteExchange keeps when a partner was last reached, or why not.
func (n *Node) NoteExchange(ctx context.Context, partner keys.PartnerID, problem error) error {
	return n.store.Update(ctx, func(tx *store.Tx) error {
		p, err := tx.Partner(partner)
		if err != nil {
			return err
		}
		if problem == nil {
			p.LastExchange, p.LastProblem = n.Now(), ""
		} else {
			p.LastProblem = shortened(problem.Error())
		}
		return tx.PutPartner(p)
	})
}

// maxProblemBytes is what is kept of a problem with a partner: it may quote what
// the partner sent.
const maxProblemBytes = 500

func shortened(text string) string {
	if len(text) <= maxProblemBytes {
		return text
	}
	return strings.ToValidUTF8(text[:maxProblemBytes], "") + " …"
}

// ManifestVersion is the newest version of a partner's manifest held here.
func (n *Node) ManifestVersion(ctx context.Context, partner keys.PartnerID) (version int, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		p, err := tx.Partner(partner)
		version = p.ManifestVersion
		return err
	})
	return version, err
}

// TakeManifest follows a partner's chain of manifests by one.
func (n *Node) TakeManifest(ctx context.Context, partner keys.PartnerID, encoded []byte) error {
	next, err := keys.ParseEnvelope(encoded)
	if err != nil {
		return fmt.Errorf("node: a new manifest of partner %s: %w", partner, err)
	}
	err = n.store.Update(ctx, func(tx *store.Tx) error {
		p, err := tx.Partner(partner)
		if err != nil {
			return err
		}
		previous, err := keys.ReadManifest(p.Manifest)
		if err != nil {
			return err
		}
		manifest, err := keys.OpenSuccessor(previous, p.Manifest, next)
		if err != nil {
			return err
		}
		if err := unclaimed(tx, manifest); err != nil {
			return err
		}
		if err := n.succeed(ctx, tx, &p, manifest, next); err != nil {
			return err
		}
		return tx.PutPartner(p)
	})
	if err != nil {
		return fmt.Errorf("node: a new manifest of partner %s: %w", partner, err)
	}
	n.Changes.Tell()
	return n.refold(ctx)
}

// followCard takes the manifests that a card has beyond those held here. The
// card's chain is verified; it must go on from ours.
func (n *Node) followCard(ctx context.Context, tx *store.Tx, p *store.Partner, card keys.Card) error {
	chain := card.Chain()
	if len(chain) < p.ManifestVersion || chain[p.ManifestVersion-1].Hash() != p.Manifest.Hash() {
		return fmt.Errorf("its manifests are not those that are held here: %w", keys.ErrChain)
	}
	for _, envelope := range chain[p.ManifestVersion:] {
		manifest, err := keys.ReadManifest(envelope)
		if err != nil {
			return err
		}
		if err := n.succeed(ctx, tx, p, manifest, envelope); err != nil {
			return err
		}
	}
	return nil
}

// succeed makes a verified manifest the newest of its partner.
func (n *Node) succeed(ctx context.Context, tx *store.Tx, p *store.Partner, manifest keys.Manifest, envelope keys.Envelope) error {
	if manifest.Version > keys.MaxChain {
		return fmt.Errorf("manifest %d of partner %s: %w", manifest.Version, p.Code, ErrTooMany)
	}
	before, err := keys.ReadManifest(p.Manifest)
	if err == nil {
		err = n.Audit(ctx, succession(before, manifest)...)
	}
	if err != nil {
		return err
	}
	p.Manifest, p.ManifestVersion = envelope, manifest.Version
	p.Code, p.Name = manifest.Code, nameOf(manifest)
	if err := tx.AddManifest(p.ID, manifest.Version, envelope); err != nil {
		return err
	}
	return judgeAgainLater(tx, p.ID)
}

// ErrClaimed says that a manifest names something that is another partner's.
var ErrClaimed = errors.New("another partner has it")

// unclaimed refuses a manifest with a code, a TLS key or a ledger key of another
// partner: connections and signatures would be taken for theirs.
func unclaimed(tx *store.Tx, m keys.Manifest) error {
	partners, err := tx.Partners()
	if err != nil {
		return err
	}
	for _, p := range partners {
		if p.ID == m.Partner {
			continue
		}
		theirs, err := keys.ReadManifest(p.Manifest)
		if err != nil {
			return err
		}
		shares := func(pin string) bool { return slices.Contains(theirs.TLS, pin) }
		signs := func(k keys.LedgerKey) bool {
			return slices.ContainsFunc(theirs.Ledger, func(o keys.LedgerKey) bool {
				return o.Ed25519 == k.Ed25519 || o.MLDSA44 == k.MLDSA44 || o.Mirror == k.Mirror
			})
		}
		switch {
		case m.Code == theirs.Code:
			return fmt.Errorf("the code %s: %w", m.Code, ErrClaimed)
		case slices.ContainsFunc(m.TLS, shares) || slices.ContainsFunc(m.Ledger, signs):
			return fmt.Errorf("a key of partner %s: %w", theirs.Code, ErrClaimed)
		}
	}
	return nil
}

// ledgerKeysOf lists every key with which a partner may ever have signed.
func ledgerKeysOf(tx *store.Tx, partner keys.PartnerID) ([]keys.LedgerKey, error) {
	chain, err := tx.Manifests(partner)
	if err != nil {
		return nil, err
	}
	return keys.LedgerKeys(chain...)
}

func nameOf(m keys.Manifest) record.Text {
	return record.Text{EN: m.Name["en"], FR: m.Name["fr"], KO: m.Name["ko"]}
}
