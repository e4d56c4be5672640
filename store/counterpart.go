package store

import (
	"time"

	"entente/record"
)

// A Counterpart says which record of a wider channel a record was released as.
// Only this node, on the narrow side, knows; it is no projection, since no
// ledger repeats it.
type Counterpart struct {
	Narrow   record.ChannelID
	NarrowID record.ID
	Revision int // of the narrow record, as last released
	Wide     record.ChannelID
	WideID   record.ID
	At       time.Time // of the last release
}

const counterpartColumns = `narrow, narrow_id, revision, wide, wide_id, at`

func readCounterpart(r row) (Counterpart, error) {
	var c Counterpart
	err := r.Scan(fixed(c.Narrow[:]), fixed(c.NarrowID[:]), &c.Revision, fixed(c.Wide[:]), fixed(c.WideID[:]), instant{&c.At})
	return c, err
}

// PutCounterpart notes a release.
func (tx *Tx) PutCounterpart(c Counterpart) error {
	_, err := tx.exec(`INSERT INTO counterpart (`+counterpartColumns+`) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (narrow, narrow_id, wide) DO UPDATE SET revision = excluded.revision, wide_id = excluded.wide_id, at = excluded.at`,
		c.Narrow[:], c.NarrowID[:], c.Revision, c.Wide[:], c.WideID[:], millis(c.At))
	return failed(err, "note release of record %s", c.NarrowID)
}

// CounterpartOf says what a record became in a wider channel.
func (tx *Tx) CounterpartOf(narrow record.ChannelID, id record.ID, wide record.ChannelID) (Counterpart, error) {
	c, err := tx.firstSeen(`narrow = $1 AND narrow_id = $2 AND wide = $3`, narrow[:], id[:], wide[:])
	return c, failed(err, "find what record %s was released as", id)
}

// ReleasedFrom says which record of a narrower channel a record came from.
func (tx *Tx) ReleasedFrom(wide record.ChannelID, id record.ID) (Counterpart, error) {
	c, err := tx.firstSeen(`wide = $1 AND wide_id = $2`, wide[:], id[:])
	return c, failed(err, "find what record %s was released from", id)
}

// firstSeen is the first link of which the reader sees both ends: that there is
// another end is not for who sees only one.
func (tx *Tx) firstSeen(where string, args ...any) (Counterpart, error) {
	all, err := list(tx, readCounterpart, `SELECT `+counterpartColumns+` FROM counterpart WHERE `+where+` ORDER BY narrow, narrow_id, wide`, args...)
	if err != nil {
		return Counterpart{}, err
	}
	for _, c := range all {
		narrow, err := tx.seesRecord(c.Narrow, c.NarrowID)
		if err != nil {
			return Counterpart{}, err
		}
		if !narrow {
			continue
		}
		wide, err := tx.seesRecord(c.Wide, c.WideID)
		if err != nil {
			return Counterpart{}, err
		}
		if wide {
			return c, nil
		}
	}
	return Counterpart{}, ErrNotFound
}
