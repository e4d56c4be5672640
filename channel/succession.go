package channel

import (
	"errors"
	"fmt"
	"slices"

	"entente/keys"
)

var (
	// ErrChain says that a charter does not follow the one before it.
	ErrChain = errors.New("does not follow the charter before it")
	// ErrUnsealed says that a charter does not say how the epoch before ended.
	ErrUnsealed = errors.New("does not seal the epoch before it")
	// ErrNoContradiction says that two charters can both be meant.
	ErrNoContradiction = errors.New("no contradiction")
)

// Succeeds verifies the charter after one that holds: it names it by hash, seals
// every ledger of its epoch, gives the pens of those who leave to one who stays,
// and bears the signatures that the charter before asks for. Who joins, or
// begins to be counted, signs in any case.
func Succeeds(previous Opened, next keys.Envelope, known Known) (Opened, error) {
	n, err := Open(next, known)
	if err != nil {
		return Opened{}, err
	}
	for _, rule := range []func(previous, next Opened) error{follows, seals} {
		if err := rule(previous, n); err != nil {
			return Opened{}, fmt.Errorf("channel: charter of %s, epoch %d: %w", n.Channel, n.Epoch, err)
		}
	}
	if err := agreed(previous, n, next, known); err != nil {
		return Opened{}, fmt.Errorf("channel: charter of %s, epoch %d: %w", n.Channel, n.Epoch, err)
	}
	return n, nil
}

func follows(previous, next Opened) error {
	switch {
	case next.Channel != previous.Channel:
		return fmt.Errorf("the one before is of channel %s: %w", previous.Channel, ErrChain)
	case next.Epoch != previous.Epoch+1:
		return fmt.Errorf("the one before is of epoch %d: %w", previous.Epoch, ErrChain)
	case next.Previous != previous.Hash:
		return fmt.Errorf("it names another charter before it: %w", ErrChain)
	case next.Created.Before(previous.Created):
		return fmt.Errorf("it was made before it: %w", ErrChain)
	}
	return nil
}

func seals(previous, next Opened) error {
	for _, m := range previous.Members {
		if !slices.ContainsFunc(next.Sealed, func(s Sealed) bool { return s.Partner == m.Partner }) {
			return fmt.Errorf("the ledger of %s: %w", m.Partner, ErrUnsealed)
		}
		_, stays := next.Member(m.Partner)
		inherits := slices.ContainsFunc(next.Heirs, func(h Heir) bool { return h.Leaver == m.Partner })
		if stays == inherits {
			return fmt.Errorf("who holds the pens of %s: %w", m.Partner, ErrUnsealed)
		}
	}
	for _, s := range next.Sealed {
		if _, was := previous.Member(s.Partner); !was {
			return fmt.Errorf("it seals a ledger of %s, who was no member: %w", s.Partner, ErrUnsealed)
		}
	}
	for _, h := range next.Heirs {
		if _, was := previous.Member(h.Leaver); !was {
			return fmt.Errorf("it names an heir of %s, who was no member: %w", h.Leaver, ErrUnsealed)
		}
	}
	return nil
}

// agreed counts signatures by the rule of the charter before.
func agreed(previous, next Opened, envelope keys.Envelope, known Known) error {
	signed := map[keys.PartnerID]bool{}
	for _, partner := range next.Signed {
		signed[partner] = true
	}
	voters, votes := 0, 0
	for _, m := range previous.Members {
		if m.Standing != FullMember {
			continue
		}
		after, stays := next.Member(m.Partner)
		if stays && known.Manifests[after.Manifest].Version < known.Manifests[m.Manifest].Version {
			// A root that was replaced, perhaps because it leaked, must not come back.
			return fmt.Errorf("it names an older manifest of %s than the charter before: %w", m.Partner, ErrUnsigned)
		}
		if !stays && previous.Membership == Unanimity {
			continue // those who stay decide
		}
		voters++
		if signed[m.Partner] || (!stays && known.signed(envelope, m)) {
			votes++
		} else if previous.Membership == Unanimity {
			return fmt.Errorf("%s has not signed: %w", m.Partner, ErrUnsigned)
		}
	}
	if voters == 0 {
		return fmt.Errorf("none of the members before it stays: %w", ErrUnsigned)
	}
	if previous.Membership == Majority && 2*votes <= voters {
		return fmt.Errorf("%d of %d members have signed: %w", votes, voters, ErrUnsigned)
	}
	for _, m := range next.Members {
		if m.Standing == FullMember && !previous.Counts(m.Partner) && !signed[m.Partner] {
			return fmt.Errorf("%s, who becomes a member, has not signed: %w", m.Partner, ErrUnsigned)
		}
	}
	return nil
}

// Contradiction reports who signed two charters for one epoch of one channel
// after the same charter. The two envelopes are the evidence: whoever has the
// manifests can check them.
func Contradiction(a, b keys.Envelope, known Known) ([]keys.PartnerID, error) {
	first, err := Open(a, known)
	if err != nil {
		return nil, err
	}
	second, err := Open(b, known)
	if err != nil {
		return nil, err
	}
	if first.Hash == second.Hash || first.Channel != second.Channel || first.Epoch != second.Epoch || first.Previous != second.Previous {
		return nil, fmt.Errorf("channel: charters of %s, epoch %d, and %s, epoch %d: %w",
			first.Channel, first.Epoch, second.Channel, second.Epoch, ErrNoContradiction)
	}
	var both []keys.PartnerID
	for _, partner := range first.Signed {
		if slices.Contains(second.Signed, partner) {
			both = append(both, partner)
		}
	}
	if len(both) == 0 {
		return nil, fmt.Errorf("channel: charters of %s, epoch %d: nobody signed both: %w", first.Channel, first.Epoch, ErrNoContradiction)
	}
	return both, nil
}
