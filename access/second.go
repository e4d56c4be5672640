package access

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"time"
)

// ApprovalLife is how long a second person may take, and how long what they
// approved may wait to be done.
const ApprovalLife = 24 * time.Hour

var (
	// ErrSamePerson says that a second person is the first: the same account, or
	// another account of the same human.
	ErrSamePerson = errors.New("access: approved by the person who proposed it")
	// ErrDeputy says that one of two persons stands in for the other.
	ErrDeputy = errors.New("access: approved by a deputy of the person who proposed it, or by whom they stand in for")
	// ErrTooLate says that a proposal is older than it may be.
	ErrTooLate = errors.New("access: proposed more than a day ago")
	// ErrChanged says that what is to be done is not what was approved.
	ErrChanged = errors.New("access: not what was proposed")
)

// A Proposed is a deed that needs two persons.
type Proposed struct {
	Hash [32]byte // of the deed over its text, label and target (HashDeed)
	By   Account
	At   time.Time
}

// Second reports, by a nil error, that somebody may approve at a time what was
// proposed: a second human, neither the deputy of the first nor the other way
// round, nor another account of the first, for the same deed, within a day.
// Whether they may read what they approve is decided before.
func (p Proposed) Second(second Account, hash [32]byte, at time.Time) error {
	switch {
	case hash != p.Hash:
		return ErrChanged
	case SameHuman(second, p.By):
		return ErrSamePerson
	case standsInFor(second, p.By) || standsInFor(p.By, second):
		return ErrDeputy
	case at.Before(p.At) || at.Sub(p.At) >= ApprovalLife:
		return ErrTooLate
	case second.Disabled || p.By.Disabled:
		return ErrAccount
	}
	return nil
}

// SameHuman reports that two accounts are of one human, as far as a node can say:
// the same account, or one under the same name.
func SameHuman(a, b Account) bool { return a.ID == b.ID || sameName(a.Name, b.Name) }

// sameName compares names as people write them. Two humans of one name are
// refused too; one of them is to be told apart in their account.
func sameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// standsInFor reports that one is a deputy in an office that the other holds.
func standsInFor(deputy, holder Account) bool {
	return slices.ContainsFunc(deputy.Offices, func(own Office) bool {
		return own.Deputy && slices.ContainsFunc(holder.Offices, func(held Office) bool { return !held.Deputy && held.Code == own.Code })
	})
}

// HashDeed is what two persons agree on: every part of it, in order, with its
// length before it, so that no two deeds have the same bytes.
func HashDeed(deed string, parts ...[]byte) [32]byte {
	h := sha256.New()
	for _, part := range append([][]byte{[]byte("entente deed 1"), []byte(deed)}, parts...) {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		h.Write(length[:])
		h.Write(part)
	}
	return [32]byte(h.Sum(nil))
}
