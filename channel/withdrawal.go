package channel

import (
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"entente/record"
)

// WithdrawalReason is why parts are taken back.
type WithdrawalReason string

// The reasons that an order can give.
const (
	Spillage WithdrawalReason = "spillage" // it was never to be here
	Mistake  WithdrawalReason = "error"
	Privacy  WithdrawalReason = "privacy" // of a person
	Court    WithdrawalReason = "court"
)

// WithdrawalReasons are all of them, in the order in which forms offer them.
var WithdrawalReasons = []WithdrawalReason{Spillage, Mistake, Privacy, Court}

// A Withdrawal orders that parts of entries be withdrawn by everybody who holds
// them. It has no effect before its acts. docs/formats/channel.md.
type Withdrawal struct {
	Reason  WithdrawalReason   `json:"reason"`
	Targets []WithdrawalTarget `json:"targets"`
	Follows record.Leaf        `json:"follows,omitzero"` // the order or request of this channel that it answers
}

// A WithdrawalTarget is one entry, and which of its parts are to go.
type WithdrawalTarget struct {
	Origin string      `json:"origin"`
	Index  int64       `json:"index"`
	Leaf   record.Leaf `json:"leaf"`
	Parts  []int       `json:"parts"` // from 2 on, ascending
}

// Limits on orders.
const (
	MaxWithdrawalTargets = 1024
	maxOriginBytes       = 200
	firstWithdrawable    = 2 // label and header stay: proofs are read by them
)

// ErrWithdrawal says that an entry is no order to withdraw, though it says so.
var ErrWithdrawal = errors.New("not an order to withdraw")

// Encode writes the body of the entry.
func (w Withdrawal) Encode() ([]byte, error) {
	if err := w.check(); err != nil {
		return nil, fmt.Errorf("channel: encode an order to withdraw: %w", err)
	}
	return json.Marshal(w, json.Deterministic(true))
}

// DecodeWithdrawal reads the body of an entry that somebody else wrote. Whether
// its writer may order this is for HolderOf to say.
func DecodeWithdrawal(body []byte) (w Withdrawal, err error) {
	if err := json.Unmarshal(body, &w); err != nil {
		return Withdrawal{}, fmt.Errorf("channel: read an order to withdraw: %v: %w", err, ErrWithdrawal)
	}
	if err := w.check(); err != nil {
		return Withdrawal{}, fmt.Errorf("channel: read an order to withdraw: %w", err)
	}
	return w, nil
}

func (w Withdrawal) check() error {
	if !slices.Contains(WithdrawalReasons, w.Reason) {
		return fmt.Errorf("reason %.40q: %w", w.Reason, ErrWithdrawal)
	}
	if len(w.Targets) == 0 || len(w.Targets) > MaxWithdrawalTargets {
		return fmt.Errorf("%d targets, expected 1 to %d: %w", len(w.Targets), MaxWithdrawalTargets, ErrWithdrawal)
	}
	named := make(map[record.Leaf]bool, len(w.Targets))
	for i, t := range w.Targets {
		if err := t.check(); err != nil {
			return fmt.Errorf("target %d: %w", i, err)
		}
		if named[t.Leaf] {
			return fmt.Errorf("target %d stands twice: %w", i, ErrWithdrawal)
		}
		named[t.Leaf] = true
	}
	return nil
}

func (t WithdrawalTarget) check() error {
	switch {
	case t.Origin == "" || len(t.Origin) > maxOriginBytes || t.Index < 0 || t.Leaf.IsZero():
		return fmt.Errorf("entry %d of %.40q: %w", t.Index, t.Origin, ErrWithdrawal)
	case len(t.Parts) == 0 || len(t.Parts) > record.MaxParts:
		return fmt.Errorf("%d parts: %w", len(t.Parts), ErrWithdrawal)
	}
	before := firstWithdrawable - 1
	for _, part := range t.Parts {
		if part <= before || part >= record.MaxParts {
			return fmt.Errorf("part %d: labels and headers stay, and each other part stands once, in order: %w", part, ErrWithdrawal)
		}
		before = part
	}
	return nil
}
