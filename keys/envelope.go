package keys

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
)

// An Envelope is a statement with the signatures under it. The signatures are
// over the payload's exact bytes and over what kind of statement it is, so
// nothing is re-encoded to be verified and a mandate cannot pass as a manifest.
// DSSE v1: https://github.com/secure-systems-lab/dsse
type Envelope struct {
	PayloadType string
	Payload     []byte
	Signatures  []Signature
}

// A Signature is one signature of an envelope. KeyID only says which key to
// try.
type Signature struct {
	KeyID string
	Sig   []byte
}

// Limits on an envelope.
const (
	MaxEnvelopeBytes = 1 << 20
	MaxSignatures    = 512
)

// ErrSigned says that a key has signed an envelope already.
var ErrSigned = errors.New("this key has signed already")

var payloadTypes = regexp.MustCompile(`^[a-z0-9.+-]+/[a-z0-9.+-]+$`)

// SignStatement makes an envelope. payloadType is a media type of ours.
func SignStatement(payloadType string, payload []byte, signers ...Private) (Envelope, error) {
	if len(payloadType) > 100 || !payloadTypes.MatchString(payloadType) {
		return Envelope{}, fmt.Errorf("keys: sign statement: %.60q is not a media type", payloadType)
	}
	if len(payload) == 0 || len(payload) > MaxEnvelopeBytes/2 {
		return Envelope{}, fmt.Errorf("keys: sign %s: a payload of %d bytes", payloadType, len(payload))
	}
	return Envelope{PayloadType: payloadType, Payload: payload}.AddSignatures(signers...)
}

// AddSignatures returns the envelope with further signatures below those that
// it has.
func (e Envelope) AddSignatures(signers ...Private) (Envelope, error) {
	if n := len(e.Signatures) + len(signers); n < 1 || n > MaxSignatures {
		return Envelope{}, fmt.Errorf("keys: sign %s: %d signatures, expected 1 to %d", e.PayloadType, n, MaxSignatures)
	}
	message := e.message()
	e.Signatures = append([]Signature{}, e.Signatures...)
	for _, signer := range signers {
		id := signer.Public().KeyID()
		for _, s := range e.Signatures {
			if s.KeyID == id {
				return Envelope{}, fmt.Errorf("keys: sign %s with %s: %w", e.PayloadType, id, ErrSigned)
			}
		}
		sig, err := signer.Sign(message)
		if err != nil {
			return Envelope{}, fmt.Errorf("keys: sign %s: %w", e.PayloadType, err)
		}
		e.Signatures = append(e.Signatures, Signature{KeyID: id, Sig: sig})
	}
	return e, nil
}

// message is DSSE's pre-authentication encoding: what is signed.
func (e Envelope) message() []byte {
	m := fmt.Appendf(nil, "DSSEv1 %d %s %d ", len(e.PayloadType), e.PayloadType, len(e.Payload))
	return append(m, e.Payload...)
}

// Hash names the statement. It does not cover the signatures: more of them do
// not make another statement.
func (e Envelope) Hash() [32]byte { return sha256.Sum256(e.message()) }

// HashText is Hash as "sha256:" and hexadecimal digits.
func (e Envelope) HashText() string { return hashText(e.Hash()) }

// SignedBy returns those of the trusted keys whose signature verifies, each
// once. Signatures of other keys count for nothing and do no harm.
func (e Envelope) SignedBy(trusted []Public) []Public {
	message := e.message()
	byID := map[string][]byte{}
	for _, s := range e.Signatures {
		byID[s.KeyID] = s.Sig
	}
	var signed []Public
	seen := map[Public]bool{}
	for _, key := range trusted {
		sig, found := byID[key.KeyID()]
		if found && !seen[key] && key.Verify(message, sig) {
			signed = append(signed, key)
		}
		seen[key] = true
	}
	return signed
}

// IsZero reports whether e is no envelope.
func (e Envelope) IsZero() bool {
	return e.PayloadType == "" && len(e.Payload) == 0 && len(e.Signatures) == 0
}
