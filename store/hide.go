package store

import (
	"errors"
	"fmt"

	"entente/record"
)

// HidePart puts a part out of everybody's reach, as an order to withdraw asks at
// once: its key goes where nothing that reads entries looks, so that it reads as
// withdrawn everywhere, and what was derived from its entry is blanked until it
// is folded again. Its bytes stay until DestroyPart. A part that was never here
// is withdrawn for good. It reports whether anything changed.
func (tx *Tx) HidePart(origin string, index int64, part int) (changed bool, err error) {
	l, err := tx.ledger(origin)
	if err != nil {
		return false, err
	}
	changed, err = tx.hidePart(placeOf(l.key, index), part)
	return changed, failed(err, "hide part %d of entry %d of ledger %s", part, index, origin)
}

func (tx *Tx) hidePart(at place, part int) (bool, error) {
	pieces, err := tx.pieces(at)
	if err != nil {
		return false, err
	}
	if part < 0 || part >= len(pieces) {
		return false, ErrNotFound
	}
	if !encrypted(pieces[part].kind) {
		return false, fmt.Errorf("a %s cannot be withdrawn: %w", pieces[part].kind, ErrState)
	}
	if pieces[part].state != record.Present {
		before := pieces[part].state
		return before != record.Withdrawn, tx.setPart(at, part, record.Part{State: record.Withdrawn})
	}
	moved, err := tx.exec(`INSERT INTO hidden_key (spot, wrapped) SELECT spot, wrapped FROM part_key WHERE spot = $1
		ON CONFLICT (spot) DO NOTHING`, int64(at.part(part)))
	if err != nil || moved == 0 {
		return false, err
	}
	return true, tx.forget(at, part)
}

// DestroyPart deletes the content, the salt and every key of a part for ever.
// Purge then takes what was deleted out of the raw files.
func (tx *Tx) DestroyPart(origin string, index int64, part int) error {
	l, err := tx.ledger(origin)
	if err != nil {
		return err
	}
	return failed(tx.destroyPart(placeOf(l.key, index), part), "destroy part %d of entry %d of ledger %s", part, index, origin)
}

func (tx *Tx) destroyPart(at place, part int) error {
	pieces, err := tx.pieces(at)
	if err != nil {
		return err
	}
	if part < 0 || part >= len(pieces) {
		return ErrNotFound
	}
	if !encrypted(pieces[part].kind) {
		return fmt.Errorf("a %s cannot be withdrawn: %w", pieces[part].kind, ErrState)
	}
	if _, err := tx.exec(`DELETE FROM hidden_key WHERE spot = $1`, int64(at.part(part))); err != nil {
		return err
	}
	if pieces[part].state == record.Withdrawn {
		return nil
	}
	pieces[part] = piece{kind: pieces[part].kind, state: record.Withdrawn, commitment: pieces[part].commitment}
	if _, err := tx.exec(`UPDATE entry SET parts = $1 WHERE place = $2`, appendPieces(nil, pieces), int64(at)); err != nil {
		return err
	}
	return tx.forget(at, part)
}

// Hidden reports whether a part that reads as withdrawn is still here, hidden.
func (tx *Tx) Hidden(origin string, index int64, part int) (bool, error) {
	l, err := tx.ledger(origin)
	if err != nil {
		return false, err
	}
	_, err = one(tx, scan[int64], `SELECT spot FROM hidden_key WHERE spot = $1`, int64(placeOf(l.key, index).part(part)))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, failed(err, "look for part %d of entry %d of ledger %s", part, index, origin)
}

// RecordsAt lists the records of which an entry is a revision.
func (tx *Tx) RecordsAt(origin string, index int64) ([]Revision, error) {
	l, err := tx.ledger(origin)
	if err != nil {
		return nil, err
	}
	rows, err := list(tx, func(r row) (u unopened, err error) {
		err = r.Scan(u.columns()...)
		return u, err
	}, `SELECT `+revisionColumns+` FROM revision r`+revisionJoins+` WHERE r.place = $1 ORDER BY r.channel, r.id, r.revision`, int64(placeOf(l.key, index)))
	all := make([]Revision, len(rows))
	for i, u := range rows {
		if err == nil {
			all[i], err = tx.openRevision(u)
		}
	}
	return all, failed(err, "find the record of entry %d of ledger %s", index, origin)
}

// SpotOf is the number under which the key of a part is kept, here and in the
// keys of backups.
func (tx *Tx) SpotOf(origin string, index int64, part int) (int64, error) {
	l, err := tx.ledger(origin)
	return int64(placeOf(l.key, index).part(part)), err
}
