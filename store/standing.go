package store

import (
	"bytes"
	"errors"

	"entente/keys"
	"entente/ledger"
	"entente/record"
)

// Standing is what the projections know of a record's newest revision; nil if
// there is none. It reads no content, so it is what writers and the fold ask.
func (tx *Tx) Standing(channel record.ChannelID, id record.ID) (*record.Standing, error) {
	standing, err := one(tx, func(r row) (s record.Standing, err error) {
		err = r.Scan(&s.Kind, &s.Revision, fixed(s.Leaf[:]), fixed(s.Pen[:]))
		return s, err
	}, `SELECT r.kind, r.revision, e.leaf, r.partner FROM `+tx.from(revisions)+` r JOIN entry e ON e.place = r.place
		WHERE r.channel = $1 AND r.id = $2 ORDER BY r.revision DESC LIMIT 1`, channel[:], id[:])
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return &standing, failed(err, "read the standing of record %s", id)
}

// NewestID is the latest id of a record that a partner began in a channel; zero
// if there is none.
func (tx *Tx) NewestID(channel record.ChannelID, partner keys.PartnerID) (record.ID, error) {
	var newest record.ID
	for _, table := range []string{revisions, waitings} {
		id, err := one(tx, func(r row) (id record.ID, err error) {
			err = r.Scan(fixed(id[:]))
			return id, err
		}, `SELECT id FROM `+tx.from(table)+` r WHERE channel = $1 AND partner = $2 ORDER BY id DESC LIMIT 1`, channel[:], partner[:])
		if err != nil && !errors.Is(err, ErrNotFound) {
			return newest, failed(err, "find the newest record of partner %s", partner)
		}
		if bytes.Compare(id[:], newest[:]) > 0 {
			newest = id
		}
	}
	return newest, nil
}

// Tiles reads one ledger's tiles for proofs.
func (tx *Tx) Tiles(origin string) ledger.TileReader { return tilesOf{tx, origin} }

type tilesOf struct {
	tx     *Tx
	origin string
}

func (t tilesOf) Tile(level int, n int64) ([]byte, error) { return t.tx.Tile(t.origin, level, n) }

// Checkpoints are all signed checkpoints of a ledger, the smallest first.
func (tx *Tx) Checkpoints(origin string) ([]ledger.Checkpoint, error) {
	all, err := list(tx, readCheckpoint, `SELECT `+checkpointColumns+` FROM checkpoint c JOIN ledger l ON l.id = c.ledger
		WHERE l.origin = $1 ORDER BY c.size, c.time`, origin)
	return all, failed(err, "list checkpoints of %s", origin)
}

// Of takes what a header says into a revision.
func (v Revision) Of(h record.Header) Revision {
	v.Kind, v.Schema, v.ID, v.Revision = h.Kind, h.Schema, h.ID, h.Revision
	v.Office, v.Actor, v.At = h.Office, h.Actor, h.At
	return v
}
