package label

import (
	"crypto/sha256"
	"fmt"
	"sync"
)

// A Ceiling judges many labels, as a node does that takes in a ledger. Labels
// repeat, so it remembers what it said of each. It is safe for concurrent use.
type Ceiling struct {
	policies Policies
	raw      []byte
	mu       sync.Mutex
	verdicts map[[sha256.Size]byte]error
}

// maxVerdicts bounds the memory, whatever labels a partner invents.
const maxVerdicts = 1024

// Ceiling prepares a ceiling; it must itself be understood.
func (ps Policies) Ceiling(raw []byte) (*Ceiling, error) {
	if _, _, err := ps.hold(raw); err != nil {
		return nil, fmt.Errorf("label: read ceiling: %w", err)
	}
	return &Ceiling{policies: ps, raw: raw, verdicts: map[[sha256.Size]byte]error{}}, nil
}

// Holds is Within.
func (c *Ceiling) Holds(label []byte) error {
	if len(label) > MaxBytes {
		return c.policies.Within(label, c.raw)
	}
	key := sha256.Sum256(label)
	c.mu.Lock()
	defer c.mu.Unlock()
	verdict, judged := c.verdicts[key]
	if !judged {
		verdict = c.policies.Within(label, c.raw)
		if len(c.verdicts) >= maxVerdicts {
			clear(c.verdicts)
		}
		c.verdicts[key] = verdict
	}
	return verdict
}
