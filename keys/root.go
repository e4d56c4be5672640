package keys

import (
	"fmt"
	"io"
)

// Root is who may speak for a partner about its own keys: at least Threshold
// of Keys sign. A root of one person uses an Ed25519 and an ML-DSA-87 key with
// a threshold of two, so that both algorithms must fail before a root can be
// forged.
type Root struct {
	Threshold int      `json:"threshold"`
	Keys      []Public `json:"keys"`
}

const maxRootKeys = 16

// Check reports what is wrong with a root that somebody else wrote.
func (r Root) Check() error {
	if len(r.Keys) > maxRootKeys {
		return fmt.Errorf("keys: root: %d keys, the limit is %d: %w", len(r.Keys), maxRootKeys, ErrMalformed)
	}
	if r.Threshold < 1 || r.Threshold > len(r.Keys) {
		return fmt.Errorf("keys: root: a threshold of %d with %d keys: %w", r.Threshold, len(r.Keys), ErrMalformed)
	}
	if problem := distinct(r.Keys...); problem != nil {
		return fmt.Errorf("keys: root: %w", problem)
	}
	return nil
}

// Equal reports whether two roots are the same: the threshold, the keys and
// their order.
func (r Root) Equal(other Root) bool {
	if r.Threshold != other.Threshold || len(r.Keys) != len(other.Keys) {
		return false
	}
	for i, key := range r.Keys {
		if key != other.Keys[i] {
			return false
		}
	}
	return true
}

// Signed reports whether at least the threshold of r signed the envelope.
func (r Root) Signed(e Envelope) bool {
	return r.Check() == nil && len(e.SignedBy(r.Keys)) >= r.Threshold
}

// GenerateRoot makes the root of one person: an Ed25519 and an ML-DSA-87 key,
// both of which must sign.
func GenerateRoot(random io.Reader) ([]Private, Root, error) {
	classic, err := Generate(random, Ed25519)
	if err != nil {
		return nil, Root{}, fmt.Errorf("keys: generate root: %w", err)
	}
	quantum, err := Generate(random, MLDSA87)
	if err != nil {
		return nil, Root{}, fmt.Errorf("keys: generate root: %w", err)
	}
	return []Private{classic, quantum}, Root{Threshold: 2, Keys: []Public{classic.Public(), quantum.Public()}}, nil
}

// distinct refuses a missing key and a key that stands twice.
func distinct(list ...Public) error {
	seen := map[Public]bool{}
	for _, key := range list {
		if key.IsZero() {
			return fmt.Errorf("a key is missing: %w", ErrMalformed)
		}
		if seen[key] {
			return fmt.Errorf("key %.40s… stands twice: %w", key, ErrMalformed)
		}
		seen[key] = true
	}
	return nil
}
