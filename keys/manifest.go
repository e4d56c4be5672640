package keys

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
)

// ManifestType is the payload type of a manifest's envelope.
const ManifestType = "application/vnd.entente.manifest+json"

const manifestFormat = "entente manifest 1"

// A Manifest is what a partner says of itself, signed by its root: its name,
// and which keys its node uses at present.
type Manifest struct {
	Format        string            `json:"format"`
	Partner       PartnerID         `json:"partner"`
	Version       int               `json:"version"`
	Previous      string            `json:"previous,omitempty"` // hash of the manifest before; none for version 1
	Code          string            `json:"code"`               // short and for display: "rok"
	Name          map[string]string `json:"name"`               // by language
	Issued        time.Time         `json:"issued"`
	Root          Root              `json:"root"`
	Ledger        []LedgerKey       `json:"ledger"`
	TLS           []string          `json:"tls"`                     // pins, see PinOf
	Recipients    []string          `json:"recipients,omitempty"`    // age1pq…, to whom bundles are encrypted
	LeastSoftware string            `json:"leastSoftware,omitempty"` // least version that may speak for this partner
	Demo          bool              `json:"demo,omitempty"`          // keys of a demonstration: nothing here binds anybody
	Revoked       []Revocation      `json:"revoked,omitempty"`       // mandates that no longer hold; those of earlier versions stay revoked
}

// A LedgerKey is one generation of the keys with which a node signs its own
// ledgers (the first two, both of them) and cosigns those of others (Mirror).
// While keys rotate, a manifest names the old and the new generation.
type LedgerKey struct {
	Ed25519 Public    `json:"ed25519"`
	MLDSA44 Public    `json:"mldsa44"`
	Mirror  Public    `json:"mirror"`
	From    time.Time `json:"from"`
}

// NewManifest begins version 1 of a partner founded by this root. The caller
// fills in the rest and signs.
func NewManifest(root Root, issued time.Time) Manifest {
	return Manifest{Format: manifestFormat, Partner: FoundingID(root), Version: 1, Issued: issued, Root: root}
}

// Sign makes the envelope of a manifest. Custodians who are not present add
// their signatures later (Envelope.AddSignatures).
func (m Manifest) Sign(rootKeys ...Private) (Envelope, error) {
	m.Format, m.Issued = manifestFormat, onTheWire(m.Issued)
	m.Ledger = append([]LedgerKey{}, m.Ledger...)
	for i := range m.Ledger {
		m.Ledger[i].From = onTheWire(m.Ledger[i].From)
	}
	if err := m.check(); err != nil {
		return Envelope{}, fmt.Errorf("keys: sign manifest: %w", err)
	}
	payload, err := json.Marshal(m, json.Deterministic(true))
	if err != nil {
		return Envelope{}, fmt.Errorf("keys: sign manifest: %w", err)
	}
	return SignStatement(ManifestType, payload, rootKeys...)
}

func onTheWire(at time.Time) time.Time { return at.UTC().Truncate(time.Second) }

// readManifest checks everything but the signatures and the place in the chain.
// Members that this version does not know are ignored.
func readManifest(e Envelope) (Manifest, error) {
	if e.PayloadType != ManifestType {
		return Manifest{}, fmt.Errorf("a statement of type %.60q is no manifest: %w", e.PayloadType, ErrMalformed)
	}
	var m Manifest
	if err := json.Unmarshal(e.Payload, &m); err != nil {
		return Manifest{}, fmt.Errorf("%v: %w", err, ErrMalformed)
	}
	if err := m.check(); err != nil {
		return Manifest{}, err
	}
	return m, nil
}

var (
	// ErrUnsigned says that too few of the keys that must sign have signed.
	ErrUnsigned = errors.New("too few signatures of the root")
	// ErrChain says that a manifest does not follow the one before it.
	ErrChain = errors.New("does not follow the manifest before it")
)

// OpenManifest verifies version 1, which certifies itself: the partner's id is
// the hash of the root that signs. That it is the partner one means, and not
// one that an impostor founded, only comparing fingerprints can tell.
func OpenManifest(e Envelope) (Manifest, error) {
	m, err := readManifest(e)
	if err != nil {
		return Manifest{}, fmt.Errorf("keys: open manifest: %w", err)
	}
	switch {
	case m.Version != 1:
		return Manifest{}, fmt.Errorf("keys: open manifest of %s: version %d needs those before it: %w", m.Partner, m.Version, ErrChain)
	case m.Partner != FoundingID(m.Root):
		return Manifest{}, fmt.Errorf("keys: open manifest of %s: its root is not the one that founded this partner: %w", m.Partner, ErrChain)
	case !m.Root.Signed(e):
		return Manifest{}, fmt.Errorf("keys: open manifest of %s: %w", m.Partner, ErrUnsigned)
	}
	return m, nil
}
