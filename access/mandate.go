package access

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"entente/keys"
)

// MandateType is the payload type of a mandate's envelope.
const MandateType = "application/vnd.entente.mandate+json"

const mandateFormat = "entente mandate 1"

// A Verb is something that binds a partner.
type Verb string

// The acts that a mandate can allow.
const (
	Release    Verb = "release"    // publish a record in a wider channel
	Response   Verb = "response"   // agree, reserve, break silence
	Adoption   Verb = "adoption"   // declare a text adopted
	Withdrawal Verb = "withdrawal" // take a record back everywhere
	Charter    Verb = "charter"    // found a channel, change its members
	Keys       Verb = "keys"       // change keys of the partner
	Grants     Verb = "grants"     // grant roles and clearances
)

var verbs = []Verb{Release, Response, Adoption, Withdrawal, Charter, Keys, Grants}

// Known reports whether v is one of the verbs above.
func (v Verb) Known() bool { return slices.Contains(verbs, v) }

// A Mandate lets a holder, or a deputy, act for a partner. It is a statement in
// an envelope; what it does not say is not allowed.
type Mandate struct {
	Format    string         `json:"format"`
	Partner   keys.PartnerID `json:"partner"`
	Channel   string         `json:"channel,omitempty"` // its id; every channel if empty
	Holder    string         `json:"holder"`            // a pseudonym: a mandate is shown to others
	Key       keys.Public    `json:"key"`
	Acts      []Verb         `json:"acts"`
	NotBefore time.Time      `json:"notBefore"`
	NotAfter  time.Time      `json:"notAfter"` // the last second in which an act may be
	Deputies  []Deputy       `json:"deputies,omitempty"`
}

// A Deputy may do what the holder may, with a key of its own.
type Deputy struct {
	Holder string      `json:"holder"`
	Key    keys.Public `json:"key"`
}

var (
	// ErrMalformed says that a paper is not of the form that it claims.
	ErrMalformed = keys.ErrMalformed
	// ErrUnsigned says that too few custodians have signed a mandate.
	ErrUnsigned = errors.New("too few custodians have signed")
	// ErrOtherPartner says that a mandate is of another partner.
	ErrOtherPartner = errors.New("of another partner")
	// ErrUnfitKey says that a mandate names a key that has another purpose.
	ErrUnfitKey = errors.New("a key of the node or of the root cannot hold a mandate")
)

// Sign makes the envelope of a mandate; further custodians add their signatures
// with AddSignatures.
func (m Mandate) Sign(custodians ...keys.Private) (keys.Envelope, error) {
	m.Format = mandateFormat
	m.NotBefore, m.NotAfter = m.NotBefore.UTC().Truncate(time.Second), m.NotAfter.UTC().Truncate(time.Second)
	if err := m.check(); err != nil {
		return keys.Envelope{}, fmt.Errorf("access: sign mandate: %w", err)
	}
	payload, err := json.Marshal(m, json.Deterministic(true))
	if err != nil {
		return keys.Envelope{}, fmt.Errorf("access: sign mandate: %w", err)
	}
	return keys.SignStatement(MandateType, payload, custodians...)
}

// OpenMandate verifies a mandate against the manifest that its partner had when
// the mandate was signed. It must be signed by the threshold of the root, or by
// two of its custodians if the threshold is higher: a mandate is given more
// often than roots change.
func OpenMandate(e keys.Envelope, manifest keys.Manifest) (Mandate, error) {
	m, err := ReadMandate(e)
	if err != nil {
		return Mandate{}, fmt.Errorf("access: open mandate: %w", err)
	}
	if m.Partner != manifest.Partner {
		return Mandate{}, fmt.Errorf("access: open mandate of %s for %s: %w", m.Partner, manifest.Partner, ErrOtherPartner)
	}
	if err := manifest.Root.Check(); err != nil {
		return Mandate{}, fmt.Errorf("access: open mandate of %s: %w", m.Partner, err)
	}
	if len(e.SignedBy(manifest.Root.Keys)) < min(manifest.Root.Threshold, 2) {
		return Mandate{}, fmt.Errorf("access: open mandate of %s: %w", m.Partner, ErrUnsigned)
	}
	others := slices.Clone(manifest.Root.Keys)
	for _, node := range manifest.Ledger {
		others = append(others, node.Ed25519, node.MLDSA44, node.Mirror)
	}
	for key := range m.keys() {
		if slices.Contains(others, key) {
			return Mandate{}, fmt.Errorf("access: open mandate of %s: %w", m.Partner, ErrUnfitKey)
		}
	}
	return m, nil
}

