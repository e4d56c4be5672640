package access

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"

	"entente/keys"
)

const (
	actFormat = "entente act 1"
	actDomain = "entente act 1\n"
	// MaxActBytes bounds an encoded act.
	MaxActBytes = 16 << 10
)

// An Act is a person's signature under one leaf. What is signed is
//
//	"entente act 1\n" ‖ length[1] ‖ verb ‖ leaf[33] ‖ mandate hash[32] ‖ random[32]
//
// The random bytes come from whoever asks for the signature, so that two acts
// on one leaf differ and none can be prepared in advance.
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

// Verify answers which holder did what is claimed, for the partner of this
// manifest. claim.At is a time that the verifier can defend, such as the first
// foreign receipt of the leaf: nothing in an act says when it was.
func Verify(a Act, mandate keys.Envelope, manifest keys.Manifest, claim Claim) (holder string, err error) {
	refused := func(reason error) (string, error) {
		return "", fmt.Errorf("access: verify %.20s by %s: %w", a.Verb, manifest.Partner, reason)
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
	return holder, nil
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
