package audit

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/mod/sumdb/tlog"

	"entente/keys"
	"entente/record"
)

// docs/formats/channel.md, "Anchors of private heads".
const (
	anchorDomain  = "entente anchor 1\n"
	headDomain    = "entente anchor head 1\n"
	openingFormat = "entente anchor opening 1"

	anchorPlaces = 256
	anchorDepth  = 8
)

// ErrAnchor says that an opening does not open an anchor.
var ErrAnchor = errors.New("this does not open the anchor")

// An Anchor is the body of an entry that commits to all private heads. It is of
// one size, whatever they are and however many.
type Anchor struct {
	Beat       time.Time `json:"beat"`
	Commitment []byte    `json:"commitment"`
}

// A Head is how far a private ledger came.
type Head struct {
	Origin string
	Size   int64
	Root   record.Hash
}

// An Opening shows what an anchor commits to, or a part of it.
type Opening struct {
	Format string       `json:"format"`
	Anchor record.Leaf  `json:"anchor"`
	Salt   []byte       `json:"salt"`
	Heads  []OpenedHead `json:"heads"`
}

// An OpenedHead is one private head with its way up to the anchor's root.
type OpenedHead struct {
	Place  int           `json:"place"`
	Origin string        `json:"origin"`
	Size   int64         `json:"size"`
	Root   record.Hash   `json:"root"`
	Salt   []byte        `json:"salt"`
	Path   []record.Hash `json:"path"`
}

// NewAnchor commits to heads at a beat. The opening does not name the anchor's
// leaf yet, which is known when the anchor is written.
func NewAnchor(random io.Reader, beat time.Time, heads []Head) (Anchor, Opening, error) {
	if len(heads) > anchorPlaces {
		return Anchor{}, Opening{}, fmt.Errorf("audit: anchor %d heads: %d is the limit", len(heads), anchorPlaces)
	}
	drawn, err := draw(random, anchorPlaces+len(heads)+1)
	if err != nil {
		return Anchor{}, Opening{}, fmt.Errorf("audit: anchor: %w", err)
	}
	places, err := shuffled(random, len(heads))
	if err != nil {
		return Anchor{}, Opening{}, fmt.Errorf("audit: anchor: %w", err)
	}
	leaves, salts := drawn[:anchorPlaces], drawn[anchorPlaces:]
	for i, head := range heads {
		leaves[places[i]] = [32]byte(head.commit(salts[i]))
	}
	level := make([]tlog.Hash, anchorPlaces)
	for i, leaf := range leaves {
		level[i] = tlog.RecordHash(leaf[:])
	}
	paths := make([][]record.Hash, len(heads))
	for width := anchorPlaces; width > 1; width /= 2 {
		step := anchorPlaces / width
		for i, place := range places {
			paths[i] = append(paths[i], record.Hash(level[place/step^1]))
		}
		for i := range width / 2 {
			level[i] = tlog.NodeHash(level[2*i], level[2*i+1])
		}
	}
	salt := salts[len(heads)]
	opening := Opening{Format: openingFormat, Salt: salt[:]}
	for i, h := range heads {
		opening.Heads = append(opening.Heads, OpenedHead{
			Place: places[i], Origin: h.Origin, Size: h.Size, Root: h.Root, Salt: salts[i][:], Path: paths[i],
		})
	}
	commitment := keys.Commit(salt, anchorDomain, level[0][:])
	return Anchor{Beat: beat.UTC(), Commitment: commitment[:]}, opening, nil
}

func (h Head) commit(salt keys.Salt) keys.Commitment {
	return keys.Commit(salt, headDomain, binary.BigEndian.AppendUint64(nil, uint64(h.Size)), h.Root[:], []byte(h.Origin))
}

// Head is what an opened head says.
func (h OpenedHead) Head() Head { return Head{h.Origin, h.Size, h.Root} }

// Opens reports whether every head of the opening stands under the anchor.
func (o Opening) Opens(a Anchor) error {
	if len(a.Commitment) != len(keys.Commitment{}) || o.Format != openingFormat || len(o.Salt) != len(keys.Salt{}) || len(o.Heads) == 0 || len(o.Heads) > anchorPlaces {
		return fmt.Errorf("audit: %w: it is malformed", ErrAnchor)
	}
	for _, h := range o.Heads {
		if len(h.Salt) != len(keys.Salt{}) || len(h.Path) != anchorDepth || h.Place < 0 || h.Place >= anchorPlaces || h.Size < 0 {
			return fmt.Errorf("audit: %w: the head of %.80s is malformed", ErrAnchor, h.Origin)
		}
		leaf := h.Head().commit(keys.Salt(h.Salt))
		node := tlog.RecordHash(leaf[:])
		for i, sibling := range h.Path {
			if h.Place>>i&1 == 0 {
				node = tlog.NodeHash(node, tlog.Hash(sibling))
			} else {
				node = tlog.NodeHash(tlog.Hash(sibling), node)
			}
		}
		if !keys.Commit(keys.Salt(o.Salt), anchorDomain, node[:]).Equal(keys.Commitment(a.Commitment)) {
			return fmt.Errorf("audit: %w: the head of %.80s at %d", ErrAnchor, h.Origin, h.Size)
		}
	}
	return nil
}

// Encode writes an anchor as the body of an entry.
func (a Anchor) Encode() ([]byte, error) { return json.Marshal(a, json.Deterministic(true)) }

// DecodeAnchor reads one.
func DecodeAnchor(body []byte) (a Anchor, err error) {
	err = json.Unmarshal(body, &a)
	return a, err
}

func draw(random io.Reader, n int) ([]keys.Salt, error) {
	all := make([]keys.Salt, n)
	for i := range all {
		if _, err := io.ReadFull(random, all[i][:]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// shuffled draws n different places of all, each equally likely.
func shuffled(random io.Reader, n int) ([]int, error) {
	var order [anchorPlaces]int
	for i := range order {
		order[i] = i
	}
	for i := range n {
		var b [8]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return nil, err
		}
		// The remainder favours some places by less than 2^-55.
		j := i + int(binary.BigEndian.Uint64(b[:])%uint64(anchorPlaces-i))
		order[i], order[j] = order[j], order[i]
	}
	return order[:n], nil
}
