package record

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"time"

	"github.com/go-json-experiment/json"

	"entente/keys"
)

// A Header says what an entry is. It is never withdrawn, so it must hold no
// name of a person: Office is a function, Actor a pseudonym that is random per
// channel.
type Header struct {
	Kind     string         `json:"kind"`     // "programme/activity"
	Schema   int            `json:"schema"`   // version of the kind; a node validates only versions that it knows exactly
	ID       ID             `json:"id"`       // of the record
	Revision int            `json:"revision"` // 1 for the first
	Previous Leaf           `json:"previous,omitzero"`
	Channel  ChannelID      `json:"channel"`
	Epoch    int            `json:"epoch"`
	Partner  keys.PartnerID `json:"partner"`
	Office   string         `json:"office"`
	Actor    string         `json:"actor"`
	At       time.Time      `json:"at"` // what the writer claims; see the frontier and receipts for bounds
	Frontier []Seen         `json:"frontier,omitempty"`
	Quotes   []Leaf         `json:"quotes,omitempty"` // entries whose text this one repeats
}

// Seen is a checkpoint of another member's ledger that the writer had verified
// and keeps: a lower bound for the time of writing, and gossip.
type Seen struct {
	Origin string `json:"origin"`
	Size   int64  `json:"size"`
	Root   Hash   `json:"root"`
}

// Hash is the root of a tree: SHA-256, RFC 6962.
type Hash [32]byte

// MarshalText writes standard base64.
func (h Hash) MarshalText() ([]byte, error) { return encode64(h[:]), nil }

// UnmarshalText accepts only what MarshalText writes.
func (h *Hash) UnmarshalText(text []byte) error { return decode64(h[:], text, "hash") }

func (h Hash) String() string { return string(encode64(h[:])) }

// MarshalText writes standard base64.
func (l Leaf) MarshalText() ([]byte, error) { return encode64(l[:]), nil }

// UnmarshalText accepts only what MarshalText writes.
func (l *Leaf) UnmarshalText(text []byte) error { return decode64(l[:], text, "leaf") }

func (l Leaf) String() string { return string(encode64(l[:])) }

func (l Leaf) IsZero() bool { return l == Leaf{} }

func encode64(raw []byte) []byte { return base64.StdEncoding.AppendEncode(nil, raw) }

func decode64(into, text []byte, what string) error {
	raw, err := base64.StdEncoding.Strict().DecodeString(string(text))
	if err != nil || len(raw) != len(into) {
		return fmt.Errorf("record: %.60q is not a %s of %d bytes in base64", text, what, len(into))
	}
	copy(into, raw)
	return nil
}

// Limits on what a header may say.
const (
	maxNameBytes = 200
	maxFrontier  = 256
	maxQuotes    = 1024
)

var kindName = regexp.MustCompile(`^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$`)

// Encode writes the header's exact bytes.
func (h Header) Encode() ([]byte, error) {
	if err := h.check(); err != nil {
		return nil, fmt.Errorf("record: encode header: %w", err)
	}
	h.At = h.At.UTC().Truncate(time.Millisecond)
	return json.Marshal(h, json.Deterministic(true))
}

// DecodeHeader reads a header that somebody else wrote. Members that this
// version does not know are ignored; duplicate names, wrong types and values
// out of range are refused.
func DecodeHeader(b []byte) (Header, error) {
	if len(b) > MaxHeaderBytes {
		return Header{}, fmt.Errorf("record: decode header: %d bytes, the limit is %d: %w", len(b), MaxHeaderBytes, ErrMalformedEntry)
	}
	var h Header
	if err := json.Unmarshal(b, &h); err != nil {
		return Header{}, fmt.Errorf("record: decode header: %v: %w", err, ErrMalformedEntry)
	}
	if err := h.check(); err != nil {
		return Header{}, fmt.Errorf("record: decode header: %v: %w", err, ErrMalformedEntry)
	}
	return h, nil
}

func (h Header) check() error {
	switch {
	case len(h.Kind) > maxNameBytes || !kindName.MatchString(h.Kind):
		return fmt.Errorf("kind %.40q is not of the form feature/kind", h.Kind)
	case h.Schema < 1:
		return fmt.Errorf("schema %d is below 1", h.Schema)
	case h.ID.IsZero():
		return fmt.Errorf("no id")
	case h.Revision < 1:
		return fmt.Errorf("revision %d is below 1", h.Revision)
	case (h.Revision == 1) != h.Previous.IsZero():
		return fmt.Errorf("revision %d must name the leaf before it, the first must not", h.Revision)
	case h.Channel.IsZero() || h.Partner.IsZero():
		return fmt.Errorf("no channel or no partner")
	case h.Epoch < 0:
		return fmt.Errorf("epoch %d is below 0", h.Epoch)
	case len(h.Office) > maxNameBytes || len(h.Actor) > maxNameBytes:
		return fmt.Errorf("office or actor is longer than %d bytes", maxNameBytes)
	case h.At.IsZero() || h.At.Year() < 1970 || h.At.Year() > 9999:
		return fmt.Errorf("time %v is out of range", h.At)
	case len(h.Frontier) > maxFrontier || len(h.Quotes) > maxQuotes:
		return fmt.Errorf("frontier or quotes have too many items")
	}
	for _, seen := range h.Frontier {
		if seen.Origin == "" || len(seen.Origin) > maxNameBytes || seen.Size < 0 {
			return fmt.Errorf("frontier names %.40q at size %d", seen.Origin, seen.Size)
		}
	}
	return nil
}