// ReadMandate reads what a mandate says and verifies no signature: for whoever
// adds one, and for what was verified before. Unknown members are refused: a
// mandate may hold a restriction that this version would not heed.
func ReadMandate(e keys.Envelope) (Mandate, error) {
	if e.PayloadType != MandateType {
		return Mandate{}, fmt.Errorf("a statement of type %.60q is no mandate: %w", e.PayloadType, ErrMalformed)
	}
	var m Mandate
	if err := json.Unmarshal(e.Payload, &m, json.RejectUnknownMembers(true)); err != nil {
		return Mandate{}, fmt.Errorf("%v: %w", err, ErrMalformed)
	}
	if err := m.check(); err != nil {
		return Mandate{}, err
	}
	return m, nil
}

const maxDeputies = 8

var pseudonym = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

func (m Mandate) check() error {
	malformed := func(format string, args ...any) error {
		return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), ErrMalformed)
	}
	switch {
	case m.Format != mandateFormat:
		return malformed("format %.40q is not %q", m.Format, mandateFormat)
	case m.Partner.IsZero():
		return malformed("no partner")
	case m.NotBefore.Year() < 2000 || m.NotAfter.Year() > 9999 || !m.NotBefore.Before(m.NotAfter):
		return malformed("a term from %v to %v", m.NotBefore, m.NotAfter)
	case len(m.Deputies) > maxDeputies:
		return malformed("%d deputies, the limit is %d", len(m.Deputies), maxDeputies)
	case len(m.Acts) == 0 || len(m.Acts) > len(verbs):
		return malformed("%d acts, expected 1 to %d", len(m.Acts), len(verbs))
	}
	if m.Channel != "" {
		if _, err := keys.DecodeID(m.Channel); err != nil {
			return malformed("channel: %v", err)
		}
	}
	for i, act := range m.Acts {
		if !act.Known() || slices.Contains(m.Acts[:i], act) {
			return malformed("act %.40q", act)
		}
	}
	return m.checkHolders()
}

func (m Mandate) checkHolders() error {
	named := map[string]bool{}
	for _, d := range append([]Deputy{{m.Holder, m.Key}}, m.Deputies...) {
		if !pseudonym.MatchString(d.Holder) || named[d.Holder] {
			return fmt.Errorf("holder %.80q: %w", d.Holder, ErrMalformed)
		}
		if d.Key.IsZero() {
			return fmt.Errorf("holder %s has no key: %w", d.Holder, ErrMalformed)
		}
		named[d.Holder] = true
	}
	if len(m.keys()) != 1+len(m.Deputies) {
		return fmt.Errorf("a key stands twice: %w", ErrMalformed)
	}
	return nil
}

// keys are those that may act, with the pseudonym of who holds each.
func (m Mandate) keys() map[keys.Public]string {
	holders := map[keys.Public]string{m.Key: m.Holder}
	for _, d := range m.Deputies {
		holders[d.Key] = d.Holder
	}
	return holders
}

// names reports whether somebody stands in a mandate, as holder or deputy.
func (m Mandate) names(holder string, key keys.Public) bool {
	for k, h := range m.keys() {
		if k == key || h == holder {
			return true
		}
	}
	return false
}

// Names reports whether a key stands in the mandate, as the holder's or a deputy's.
func (m Mandate) Names(key keys.Public) bool {
	_, named := m.keys()[key]
	return named
}
