package keys

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/mldsa"
)

// A Private is a signing key. It prints as the id of its public key; the secret
// leaves this package only into a key file.
type Private struct {
	public  Public
	seed    [32]byte // RFC 8032 and FIPS 204 both begin from 32 bytes
	classic ed25519.PrivateKey
	quantum *mldsa.PrivateKey
}

// Generate draws a new key.
func Generate(random io.Reader, algorithm Algorithm) (Private, error) {
	var seed [32]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return Private{}, fmt.Errorf("keys: generate %s key: %w", algorithm, err)
	}
	return FromSeed(algorithm, seed)
}

// FromSeed makes the one key that a seed of 32 bytes stands for.
func FromSeed(algorithm Algorithm, seed [32]byte) (Private, error) {
	p := Private{seed: seed}
	switch algorithm {
	case Ed25519:
		p.classic = ed25519.NewKeyFromSeed(seed[:])
		p.public = newPublic(algorithm, p.classic.Public().(ed25519.PublicKey))
	case MLDSA44, MLDSA87:
		quantum, err := mldsa.NewPrivateKey(algorithm.parameters(), seed[:])
		if err != nil {
			return Private{}, fmt.Errorf("keys: %s key from seed: %w", algorithm, err)
		}
		p.quantum = quantum
		p.public = newPublic(algorithm, quantum.PublicKey().Bytes())
	default:
		return Private{}, fmt.Errorf("keys: generate key: algorithm %.40q is not known", algorithm)
	}
	return p, nil
}

// Public is the key that verifies what p signs.
func (p Private) Public() Public { return p.public }

// IsZero reports whether p is no key.
func (p Private) IsZero() bool { return p.public.IsZero() }

// Sign signs the message itself, not a digest of it. ML-DSA signatures differ
// from call to call; all of them verify.
func (p Private) Sign(message []byte) ([]byte, error) {
	switch {
	case p.classic != nil:
		return ed25519.Sign(p.classic, message), nil
	case p.quantum != nil:
		sig, err := p.quantum.Sign(nil, message, nil)
		if err != nil {
			return nil, fmt.Errorf("keys: sign: %w", err)
		}
		return sig, nil
	}
	return nil, errors.New("keys: sign: no key")
}

// Format keeps the secret out of logs, whatever the verb.
func (p Private) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "private key of %s", p.public.KeyID())
}

// secret and parseSecret are the text of a private key in a key file.
func (p Private) secret() string {
	return string(p.public.Algorithm()) + ":" + encode64(p.seed[:])
}

func parseSecret(text string) (Private, error) {
	name, encoded, _ := strings.Cut(text, ":")
	seed, err := decode64(encoded)
	if err != nil || len(seed) != 32 {
		return Private{}, fmt.Errorf("not a private key: %w", ErrMalformed)
	}
	return FromSeed(Algorithm(name), [32]byte(seed))
}
