package channel

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"entente/access"
	"entente/keys"
	"entente/record"
)

// An ActEntry is the body of an entry that carries a mandate holder's signature
// under an earlier entry of the same ledger. docs/formats/channel.md.
type ActEntry struct {
	Leaf    record.Leaf   `json:"leaf"`
	Act     access.Act    `json:"act"`
	Mandate keys.Envelope `json:"mandate"`
}

// ErrAct says that an entry is no act that can be read, though it says that it is.
var ErrAct = errors.New("not an act")

// Encode writes the body of the entry.
func (a ActEntry) Encode() ([]byte, error) {
	body, err := json.Marshal(a, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("channel: encode an act: %w", err)
	}
	return body, nil
}

// DecodeAct reads the body of an entry that somebody else wrote.
func DecodeAct(body []byte) (a ActEntry, err error) {
	if err := json.Unmarshal(body, &a); err != nil {
		return ActEntry{}, fmt.Errorf("channel: read an act: %v: %w", err, ErrAct)
	}
	if a.Leaf.IsZero() || a.Mandate.IsZero() {
		return ActEntry{}, fmt.Errorf("channel: read an act: it lacks its leaf or its mandate: %w", ErrAct)
	}
	return a, nil
}

// A Spot is where an entry stands in its ledger, and when it says that it was
// written.
type Spot struct {
	Index int64     `json:"index"`
	At    time.Time `json:"at"`
}

// Authority is what everyone who holds a ledger knows of those who may act in
// it: the same acts stand for all of them.
type Authority struct {
	Partner   keys.PartnerID // whose ledger it is
	Channel   record.ChannelID
	Origin    string
	Since     time.Time       // when the charter of the ledger's epoch was made
	Clocks    time.Duration   // how far clocks may be apart: the charter's clock bound
	Manifests []keys.Manifest // of the partner, verified, the oldest first
}

// Acted is an act that stands.
type Acted struct {
	Verb    access.Verb
	Leaf    record.Leaf // that it is over
	Mandate [32]byte
	By      access.Signer
	Spot
}

var (
	// ErrRevoked says that the mandate was revoked before the act.
	ErrRevoked = errors.New("the mandate was revoked")
	// ErrActPlace says that an act does not follow what it is over.
	ErrActPlace = errors.New("an act stands after what it is over, in the same ledger")
	// ErrActTime says that an act claims to be older than what it is over.
	ErrActTime = errors.New("it claims an earlier time than what it is over, or than the channel")
)

// Stands verifies an act at its place in the ledger, over the entry at another.
// The time of an act is what its entry claims: not before that of the entry that
// it is over, nor before the channel's charter. The manifest that counts is the
// newest that had been issued at that time.
func (f Authority) Stands(a ActEntry, act, over Spot) (Acted, error) {
	refused := func(reason error) (Acted, error) {
		return Acted{}, fmt.Errorf("channel: act %s of %s, entry %d: %w", a.Act.Verb, f.Partner, act.Index, reason)
	}
	switch {
	case over.Index < 0 || over.Index >= act.Index:
		return refused(ErrActPlace)
	case act.At.Before(over.At.Add(-f.Clocks)) || act.At.Before(f.Since.Add(-f.Clocks)):
		return refused(ErrActTime)
	}
	hash := a.Mandate.Hash()
	manifest, found := f.at(act.At)
	if !found {
		return refused(fmt.Errorf("no manifest of that time: %w", keys.ErrChain))
	}
	by, err := access.Verify(a.Act, a.Mandate, manifest, access.Claim{
		Verb: a.Act.Verb, Leaf: a.Leaf, Channel: f.Channel, At: act.At,
	})
	if err != nil {
		return refused(err)
	}
	if f.Revoked(hash, act) {
		return refused(ErrRevoked)
	}
	return Acted{Verb: a.Act.Verb, Leaf: a.Leaf, Mandate: hash, By: by, Spot: act}, nil
}

// Revoked reports whether a manifest revokes a mandate for an act at this spot.
func (f Authority) Revoked(mandate [32]byte, act Spot) bool {
	for _, m := range f.Manifests {
		for _, r := range m.Revoked {
			if r.Of(mandate) && r.Covers(m.Issued, f.Origin, act.Index, act.At) {
				return true
			}
		}
	}
	return false
}

// at is the newest manifest that had been issued at a time.
func (f Authority) at(when time.Time) (keys.Manifest, bool) {
	for _, m := range slices.Backward(f.Manifests) {
		if !m.Issued.After(when.Add(f.Clocks)) {
			return m, true
		}
	}
	return keys.Manifest{}, false
}

// Once finds the first act of this sort over a leaf.
func Once(acts []Acted, verb access.Verb, leaf record.Leaf) (Acted, bool) {
	for _, a := range acts {
		if a.Verb == verb && a.Leaf == leaf {
			return a, true
		}
	}
	return Acted{}, false
}

// Twice finds the first two acts of this sort over a leaf that two persons did,
// neither of whom is the deputy of the other. What needs two mandates takes
// effect at the second.
func Twice(acts []Acted, verb access.Verb, leaf record.Leaf) (first, second Acted, found bool) {
	for i, b := range acts {
		for _, a := range acts[:i] {
			if a.Verb == verb && b.Verb == verb && a.Leaf == leaf && b.Leaf == leaf && a.By.Independent(b.By) {
				return a, b, true
			}
		}
	}
	return Acted{}, Acted{}, false
}
