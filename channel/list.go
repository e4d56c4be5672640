package channel

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"

	"entente/record"
)

// A List names entries of one ledger, so that one act over it is an act over
// each of them. docs/formats/channel.md.
type List struct {
	Leaves []Listed `json:"leaves"`
}

// Listed is one of them: an entry of the same ledger, before the list.
type Listed struct {
	Index int64       `json:"index"`
	Leaf  record.Leaf `json:"leaf"`
}

// ErrList says that an entry is no list that can be read, though it says that it is.
var ErrList = errors.New("not a list of entries")

// Encode writes the body of the entry.
func (l List) Encode() ([]byte, error) {
	if err := l.check(); err != nil {
		return nil, fmt.Errorf("channel: encode a list: %w", err)
	}
	return json.Marshal(l, json.Deterministic(true))
}

// DecodeList reads the body of an entry that somebody else wrote.
func DecodeList(body []byte) (l List, err error) {
	if err := json.Unmarshal(body, &l); err != nil {
		return List{}, fmt.Errorf("channel: read a list: %v: %w", err, ErrList)
	}
	if err := l.check(); err != nil {
		return List{}, fmt.Errorf("channel: read a list: %w", err)
	}
	return l, nil
}

func (l List) check() error {
	if len(l.Leaves) < 1 || len(l.Leaves) > MaxReleased {
		return fmt.Errorf("%d entries, expected 1 to %d: %w", len(l.Leaves), MaxReleased, ErrList)
	}
	before := int64(-1)
	for _, entry := range l.Leaves {
		if entry.Index <= before || entry.Leaf.IsZero() {
			return fmt.Errorf("entry %d is not after %d, or has no leaf: %w", entry.Index, before, ErrList)
		}
		before = entry.Index
	}
	return nil
}
