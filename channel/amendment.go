package channel

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/record"
)

// An Amendment is a whole text proposed to whoever holds the pen of a record.
// docs/formats/channel.md.
type Amendment struct {
	Of     record.Ref     `json:"of"`
	Base   record.Leaf    `json:"base"` // of the revision that it was made from
	Schema int            `json:"schema"`
	Body   jsontext.Value `json:"body"`
}

// ErrAmendment says that an entry is no amendment, though it says that it is.
var ErrAmendment = errors.New("not an amendment")

// Encode writes the body of the entry.
func (a Amendment) Encode() ([]byte, error) {
	if err := a.check(); err != nil {
		return nil, fmt.Errorf("channel: encode an amendment of %s: %w", a.Of, err)
	}
	return json.Marshal(a, json.Deterministic(true))
}

// DecodeAmendment reads the body of an entry that somebody else wrote. What its
// own body says is for its kind to judge.
func DecodeAmendment(body []byte) (a Amendment, err error) {
	if err := json.Unmarshal(body, &a); err != nil {
		return Amendment{}, fmt.Errorf("channel: read an amendment: %v: %w", err, ErrAmendment)
	}
	if err := a.check(); err != nil {
		return Amendment{}, fmt.Errorf("channel: read an amendment: %w", err)
	}
	return a, nil
}

func (a Amendment) check() error {
	switch {
	case a.Of.IsZero() || a.Of.ID.IsZero() || a.Of.Kind == "":
		return fmt.Errorf("of which record is not said: %w", ErrAmendment)
	case Reserved(a.Of.Kind):
		return fmt.Errorf("of a %s: %w", a.Of.Kind, ErrReserved)
	case a.Base.IsZero():
		return fmt.Errorf("from which revision is not said: %w", ErrAmendment)
	case a.Schema < 1:
		return fmt.Errorf("schema %d is below 1: %w", a.Schema, ErrAmendment)
	case a.Body.Kind() != '{':
		return fmt.Errorf("its text is no object: %w", ErrAmendment)
	}
	return nil
}

// A Refusal is the answer of a pen-holder that does not take an amendment.
type Refusal struct {
	Of        record.Ref  `json:"record"`
	Amendment record.Leaf `json:"amendment"`
	Reason    record.Text `json:"reason"`
}

// Limits on the reason of a refusal.
const maxReasonBytes = 4000

// ErrRefusal says that an entry refuses no amendment in a way that can be read.
var ErrRefusal = errors.New("not a refusal of an amendment")

// Encode writes the body of the entry.
func (r Refusal) Encode() ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("channel: encode a refusal: %w", err)
	}
	return json.Marshal(r, json.Deterministic(true))
}

// DecodeRefusal reads the body of an entry that somebody else wrote.
func DecodeRefusal(body []byte) (r Refusal, err error) {
	if err := json.Unmarshal(body, &r); err != nil {
		return Refusal{}, fmt.Errorf("channel: read a refusal: %v: %w", err, ErrRefusal)
	}
	if err := r.check(); err != nil {
		return Refusal{}, fmt.Errorf("channel: read a refusal: %w", err)
	}
	return r, nil
}

func (r Refusal) check() error {
	if r.Of.ID.IsZero() || r.Of.Kind == "" || r.Amendment.IsZero() || r.Reason.IsZero() {
		return fmt.Errorf("it lacks the record, the amendment or the reason: %w", ErrRefusal)
	}
	for _, text := range r.Reason.All() {
		if len(text) > maxReasonBytes {
			return fmt.Errorf("a reason of more than %d bytes: %w", maxReasonBytes, ErrRefusal)
		}
	}
	return nil
}
