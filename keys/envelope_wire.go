package keys

import (
	"fmt"

	"github.com/go-json-experiment/json"
)

// envelopeJSON is the form of DSSE v1 on the wire. Texts are decoded by hand,
// because JSON libraries accept more than one base64 of the same bytes.
type envelopeJSON struct {
	Payload     string          `json:"payload"`
	PayloadType string          `json:"payloadType"`
	Signatures  []signatureJSON `json:"signatures"`
}

type signatureJSON struct {
	KeyID string `json:"keyid"`
	Sig   string `json:"sig"`
}

// Encode writes the envelope as JSON, always in the same way.
func (e Envelope) Encode() []byte {
	b, _ := e.MarshalJSON() // every field is ASCII, so it cannot fail
	return b
}

// MarshalJSON is Encode, for an envelope inside another document.
func (e Envelope) MarshalJSON() ([]byte, error) {
	wire := envelopeJSON{Payload: encode64(e.Payload), PayloadType: e.PayloadType}
	for _, s := range e.Signatures {
		wire.Signatures = append(wire.Signatures, signatureJSON{s.KeyID, encode64(s.Sig)})
	}
	return json.Marshal(wire, json.Deterministic(true))
}

// ParseEnvelope reads an envelope that somebody else wrote. It verifies no
// signature: see SignedBy. DSSE tells readers to ignore members that they do
// not know; here they are refused, because no signature covers them.
func ParseEnvelope(b []byte) (Envelope, error) {
	if len(b) > MaxEnvelopeBytes {
		return Envelope{}, fmt.Errorf("keys: envelope: %d bytes, the limit is %d: %w", len(b), MaxEnvelopeBytes, ErrMalformed)
	}
	var wire envelopeJSON
	if err := json.Unmarshal(b, &wire, json.RejectUnknownMembers(true)); err != nil {
		return Envelope{}, fmt.Errorf("keys: envelope: %v: %w", err, ErrMalformed)
	}
	e, err := wire.open()
	if err != nil {
		return Envelope{}, fmt.Errorf("keys: envelope: %w", err)
	}
	return e, nil
}

// UnmarshalJSON is ParseEnvelope, for an envelope inside another document.
func (e *Envelope) UnmarshalJSON(b []byte) (err error) {
	*e, err = ParseEnvelope(b)
	return err
}

func (wire envelopeJSON) open() (Envelope, error) {
	payload, err := decode64(wire.Payload)
	if err != nil || len(payload) == 0 {
		return Envelope{}, fmt.Errorf("its payload is not base64: %w", ErrMalformed)
	}
	if len(wire.PayloadType) > 100 || !payloadTypes.MatchString(wire.PayloadType) {
		return Envelope{}, fmt.Errorf("payload type %.40q: %w", wire.PayloadType, ErrMalformed)
	}
	if n := len(wire.Signatures); n < 1 || n > MaxSignatures {
		return Envelope{}, fmt.Errorf("%d signatures, expected 1 to %d: %w", n, MaxSignatures, ErrMalformed)
	}
	e := Envelope{PayloadType: wire.PayloadType, Payload: payload}
	seen := map[string]bool{}
	for i, s := range wire.Signatures {
		if _, err := parseHash(s.KeyID); err != nil || seen[s.KeyID] {
			return Envelope{}, fmt.Errorf("signature %d: keyid %.80q: %w", i, s.KeyID, ErrMalformed)
		}
		seen[s.KeyID] = true
		sig, err := decode64(s.Sig)
		if err != nil || !signatureSize(len(sig)) {
			return Envelope{}, fmt.Errorf("signature %d is of no known algorithm: %w", i, ErrMalformed)
		}
		e.Signatures = append(e.Signatures, Signature{KeyID: s.KeyID, Sig: sig})
	}
	return e, nil
}
