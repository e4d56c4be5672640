package channel

import (
	"errors"
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"entente/record"
)

// WithdrawalState is what became of a target at one receiver.
type WithdrawalState string

// The answers that a receiver can give.
const (
	Purged   WithdrawalState = "purged"   // no byte of it is left
	Retained WithdrawalState = "retained" // a law, which is named, forbids to destroy it
	Cannot   WithdrawalState = "cannot"   // not before the date that is given
)

var withdrawalStates = []WithdrawalState{Purged, Retained, Cannot}

// A WithdrawalReceipt answers an order, target by target. A later one replaces
// what an earlier one said of the same target.
type WithdrawalReceipt struct {
	Order   record.Leaf        `json:"order"`
	Answers []WithdrawalAnswer `json:"answers"`
	Rule    int                `json:"rule"`
}

// A WithdrawalAnswer is what became of one target.
type WithdrawalAnswer struct {
	Target int             `json:"target"` // its position in the order, from 0
	State  WithdrawalState `json:"state"`
	Law    string          `json:"law,omitempty"`  // with retained
	Until  record.Date     `json:"until,omitzero"` // with cannot
}

// WithdrawalRule is what "purged" says: no byte of the part is in the database,
// its log, free pages, indexes, exports that wait, and backups whose keys the
// node holds.
const WithdrawalRule = 1

// MaxLawBytes bounds the name of a law.
const MaxLawBytes = 400

// ErrReceipt says that an entry answers no order in a way that can be read.
var ErrReceipt = errors.New("not a receipt of an order to withdraw")

// Encode writes the body of the entry.
func (r WithdrawalReceipt) Encode() ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("channel: encode a receipt of an order: %w", err)
	}
	return json.Marshal(r, json.Deterministic(true))
}

// DecodeWithdrawalReceipt reads the body of an entry that somebody else wrote.
func DecodeWithdrawalReceipt(body []byte) (r WithdrawalReceipt, err error) {
	if err := json.Unmarshal(body, &r); err != nil {
		return WithdrawalReceipt{}, fmt.Errorf("channel: read a receipt of an order: %v: %w", err, ErrReceipt)
	}
	if err := r.check(); err != nil {
		return WithdrawalReceipt{}, fmt.Errorf("channel: read a receipt of an order: %w", err)
	}
	return r, nil
}

func (r WithdrawalReceipt) check() error {
	switch {
	case r.Order.IsZero():
		return fmt.Errorf("of no order: %w", ErrReceipt)
	case len(r.Answers) == 0 || len(r.Answers) > MaxWithdrawalTargets:
		return fmt.Errorf("%d answers: %w", len(r.Answers), ErrReceipt)
	case r.Rule != WithdrawalRule:
		return fmt.Errorf("by rule %d, which this version does not know: %w", r.Rule, ErrReceipt)
	}
	answered := make(map[int]bool, len(r.Answers))
	for _, a := range r.Answers {
		if err := a.check(); err != nil {
			return err
		}
		if answered[a.Target] {
			return fmt.Errorf("target %d is answered twice: %w", a.Target, ErrReceipt)
		}
		answered[a.Target] = true
	}
	return nil
}

func (a WithdrawalAnswer) check() error {
	switch {
	case a.Target < 0 || a.Target >= MaxWithdrawalTargets || !slices.Contains(withdrawalStates, a.State):
		return fmt.Errorf("target %d is %.40q: %w", a.Target, a.State, ErrReceipt)
	case (a.State == Retained) != (a.Law != "") || !plainLine(a.Law, MaxLawBytes):
		return fmt.Errorf("target %d is %s: a law is named with %s, and only then: %w", a.Target, a.State, Retained, ErrReceipt)
	case (a.State == Cannot) != (a.Until.Precision() == record.ToDay) || (a.State != Cannot && !a.Until.IsZero()):
		return fmt.Errorf("target %d is %s: a day is named with %s, and only then: %w", a.Target, a.State, Cannot, ErrReceipt)
	}
	return nil
}

// plainLine reports whether a text is one line that can be shown as it is.
func plainLine(text string, most int) bool {
	if len(text) > most || !utf8.ValidString(text) {
		return false
	}
	for _, r := range text {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return false
		}
	}
	return true
}

// A WithdrawalRequest asks a partner whose entry quotes a target for an order of
// its own.
type WithdrawalRequest struct {
	Order  record.Leaf `json:"order"`
	Quoted EntryPlace  `json:"quoted"`
}

// An EntryPlace names one entry by where it stands and what it is.
type EntryPlace struct {
	Origin string      `json:"origin"`
	Index  int64       `json:"index"`
	Leaf   record.Leaf `json:"leaf"`
}

// A RequestRefusal is the other answer to a request. docs/formats/channel.md, "Pens".
type RequestRefusal struct {
	Request record.Leaf `json:"request"`
}

// ErrRequest says that an entry asks for nothing in a way that can be read.
var ErrRequest = errors.New("not a request for an order to withdraw")

// Encode writes the body of the entry.
func (r WithdrawalRequest) Encode() ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("channel: encode a request: %w", err)
	}
	return json.Marshal(r, json.Deterministic(true))
}

// DecodeWithdrawalRequest reads the body of an entry that somebody else wrote.
func DecodeWithdrawalRequest(body []byte) (r WithdrawalRequest, err error) {
	if err := json.Unmarshal(body, &r); err != nil {
		return WithdrawalRequest{}, fmt.Errorf("channel: read a request: %v: %w", err, ErrRequest)
	}
	if err := r.check(); err != nil {
		return WithdrawalRequest{}, fmt.Errorf("channel: read a request: %w", err)
	}
	return r, nil
}

func (r WithdrawalRequest) check() error {
	if q := r.Quoted; r.Order.IsZero() || q.Origin == "" || len(q.Origin) > maxOriginBytes || q.Index < 0 || q.Leaf.IsZero() {
		return fmt.Errorf("entry %d of %.40q: %w", q.Index, q.Origin, ErrRequest)
	}
	return nil
}

// Encode writes the body of the entry.
func (r RequestRefusal) Encode() ([]byte, error) {
	if r.Request.IsZero() {
		return nil, fmt.Errorf("channel: encode a refusal: of no request: %w", ErrRequest)
	}
	return json.Marshal(r, json.Deterministic(true))
}

// DecodeRequestRefusal reads the body of a refusal that is one of a request.
func DecodeRequestRefusal(body []byte) (r RequestRefusal, err error) {
	if err := json.Unmarshal(body, &r); err != nil || r.Request.IsZero() {
		return RequestRefusal{}, fmt.Errorf("channel: read a refusal: %w", ErrRequest)
	}
	return r, nil
}
