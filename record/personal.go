package record

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ErrPersonalMissing says that a revision cannot be written because a personal
// value of the one before is not here: writing on would lose it silently.
var ErrPersonalMissing = errors.New("a personal value is not held here")

// Personal is a value about a person. It does not stand in the body: the body
// says only which part of the entry holds it, {"part": 3}, so that it can be
// withdrawn alone while every proof still holds. A value that was withdrawn
// stays {"withdrawn": true} in later revisions and never comes back by itself.
type Personal[T any] struct {
	value T
	state PartState
	part  int // of the entry it was read from
}

// PersonalValue is a value to be written.
func PersonalValue[T any](value T) Personal[T] {
	return Personal[T]{value: value, state: Present}
}

// Get returns the value if it is here.
func (p Personal[T]) Get() (value T, here bool) { return p.value, p.state == Present }

// State says what this node has of the value. A value that nobody gave is
// Pending and IsZero.
func (p Personal[T]) State() PartState { return p.state }

// IsZero reports that nobody gave a value.
func (p Personal[T]) IsZero() bool { return p.part == 0 && p.state == Pending }

type personalWire struct {
	Part      int  `json:"part,omitzero"`
	Withdrawn bool `json:"withdrawn,omitzero"`
}

// MarshalJSONTo writes where the value stands. A new value has no place until
// its kind encodes it.
func (p Personal[T]) MarshalJSONTo(to *jsontext.Encoder) error {
	switch {
	case p.state == Withdrawn:
		return json.MarshalEncode(to, personalWire{Withdrawn: true})
	case p.part == 0:
		return fmt.Errorf("record: a personal value is written by its kind's Encode")
	}
	return json.MarshalEncode(to, personalWire{Part: p.part})
}

// UnmarshalJSONFrom reads where the value stands, not the value.
func (p *Personal[T]) UnmarshalJSONFrom(from *jsontext.Decoder) error {
	var wire personalWire
	if err := json.UnmarshalDecode(from, &wire); err != nil {
		return err
	}
	*p = Personal[T]{part: wire.Part}
	if wire.Withdrawn {
		p.state = Withdrawn
	}
	return nil
}

// personalField is what a kind asks of any *Personal[T].
type personalField interface {
	held() (PartState, int)
	inside() any // *T
	isHere() bool
	take(content []byte, state PartState)
	begin()
	clear()
}

func (p *Personal[T]) held() (PartState, int) { return p.state, p.part }
func (p *Personal[T]) inside() any            { return &p.value }
func (p *Personal[T]) isHere() bool           { return p.state == Present }
func (p *Personal[T]) begin()                 { *p = Personal[T]{state: Present} }
func (p *Personal[T]) clear()                 { *p = Personal[T]{} }

// take reads the content of the part. Content that opens its commitment but is
// no such value is not shown as one; the state says so.
func (p *Personal[T]) take(content []byte, state PartState) {
	p.state = state
	if state != Present {
		return
	}
	var value T
	if err := json.Unmarshal(content, &value); err != nil {
		p.state = Rejected
		return
	}
	p.value = value
}

func personalAt(v reflect.Value) personalField {
	return v.Addr().Interface().(personalField)
}
