package keys

import (
	"fmt"
	"time"
)

// A Revocation says that a mandate holds no longer. It stands in a manifest, and
// holds from then on whatever later manifests say: nothing can undo it, and the
// custodians can hand the manifest to partners by another way than their node.
type Revocation struct {
	Mandate string      `json:"mandate"`           // hash of its statement
	Ledgers []LedgerEnd `json:"ledgers,omitempty"` // from where on, for each ledger of the partner
}

// A LedgerEnd is the size of a ledger from which on something no longer counts.
type LedgerEnd struct {
	Origin string `json:"origin"`
	Size   int64  `json:"size"`
}

// Limits on what one manifest may revoke.
const (
	maxRevoked  = 256
	maxEnds     = 1024
	maxOriginID = 200
)

func (m Manifest) checkRevoked() error {
	malformed := func(format string, args ...any) error {
		return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), ErrMalformed)
	}
	if len(m.Revoked) > maxRevoked {
		return malformed("%d revocations, the limit is %d", len(m.Revoked), maxRevoked)
	}
	seen := map[string]bool{}
	for _, r := range m.Revoked {
		if _, err := parseHash(r.Mandate); err != nil {
			return fmt.Errorf("revocation: %w", err)
		}
		if seen[r.Mandate] || len(r.Ledgers) > maxEnds {
			return malformed("the revocation of mandate %s", r.Mandate)
		}
		seen[r.Mandate] = true
		ends := map[string]bool{}
		for _, end := range r.Ledgers {
			if end.Origin == "" || len(end.Origin) > maxOriginID || end.Size < 0 || ends[end.Origin] {
				return malformed("the revocation of mandate %s in ledger %.40q", r.Mandate, end.Origin)
			}
			ends[end.Origin] = true
		}
	}
	return nil
}

// Covers reports whether a revocation by a manifest issued at a time applies to
// an act that stands at this index of this ledger and claims this time. A ledger
// that the revocation names counts by its size, which nobody can write below;
// any other by the time.
func (r Revocation) Covers(issued time.Time, origin string, index int64, at time.Time) bool {
	for _, end := range r.Ledgers {
		if end.Origin == origin {
			return index >= end.Size
		}
	}
	return !at.Before(issued)
}

// Of reports whether the revocation is of the mandate whose statement has this hash.
func (r Revocation) Of(mandate [32]byte) bool { return r.Mandate == hashText(mandate) }
