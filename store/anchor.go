package store

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"entente/audit"
	"entente/record"
)

// An Anchor is an entry of a shared ledger that commits to our private heads,
// with what opens it.
type Anchor struct {
	Channel record.ChannelID
	Beat    time.Time
	Opening audit.Opening
}

// AddAnchor keeps the opening of an anchor under the leaf that it names.
func (tx *Tx) AddAnchor(a Anchor) error {
	opening, err := json.Marshal(a.Opening, json.Deterministic(true))
	if err == nil {
		_, err = tx.exec(`INSERT INTO anchor (leaf, channel, beat, opening) VALUES ($1, $2, $3, $4)`,
			a.Opening.Anchor[:], a.Channel[:], millis(a.Beat), opening)
	}
	return failed(err, "keep an anchor of channel %s", a.Channel)
}

// Anchors lists those of a channel, the newest first.
func (tx *Tx) Anchors(channel record.ChannelID, limit int) ([]Anchor, error) {
	all, err := list(tx, readAnchor, `SELECT channel, beat, opening FROM anchor WHERE channel = $1 ORDER BY beat DESC, leaf LIMIT $2`, channel[:], limit)
	return all, failed(err, "list anchors of channel %s", channel)
}

// AnchorOf finds the opening of the anchor with a leaf.
func (tx *Tx) AnchorOf(leaf record.Leaf) (Anchor, error) {
	a, err := one(tx, readAnchor, `SELECT channel, beat, opening FROM anchor WHERE leaf = $1`, leaf[:])
	return a, failed(err, "find the opening of anchor %x", leaf[:])
}

func readAnchor(r row) (a Anchor, err error) {
	var opening []byte
	if err := r.Scan(fixed(a.Channel[:]), instant{&a.Beat}, &opening); err != nil {
		return a, err
	}
	if err := json.Unmarshal(opening, &a.Opening); err != nil {
		return a, fmt.Errorf("opening of an anchor: %w", ErrDamaged)
	}
	return a, nil
}

// LabelOf is the XML of a label that this node keeps, by its hash; ErrNotFound for
// one that it does not keep any more.
func (tx *Tx) LabelOf(hash [32]byte) ([]byte, error) {
	xml, err := one(tx, scan[[]byte], `SELECT xml FROM label WHERE hash = $1`, hash[:])
	return xml, failed(err, "read a label")
}
