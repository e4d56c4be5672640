package channel

import (
	"errors"
	"fmt"
	"slices"

	"entente/keys"
)

// ErrUnsigned says that not all who must have signed a charter.
var ErrUnsigned = errors.New("not signed by all who must")

// Known is what a reader of charters has verified about partners.
type Known struct {
	// Manifests by the hash of their envelope. Older ones stay useful: a charter
	// is judged by the root that its member had when it was written.
	Manifests map[string]keys.Manifest
	// Holders are keys that a mandate for the act "charter" names, by partner, as
	// package access verified them for this channel. The signature of one holder
	// counts as that of the root.
	Holders map[keys.PartnerID][]keys.Public
}

// signed reports whether a charter bears the signature of a member.
func (k Known) signed(e keys.Envelope, m Member) bool {
	manifest, known := k.Manifests[m.Manifest]
	if !known || manifest.Partner != m.Partner {
		return false
	}
	return manifest.Root.Signed(e) || len(e.SignedBy(k.Holders[m.Partner])) > 0
}

// An Opened charter is one whose signatures were counted.
type Opened struct {
	Charter
	Hash    string           // of the statement; more signatures do not change it
	Signed  []keys.PartnerID // members that signed
	Missing []keys.PartnerID // members that must and did not, or of which no manifest is known here
}

// Propose writes and signs a charter. Signers are root keys of the proposer, or
// a mandate holder's key.
func Propose(c Charter, signers ...keys.Private) (keys.Envelope, error) {
	payload, err := c.Encode()
	if err != nil {
		return keys.Envelope{}, err
	}
	e, err := keys.SignStatement(CharterType, payload, signers...)
	if err != nil {
		return keys.Envelope{}, fmt.Errorf("channel: propose charter of %s, epoch %d: %w", c.Channel, c.Epoch, err)
	}
	return e, nil
}

// Countersign adds signatures to a charter that this version reads in full.
func Countersign(e keys.Envelope, signers ...keys.Private) (keys.Envelope, error) {
	c, err := read(e)
	if err != nil {
		return keys.Envelope{}, err
	}
	signed, err := e.AddSignatures(signers...)
	if err != nil {
		return keys.Envelope{}, fmt.Errorf("channel: countersign charter of %s, epoch %d: %w", c.Channel, c.Epoch, err)
	}
	return signed, nil
}

// Merge joins the signatures under two copies of one charter: members may sign
// side by side.
func Merge(a, b keys.Envelope) (keys.Envelope, error) {
	if a.Hash() != b.Hash() {
		return keys.Envelope{}, fmt.Errorf("channel: join signatures: these are two charters: %w", ErrMalformed)
	}
	merged := a
	merged.Signatures = slices.Clone(a.Signatures)
	for _, s := range b.Signatures {
		if !slices.ContainsFunc(merged.Signatures, func(o keys.Signature) bool { return o.KeyID == s.KeyID }) {
			merged.Signatures = append(merged.Signatures, s)
		}
	}
	return merged, nil
}

// Open reads a charter and counts its signatures. A founding charter holds when
// Missing is empty; a later one is judged by Succeeds.
func Open(e keys.Envelope, known Known) (Opened, error) {
	c, err := read(e)
	if err != nil {
		return Opened{}, err
	}
	o := Opened{Charter: c, Hash: e.HashText()}
	for _, m := range c.Members {
		switch {
		case known.signed(e, m):
			o.Signed = append(o.Signed, m.Partner)
		case m.Standing == FullMember:
			o.Missing = append(o.Missing, m.Partner)
		}
	}
	return o, nil
}

// Founds reports, by a nil error, that an opened charter founds its channel.
func (o Opened) Founds() error {
	switch {
	case o.Epoch != 0:
		return fmt.Errorf("channel: charter of %s is of epoch %d and founds nothing: %w", o.Channel, o.Epoch, ErrChain)
	case len(o.Missing) > 0:
		return fmt.Errorf("channel: charter of %s: %d of %d members are missing: %w", o.Channel, len(o.Missing), len(o.Members), ErrUnsigned)
	}
	return nil
}

func read(e keys.Envelope) (Charter, error) {
	if e.PayloadType != CharterType {
		return Charter{}, fmt.Errorf("channel: a statement of type %.60q is no charter: %w", e.PayloadType, ErrMalformed)
	}
	return Decode(e.Payload)
}
