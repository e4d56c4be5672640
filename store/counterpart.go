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
	c, err := one(tx, readCounterpart, `SELECT `+counterpartColumns+` FROM counterpart
		WHERE narrow = $1 AND narrow_id = $2 AND wide = $3`, narrow[:], id[:], wide[:])
	if err == nil {
		err = tx.seesBoth(c)
	}
	return c, failed(err, "find what record %s was released as", id)
}

// ReleasedFrom says which record of a narrower channel a record came from.
func (tx *Tx) ReleasedFrom(wide record.ChannelID, id record.ID) (Counterpart, error) {
	c, err := one(tx, readCounterpart, `SELECT `+counterpartColumns+` FROM counterpart
		WHERE wide = $1 AND wide_id = $2 ORDER BY narrow, narrow_id LIMIT 1`, wide[:], id[:])
	if err == nil {
		err = tx.seesBoth(c)
	}
	return c, failed(err, "find what record %s was released from", id)
}

// seesBoth is ErrNotFound for a link of which the reader sees only one end: that
// there is another is not for them either.
func (tx *Tx) seesBoth(c Counterpart) error {
	narrow, err := tx.seesRecord(c.Narrow, c.NarrowID)
	if err != nil {
		return err
	}
	wide, err := tx.seesRecord(c.Wide, c.WideID)
	if err == nil && !(narrow && wide) {
		err = ErrNotFound
	}
	return err
}
