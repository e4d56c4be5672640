package store

import (
	"entente/keys"
	"entente/ledger"
)

const checkpointColumns = `l.origin, c.size, c.root, c.time, c.note`

func readCheckpoint(r row) (ledger.Checkpoint, error) {
	var c ledger.Checkpoint
	err := r.Scan(&c.Origin, &c.Size, fixed(c.Root[:]), instant{&c.Time}, &c.Note)
	return c, err
}

// PutCheckpoint keeps a signed checkpoint, for ever: what others cite must stay
// provable. The same size signed at another time is kept beside it; a different
// root at the same size is a *ContradictionError, and the caller's evidence.
func (tx *Tx) PutCheckpoint(c ledger.Checkpoint) error {
	l, err := tx.ledger(c.Origin)
	if err != nil {
		return err
	}
	kept, err := tx.Checkpoint(c.Origin, c.Size)
	if err == nil && kept.Root != c.Root {
		return &ContradictionError{Stored: kept, Given: c}
	}
	_, err = tx.exec(`INSERT INTO checkpoint (ledger, size, time, root, note) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (ledger, size, time) DO NOTHING`, l.key, c.Size, millis(c.Time), c.Root[:], solid(c.Note))
	return failed(err, "keep checkpoint of %s at size %d", c.Origin, c.Size)
}

// Checkpoint finds a signed checkpoint of exactly this size, the newest if its
// writer signed several.
func (tx *Tx) Checkpoint(origin string, size int64) (ledger.Checkpoint, error) {
	c, err := one(tx, readCheckpoint, `SELECT `+checkpointColumns+` FROM checkpoint c JOIN ledger l ON l.id = c.ledger
		WHERE l.origin = $1 AND c.size = $2 ORDER BY c.time DESC LIMIT 1`, origin, size)
	return c, failed(err, "read checkpoint of %s at size %d", origin, size)
}

// LatestCheckpoint is the signed checkpoint of the largest size.
func (tx *Tx) LatestCheckpoint(origin string) (ledger.Checkpoint, error) {
	c, err := one(tx, readCheckpoint, `SELECT `+checkpointColumns+` FROM checkpoint c JOIN ledger l ON l.id = c.ledger
		WHERE l.origin = $1 ORDER BY c.size DESC, c.time DESC LIMIT 1`, origin)
	return c, failed(err, "read the latest checkpoint of %s", origin)
}

const cosignatureColumns = `l.origin, c.size, c.root, c.partner, c.time, c.line`

func readCosignature(r row) (ledger.Cosignature, error) {
	var c ledger.Cosignature
	err := r.Scan(&c.Origin, &c.Size, fixed(c.Root[:]), fixed(c.Partner[:]), instant{&c.Time}, &c.Line)
	return c, err
}

// PutCosignature keeps a cosignature by itself: of several by one partner the
// earliest serves as receipt, the latest as closure.
func (tx *Tx) PutCosignature(c ledger.Cosignature) error {
	l, err := tx.ledger(c.Origin)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO cosignature (ledger, partner, size, time, root, line) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (ledger, partner, size, time, root) DO NOTHING`, l.key, c.Partner[:], c.Size, millis(c.Time), c.Root[:], solid(c.Line))
	return failed(err, "keep cosignature by %s of %s at size %d", c.Partner, c.Origin, c.Size)
}

// Cosignatures are all at exactly this size, the earliest first. Their roots are
// for the caller to compare.
func (tx *Tx) Cosignatures(origin string, size int64) ([]ledger.Cosignature, error) {
	all, err := list(tx, readCosignature, `SELECT `+cosignatureColumns+` FROM cosignature c JOIN ledger l ON l.id = c.ledger
		WHERE l.origin = $1 AND c.size = $2 ORDER BY c.time, c.partner, c.root`, origin, size)
	return all, failed(err, "list cosignatures of %s at size %d", origin, size)
}

// LatestCosignatures has one for each partner that ever cosigned: of the largest
// size and, of these, the latest.
func (tx *Tx) LatestCosignatures(origin string) ([]ledger.Cosignature, error) {
	partners, err := list(tx, func(r row) (id keys.PartnerID, err error) {
		err = r.Scan(fixed(id[:]))
		return id, err
	}, `SELECT DISTINCT c.partner FROM cosignature c JOIN ledger l ON l.id = c.ledger WHERE l.origin = $1 ORDER BY c.partner`, origin)
	var latest []ledger.Cosignature
	for _, partner := range partners {
		var c ledger.Cosignature
		if err == nil {
			c, err = one(tx, readCosignature, `SELECT `+cosignatureColumns+` FROM cosignature c JOIN ledger l ON l.id = c.ledger
				WHERE l.origin = $1 AND c.partner = $2 ORDER BY c.size DESC, c.time DESC LIMIT 1`, origin, partner[:])
			latest = append(latest, c)
		}
	}
	return latest, failed(err, "list the latest cosignatures of %s", origin)
}

// FirstCosignatureCovering is a partner's receipt for an entry: its cosignature
// of the smallest size that covers the entry and, of these, the earliest. A
// cosignature of a larger size that claims an earlier time is not looked at: it
// could only make the bound narrower than its signer once stated.
func (tx *Tx) FirstCosignatureCovering(origin string, index int64, partner keys.PartnerID) (ledger.Cosignature, error) {
	c, err := one(tx, readCosignature, `SELECT `+cosignatureColumns+` FROM cosignature c JOIN ledger l ON l.id = c.ledger
		WHERE l.origin = $1 AND c.partner = $2 AND c.size > $3 ORDER BY c.size, c.time LIMIT 1`, origin, partner[:], index)
	return c, failed(err, "find cosignature by %s covering entry %d of %s", partner, index, origin)
}

// Cosigned is a checkpoint as a note with the earliest and the latest
// cosignature of each partner, which are its receipt and its closure, and those.
func (tx *Tx) Cosigned(c ledger.Checkpoint) (note []byte, cosignatures []ledger.Cosignature, err error) {
	cosignatures, err = tx.Cosignatures(c.Origin, c.Size)
	if err != nil {
		return nil, nil, err
	}
	cosignatures = firstAndLast(cosignatures)
	lines := make([][]byte, len(cosignatures))
	for i, each := range cosignatures {
		lines[i] = each.Line
	}
	return c.AddLines(lines...), cosignatures, nil
}

// firstAndLast leaves two of each partner of a list that is in order of time.
func firstAndLast(all []ledger.Cosignature) []ledger.Cosignature {
	last := map[keys.PartnerID]int{}
	for i, c := range all {
		last[c.Partner] = i
	}
	seen := map[keys.PartnerID]bool{}
	kept := all[:0:0]
	for i, c := range all {
		if !seen[c.Partner] || last[c.Partner] == i {
			kept = append(kept, c)
		}
		seen[c.Partner] = true
	}
	return kept
}
