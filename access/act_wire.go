package access

import (
	"encoding/base64"
	"fmt"

	"github.com/go-json-experiment/json"

	"entente/keys"
)

// MaxActBytes bounds an encoded act.
const MaxActBytes = 16 << 10

const actFormat = "entente act 1"

// actJSON is an act in a part of an entry or in a file.
type actJSON struct {
	Format    string      `json:"format"`
	Act       Verb        `json:"act"`
	Leaf      string      `json:"leaf"`
	Mandate   string      `json:"mandate"`
	Random    string      `json:"random"`
	Key       keys.Public `json:"key"`
	Signature string      `json:"signature"`
}

var base = base64.StdEncoding.Strict()

// Encode writes the act as JSON, always in the same way.
func (a Act) Encode() []byte {
	b, _ := json.Marshal(actJSON{
		Format: actFormat, Act: a.Verb, Key: a.Key,
		Leaf: base.EncodeToString(a.Leaf[:]), Mandate: base.EncodeToString(a.Mandate[:]),
		Random: base.EncodeToString(a.Random[:]), Signature: base.EncodeToString(a.Signature),
	}, json.Deterministic(true)) // no field can fail
	return b
}

// MarshalJSON is Encode, for an act inside another document.
func (a Act) MarshalJSON() ([]byte, error) { return a.Encode(), nil }

// UnmarshalJSON is ParseAct, for an act inside another document.
func (a *Act) UnmarshalJSON(b []byte) (err error) {
	*a, err = ParseAct(b)
	return err
}

// ParseAct reads an act that somebody else signed. Verify verifies it.
func ParseAct(b []byte) (Act, error) {
	if len(b) > MaxActBytes {
		return Act{}, fmt.Errorf("access: act: %d bytes, the limit is %d: %w", len(b), MaxActBytes, ErrMalformed)
	}
	var wire actJSON
	if err := json.Unmarshal(b, &wire, json.RejectUnknownMembers(true)); err != nil {
		return Act{}, fmt.Errorf("access: act: %v: %w", err, ErrMalformed)
	}
	if wire.Format != actFormat || !wire.Act.Known() || wire.Key.IsZero() {
		return Act{}, fmt.Errorf("access: act: format %.40q, act %.40q or its key: %w", wire.Format, wire.Act, ErrMalformed)
	}
	a := Act{Verb: wire.Act, Key: wire.Key}
	for _, field := range []struct {
		into []byte
		text string
	}{{a.Leaf[:], wire.Leaf}, {a.Mandate[:], wire.Mandate}, {a.Random[:], wire.Random}} {
		raw, err := base.DecodeString(field.text)
		if err != nil || len(raw) != len(field.into) || base.EncodeToString(raw) != field.text {
			return Act{}, fmt.Errorf("access: act: %.60q is not %d bytes in base64: %w", field.text, len(field.into), ErrMalformed)
		}
		copy(field.into, raw)
	}
	signature, err := base.DecodeString(wire.Signature)
	if err != nil || len(signature) == 0 || base.EncodeToString(signature) != wire.Signature {
		return Act{}, fmt.Errorf("access: act: its signature is not base64: %w", ErrMalformed)
	}
	a.Signature = signature
	return a, nil
}
