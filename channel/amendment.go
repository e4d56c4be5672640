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
