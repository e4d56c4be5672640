package keys

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"filippo.io/mldsa"
)

// An Algorithm names a signature scheme as it stands before a key's text.
type Algorithm string

// The algorithms that a key may have. ML-DSA is FIPS 204, Ed25519 RFC 8032.
const (
	Ed25519 Algorithm = "ed25519"
	MLDSA44 Algorithm = "ml-dsa-44"
	MLDSA87 Algorithm = "ml-dsa-87"
)

// ErrMalformed says that bytes from outside are not what they claim to be.
var ErrMalformed = errors.New("malformed")

func (a Algorithm) parameters() mldsa.Parameters {
	if a == MLDSA87 {
		return mldsa.MLDSA87()
	}
	return mldsa.MLDSA44()
}

func (a Algorithm) publicSize() int {
	switch a {
	case Ed25519:
		return ed25519.PublicKeySize
	case MLDSA44:
		return mldsa.MLDSA44PublicKeySize
	case MLDSA87:
		return mldsa.MLDSA87PublicKeySize
	}
	return -1
}

// A Public is a public key with its algorithm. Values can be compared with ==
// and be keys of a map; the zero value is no key and verifies nothing.
type Public struct{ text string }

// ParsePublic reads "ed25519:…", "ml-dsa-44:…" or "ml-dsa-87:…" with the key in
// standard base64. A key has one text: any other spelling is refused.
func ParsePublic(text string) (Public, error) {
	name, encoded, _ := strings.Cut(text, ":")
	algorithm := Algorithm(name)
	size := algorithm.publicSize()
	if size < 0 {
		return Public{}, fmt.Errorf("keys: public key %.40q: algorithm not known: %w", text, ErrMalformed)
	}
	if len(encoded) != base64.StdEncoding.EncodedLen(size) {
		return Public{}, fmt.Errorf("keys: public key %.40q: wrong length: %w", text, ErrMalformed)
	}
	raw, err := decode64(encoded)
	if err != nil || len(raw) != size {
		return Public{}, fmt.Errorf("keys: public key %.40q: not base64 of %d bytes: %w", text, size, ErrMalformed)
	}
	if algorithm == Ed25519 && weakPoint([32]byte(raw)) {
		return Public{}, fmt.Errorf("keys: public key %.60q: a point of small order: %w", text, ErrMalformed)
	}
	return Public{text}, nil
}

func newPublic(algorithm Algorithm, raw []byte) Public {
	return Public{string(algorithm) + ":" + base64.StdEncoding.EncodeToString(raw)}
}

func (p Public) String() string { return p.text }

// IsZero reports whether p is no key.
func (p Public) IsZero() bool { return p.text == "" }

// Algorithm is the scheme that p verifies.
func (p Public) Algorithm() Algorithm {
	name, _, _ := strings.Cut(p.text, ":")
	return Algorithm(name)
}

// Bytes is the encoding that the algorithm's own standard gives the key.
func (p Public) Bytes() []byte {
	_, encoded, _ := strings.Cut(p.text, ":")
	raw, _ := decode64(encoded) // text was checked when p was made
	return raw
}

// KeyID is the short name of a key in an envelope: it says which of the trusted
// keys to try and proves nothing.
func (p Public) KeyID() string { return hashText(sha256.Sum256([]byte(p.text))) }

// MarshalText writes the text that ParsePublic reads.
func (p Public) MarshalText() ([]byte, error) { return []byte(p.text), nil }

// UnmarshalText is ParsePublic.
func (p *Public) UnmarshalText(text []byte) error {
	parsed, err := ParsePublic(string(text))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}

// Verify reports whether sig is p's signature of exactly this message.
func (p Public) Verify(message, sig []byte) bool {
	switch algorithm := p.Algorithm(); algorithm {
	case Ed25519:
		return ed25519.Verify(p.Bytes(), message, sig)
	case MLDSA44, MLDSA87:
		key, err := mldsa.NewPublicKey(algorithm.parameters(), p.Bytes())
		return err == nil && mldsa.Verify(key, message, sig, nil) == nil
	}
	return false
}

// weakPoint finds Ed25519 keys with which one signature fits many messages:
// points of small order, and encodings that are not canonical. A partner with
// such a key could later claim to have signed something else.
func weakPoint(key [32]byte) bool {
	key[31] &= 0x7f // the sign of x
	switch hex.EncodeToString(key[:]) {
	case "0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f":
		return true
	}
	// y ≥ p = 2^255 − 19
	for _, b := range key[1:31] {
		if b != 0xff {
			return false
		}
	}
	return key[31] == 0x7f && key[0] >= 0xed
}

func signatureSize(n int) bool {
	return n == ed25519.SignatureSize || n == mldsa.MLDSA44SignatureSize || n == mldsa.MLDSA87SignatureSize
}
