package store

import (
	"fmt"

	"entente/record"
)

// SetPart changes what this node has of one part: a pending, withheld or
// rejected part becomes present when it arrives and opens its commitment, or is
// withheld or rejected for a reason; any part but labels and headers becomes
// withdrawn. Then its key, content and salt are destroyed, and what projections
// say of the entry is blanked until they are folded again. Withdrawn is final:
// any other state afterwards is ErrWithdrawn.
func (tx *Tx) SetPart(origin string, index int64, part int, p record.Part) error {
	l, err := tx.ledger(origin)
	if err != nil {
		return err
	}
	return failed(tx.setPart(placeOf(l.key, index), part, p), "set part %d of entry %d of ledger %s to %s", part, index, origin, p.State)
}

func (tx *Tx) setPart(at place, part int, p record.Part) error {
	pieces, err := tx.pieces(at)
	if err != nil {
		return err
	}
	if part < 0 || part >= len(pieces) {
		return ErrNotFound
	}
	keys, err := tx.partKeys(at, at+1)
	if err != nil {
		return err
	}
	before := pieces[part]
	if before.state == record.Present && encrypted(before.kind) && keys[at.part(part)] == nil {
		before.state = record.Withdrawn
	}
	p.Type, p.Commitment = before.kind, before.commitment
	change, err := changes(before.state, part, p)
	if err != nil || !change {
		return err
	}
	after, wrapped, err := tx.seal(part, p)
	if err != nil {
		return err
	}
	pieces[part] = after
	if _, err := tx.exec(`UPDATE entry SET parts = $1 WHERE place = $2`, appendPieces(nil, pieces), int64(at)); err != nil {
		return err
	}
	if wrapped != nil {
		_, err := tx.exec(insertKey, int64(at.part(part)), wrapped)
		return err
	}
	if p.State == record.Withdrawn {
		return tx.forget(at, part)
	}
	return nil
}

// changes is the rule of states: whether p may follow, and whether that is any
// change at all.
func changes(before record.PartState, part int, p record.Part) (bool, error) {
	switch {
	case before == record.Withdrawn && p.State == record.Withdrawn:
		return false, nil
	case before == record.Withdrawn:
		return false, ErrWithdrawn
	case p.State == record.Withdrawn:
		return true, nil
	case p.State == record.Present && !p.Opens(part):
		return false, fmt.Errorf("the content does not open the commitment: %w", record.ErrMalformedEntry)
	case before == record.Present && p.State == record.Present:
		return false, nil
	case before == record.Present, p.State == record.Pending:
		return false, fmt.Errorf("it is %s: %w", before, ErrState)
	}
	return true, nil
}

func (tx *Tx) pieces(at place) ([]piece, error) {
	b, err := one(tx, scan[[]byte], `SELECT parts FROM entry WHERE place = $1`, int64(at))
	if err != nil {
		return nil, err
	}
	return decodePieces(b)
}

// forget destroys what made a part readable, and everything derived from the
// entry: a title or an index of words would repeat what was withdrawn.
func (tx *Tx) forget(at place, part int) error {
	if _, err := tx.exec(`DELETE FROM part_key WHERE spot = $1`, int64(at.part(part))); err != nil {
		return err
	}
	if _, err := tx.exec(`UPDATE quarantine SET detail = '' WHERE ledger = $1 AND idx = $2`, at.ledger(), at.index()); err != nil {
		return err
	}
	if err := tx.dropDraftsAbout(at); err != nil {
		return err
	}
	return tx.blank(at)
}
