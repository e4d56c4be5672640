package keys

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
)

// A Salt makes a commitment hiding: without it the commitment says nothing
// about the content, however easily the content could be guessed. Destroying
// the salt together with the content is what a withdrawal rests on.
type Salt [32]byte

// A Commitment binds its maker to content without showing it.
type Commitment [32]byte

// NewSalt draws a fresh salt.
func NewSalt(random io.Reader) (Salt, error) {
	var s Salt
	if _, err := io.ReadFull(random, s[:]); err != nil {
		return Salt{}, fmt.Errorf("keys: draw a salt: %w", err)
	}
	return s, nil
}

// Commit computes HMAC-SHA-256(salt, domain ‖ message…). The domain keeps two
// uses from ever producing the same commitment; callers make the message
// pieces self-delimiting. RFC 2104.
func Commit(salt Salt, domain string, message ...[]byte) Commitment {
	mac := hmac.New(sha256.New, salt[:])
	io.WriteString(mac, domain)
	for _, piece := range message {
		mac.Write(piece)
	}
	return Commitment(mac.Sum(nil))
}

// Equal compares in constant time.
func (c Commitment) Equal(other Commitment) bool { return hmac.Equal(c[:], other[:]) }
