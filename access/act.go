package access

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"entente/keys"
)

const actDomain = "entente act 1\n"

// An Act is a person's signature under one leaf. What is signed is
//
//	"entente act 1\n" ‖ length[1] ‖ verb ‖ leaf[33] ‖ mandate hash[32] ‖ random[32]
//
// The random bytes are drawn where the key is, so that two acts on one leaf
// differ.
type Act struct {
	Verb      Verb
	Leaf      [33]byte // record.Leaf
	Mandate   [32]byte // hash of the mandate's envelope
	Random    [32]byte
	Key       keys.Public // the holder's or a deputy's
	Signature []byte
}

// Message is the exact bytes that the key signs.
func (a Act) Message() []byte {
	var m bytes.Buffer
	m.WriteString(actDomain)
	m.WriteByte(byte(len(a.Verb)))
	m.WriteString(string(a.Verb))
	m.Write(a.Leaf[:])
	m.Write(a.Mandate[:])
	m.Write(a.Random[:])
	return m.Bytes()
}

// Sign lets a holder act on a leaf under a mandate. It does not ask whether the
// mandate allows it: Verify does, for everyone.
func Sign(random io.Reader, holder keys.Private, verb Verb, leaf [33]byte, mandate keys.Envelope) (Act, error) {
	a := Act{Verb: verb, Leaf: leaf, Mandate: mandate.Hash(), Key: holder.Public()}
	if !verb.Known() {
		return Act{}, fmt.Errorf("access: sign act: verb %.40q is not known", verb)
	}
	if _, err := io.ReadFull(random, a.Random[:]); err != nil {
		return Act{}, fmt.Errorf("access: sign act: %w", err)
	}
	signature, err := holder.Sign(a.Message())
	if err != nil {
		return Act{}, fmt.Errorf("access: sign act: %w", err)
	}
	a.Signature = signature
	return a, nil
}

// A Claim is what an act is said to have done, by what its verifier knows
// without the act.
type Claim struct {
	Verb    Verb
	Leaf    [33]byte
	Channel [16]byte // record.ChannelID of the ledger that the leaf is in
	At      time.Time
}

var (
	// ErrOtherAct says that an act is about another leaf, verb or mandate.
	ErrOtherAct = errors.New("the act is about something else")
	// ErrNotMandated says that the mandate does not allow this act to this key in
	// this channel.
	ErrNotMandated = errors.New("the mandate does not allow it")
	// ErrTerm says that the act is not within the mandate's term.
	ErrTerm = errors.New("not within the term of the mandate")
	// ErrForged says that an act's signature does not verify.
	ErrForged = errors.New("the signature does not verify")
)

// A Signer is who acted, and under which mandate.
type Signer struct {
	Holder  string // the pseudonym of whose key signed
	Key     keys.Public
	Mandate Mandate
}

// Deputy reports whether a deputy signed in the holder's place.
func (s Signer) Deputy() bool { return s.Key != s.Mandate.Key }

// Independent reports whether two acts were done by two persons: neither of the
// two, nor whom they stand for, is named in the mandate of the other, be it by
// pseudonym or by key.
func (s Signer) Independent(other Signer) bool {
	return !other.Mandate.names(s.Holder, s.Key) && !other.Mandate.names(s.Mandate.Holder, s.Mandate.Key) &&
		!s.Mandate.names(other.Holder, other.Key) && !s.Mandate.names(other.Mandate.Holder, other.Mandate.Key)
}

// Verify answers who did what is claimed, for the partner of this manifest.
// claim.At is a time that the verifier can defend: nothing in an act says when
// it was.
func Verify(a Act, mandate keys.Envelope, manifest keys.Manifest, claim Claim) (Signer, error) {
	refused := func(reason error) (Signer, error) {
		return Signer{}, fmt.Errorf("access: verify %.20s by %s: %w", a.Verb, manifest.Partner, reason)
	}
	m, err := OpenMandate(mandate, manifest)
	if err != nil {
		return refused(err)
	}
	if a.Verb != claim.Verb || a.Leaf != claim.Leaf || a.Mandate != mandate.Hash() {
		return refused(ErrOtherAct)
	}
	holder, named := m.keys()[a.Key]
	if !named || !m.Allows(claim.Verb, claim.Channel) {
		return refused(ErrNotMandated)
	}
	if !m.Holds(claim.At) {
		return refused(fmt.Errorf("at %s: %w", claim.At.UTC().Format(time.RFC3339), ErrTerm))
	}
	if !a.Key.Verify(a.Message(), a.Signature) {
		return refused(ErrForged)
	}
	return Signer{Holder: holder, Key: a.Key, Mandate: m}, nil
}

// Allows reports whether the mandate is for this act in this channel.
func (m Mandate) Allows(verb Verb, channel [16]byte) bool {
	if m.Channel != "" && m.Channel != keys.EncodeID(channel) {
		return false
	}
	for _, act := range m.Acts {
		if act == verb {
			return true
		}
	}
	return false
}

// Holds reports whether a time is within the mandate's term, in whole seconds
// and both ends included.
func (m Mandate) Holds(at time.Time) bool {
	second := at.Unix()
	return second >= m.NotBefore.Unix() && second <= m.NotAfter.Unix()
}
