package keys

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
)

const cardFormat = "entente card 1"

// MaxCardBytes bounds a partner card.
const MaxCardBytes = 2 << 20

// A Card is what a partner hands to another so that their nodes can meet: where
// its node listens, and its manifests. It proves that one root stands behind all
// of it, not whose root that is: compare the fingerprint over another path.
type Card struct {
	Format   string     `json:"format"`
	Address  string     `json:"address"`           // https://host:port of the listener for peers
	Manifest Envelope   `json:"manifest"`          // the newest
	Earlier  []Envelope `json:"earlier,omitempty"` // those before it, oldest first
}

// NewCard makes a card from all manifests of a partner, oldest first.
func NewCard(address string, chain ...Envelope) (Card, error) {
	if len(chain) == 0 {
		return Card{}, errors.New("keys: new card: no manifest")
	}
	last := len(chain) - 1
	c := Card{Format: cardFormat, Address: address, Manifest: chain[last], Earlier: chain[:last]}
	if err := c.check(); err != nil {
		return Card{}, fmt.Errorf("keys: new card: %w", err)
	}
	if _, err := c.Open(); err != nil {
		return Card{}, err
	}
	return c, nil
}

// ParseCard reads a card that somebody else made. Open verifies it.
func ParseCard(b []byte) (Card, error) {
	if len(b) > MaxCardBytes {
		return Card{}, fmt.Errorf("keys: card: %d bytes, the limit is %d: %w", len(b), MaxCardBytes, ErrMalformed)
	}
	var c Card
	if err := json.Unmarshal(b, &c, json.RejectUnknownMembers(true)); err != nil {
		return Card{}, fmt.Errorf("keys: card: %v: %w", err, ErrMalformed)
	}
	if err := c.check(); err != nil {
		return Card{}, fmt.Errorf("keys: card: %w", err)
	}
	return c, nil
}

func (c Card) check() error {
	switch {
	case c.Format != cardFormat:
		return fmt.Errorf("format %.40q is not %q: %w", c.Format, cardFormat, ErrMalformed)
	case c.Manifest.IsZero():
		return fmt.Errorf("no manifest: %w", ErrMalformed)
	case len(c.Earlier) >= MaxChain:
		return fmt.Errorf("%d earlier manifests, the limit is %d: %w", len(c.Earlier), MaxChain-1, ErrMalformed)
	}
	for _, earlier := range c.Earlier {
		if earlier.IsZero() {
			return fmt.Errorf("an earlier manifest is missing: %w", ErrMalformed)
		}
	}
	return CheckAddress(c.Address)
}

var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)

// CheckAddress accepts https://host:port and nothing around it: the address of
// a partner comes from outside, and a node will connect to it.
func CheckAddress(address string) error {
	malformed := fmt.Errorf("address %.80q is not https://host:port: %w", address, ErrMalformed)
	authority, found := strings.CutPrefix(address, "https://")
	if !found || len(address) > 300 {
		return malformed
	}
	host, port, err := net.SplitHostPort(authority)
	if err != nil || net.JoinHostPort(host, port) != authority {
		return malformed
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 || port[0] == '0' {
		return malformed
	}
	if ip, err := netip.ParseAddr(host); (err != nil || ip.Zone() != "") && !hostName.MatchString(host) {
		return malformed
	}
	return nil
}

// Encode writes the card, always in the same way.
func (c Card) Encode() []byte {
	b, _ := json.Marshal(c, json.Deterministic(true)) // no field can fail
	return append(b, '\n')
}

// Chain returns the partner's manifests, oldest first.
func (c Card) Chain() []Envelope { return append(append([]Envelope{}, c.Earlier...), c.Manifest) }

// Open verifies the whole chain and returns the newest manifest.
func (c Card) Open() (Manifest, error) {
	m, err := OpenChain(c.Chain()...)
	if err != nil {
		return Manifest{}, fmt.Errorf("keys: open card: %w", err)
	}
	return m, nil
}
