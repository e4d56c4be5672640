package store

import (
	"errors"
	"time"

	"entente/record"
)

// Quarantined is an entry, or a part of one, that stays in its ledger and takes
// no part in any state, and why.
type Quarantined struct {
	Origin string
	Index  int64
	Part   int    // -1 for the whole entry
	Reason string // a code, such as those of package record
	Detail string // a sentence for an operator
	At     time.Time
	Kind   string // of the record, if its header could be read
}

// Quarantine notes one; a second reason for the same part replaces the first.
// It is kept when projections are dropped.
func (tx *Tx) Quarantine(q Quarantined) error {
	l, err := tx.ledger(q.Origin)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO quarantine (ledger, idx, part, reason, detail, at, kind) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (ledger, idx, part) DO UPDATE SET reason = excluded.reason, detail = excluded.detail, at = excluded.at, kind = excluded.kind`,
		l.key, q.Index, q.Part, q.Reason, shortened(q.Detail), millis(q.At), q.Kind)
	return failed(err, "quarantine entry %d of %s", q.Index, q.Origin)
}

// EndQuarantine takes an entry out again, with all its parts.
func (tx *Tx) EndQuarantine(origin string, index int64) error {
	l, err := tx.ledger(origin)
	if err != nil {
		return err
	}
	_, err = tx.exec(`DELETE FROM quarantine WHERE ledger = $1 AND idx = $2`, l.key, index)
	return failed(err, "end quarantine of entry %d of %s", index, origin)
}

// Quarantined lists those of one channel, or all, the oldest first.
func (tx *Tx) Quarantined(channel *record.ChannelID) ([]Quarantined, error) {
	query, args := `SELECT l.origin, q.idx, q.part, q.reason, q.detail, q.at, q.kind FROM quarantine q JOIN ledger l ON l.id = q.ledger`, []any(nil)
	if channel != nil {
		query, args = query+` WHERE l.channel = $1`, []any{channel[:]}
	}
	all, err := list(tx, func(r row) (q Quarantined, err error) {
		err = r.Scan(&q.Origin, &q.Index, &q.Part, &q.Reason, &q.Detail, instant{&q.At}, &q.Kind)
		return q, err
	}, query+` ORDER BY q.at, q.ledger, q.idx, q.part`, args...)
	if err == nil {
		all, err = tx.seenQuarantined(all)
	}
	return all, failed(err, "list what is in quarantine")
}

// seenQuarantined keeps those entries that the reader may see: the reason can
// repeat what stands in them.
func (tx *Tx) seenQuarantined(all []Quarantined) (seen []Quarantined, err error) {
	if tx.seesAll() {
		return all, nil
	}
	for _, q := range all {
		switch _, err := tx.Entry(q.Origin, q.Index); {
		case err == nil:
			seen = append(seen, q)
		case !errors.Is(err, ErrNotFound):
			return nil, err
		}
	}
	return seen, nil
}
