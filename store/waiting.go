package store

import (
	"errors"
	"time"

	"entente/keys"
	"entente/record"
)

// A Waiting entry takes effect at an act; until then it is no revision of its
// record, and no list or search finds it.
type Waiting struct {
	Revision
	Verb string // the act that it waits for
}

// waitingColumns are revisionColumns of a table that has all but the same columns.
const waitingColumns = revisionColumns + `, r.verb`

// PutWaiting notes an entry that waits for an act.
func (tx *Tx) PutWaiting(w Waiting) error {
	at, label, err := tx.standing(w.Revision)
	if err != nil {
		return failed(err, "note that entry %d of %s waits", w.Index, w.Origin)
	}
	class, err := tx.classNumber(className{w.Channel, w.Kind, label})
	if err != nil {
		return failed(err, "class entry %d of %s, which waits", w.Index, w.Origin)
	}
	_, err = tx.exec(`INSERT INTO waiting (place, channel, id, revision, kind, schema, ledger, partner, office, actor, at, label, known, class, verb)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (place) DO NOTHING`,
		int64(at), w.Channel[:], w.ID[:], w.Revision.Revision, w.Kind, w.Schema, at.ledger(), w.Partner[:], w.Office, w.Actor,
		millis(w.At), label, flag(w.Known), class, w.Verb)
	return failed(err, "note that entry %d of %s waits", w.Index, w.Origin)
}

// EndWaiting takes out what waits of a record up to a revision, in one ledger:
// that one took effect, and the others were overtaken by it.
func (tx *Tx) EndWaiting(v Revision) error {
	l, err := tx.ledger(v.Origin)
	if err != nil {
		return err
	}
	_, err = tx.exec(`DELETE FROM listed WHERE place IN (SELECT place FROM waiting WHERE channel = $1 AND id = $2 AND ledger = $3 AND revision <= $4)`,
		v.Channel[:], v.ID[:], l.key, v.Revision)
	if err == nil {
		_, err = tx.exec(`DELETE FROM waiting WHERE channel = $1 AND id = $2 AND ledger = $3 AND revision <= $4`,
			v.Channel[:], v.ID[:], l.key, v.Revision)
	}
	return failed(err, "end the waiting of record %s", v.ID)
}

func (tx *Tx) waiting(query string, args ...any) ([]Waiting, error) {
	type unread struct {
		unopened
		verb string
	}
	rows, err := list(tx, func(r row) (u unread, err error) {
		err = r.Scan(append(u.columns(), &u.verb)...)
		return u, err
	}, `SELECT `+waitingColumns+` FROM `+tx.from(waitings)+` r`+revisionJoins+query, args...)
	if err != nil {
		return nil, err
	}
	all := make([]Waiting, len(rows))
	for i, u := range rows {
		all[i].Verb = u.verb
		if all[i].Revision, err = tx.openRevision(u.unopened); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Waiting lists what waits in the ledgers of a partner, the oldest first, from
// an offset on.
func (tx *Tx) Waiting(partner keys.PartnerID, offset, limit int) ([]Waiting, error) {
	all, err := tx.waiting(` WHERE r.partner = $1 ORDER BY r.at, r.place LIMIT $2 OFFSET $3`, partner[:], limited(limit), offset)
	return all, failed(err, "list what waits for a signature of partner %s", partner)
}

// WaitingAt is the entry that waits at an index of a ledger.
func (tx *Tx) WaitingAt(origin string, index int64) (Waiting, error) {
	l, err := tx.ledger(origin)
	if err != nil {
		return Waiting{}, err
	}
	all, err := tx.waiting(` WHERE r.place = $1`, int64(placeOf(l.key, index)))
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Waiting{}, failed(err, "find what waits at entry %d of %s", index, origin)
	}
	return all[0], nil
}

// NewestWaiting is the newest revision of a record that waits.
func (tx *Tx) NewestWaiting(channel record.ChannelID, id record.ID) (Waiting, error) {
	all, err := tx.waiting(` WHERE r.channel = $1 AND r.id = $2 ORDER BY r.revision DESC, r.place DESC LIMIT 1`, channel[:], id[:])
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Waiting{}, failed(err, "find what waits of record %s", id)
	}
	return all[0], nil
}

// WaitingStanding is what a writer must follow of what waits; nil if nothing
// does. It reads no content.
func (tx *Tx) WaitingStanding(channel record.ChannelID, id record.ID) (*record.Standing, error) {
	standing, err := one(tx, func(r row) (s record.Standing, err error) {
		err = r.Scan(&s.Kind, &s.Revision, fixed(s.Leaf[:]), fixed(s.Pen[:]))
		return s, err
	}, `SELECT r.kind, r.revision, e.leaf, r.partner FROM `+tx.from(waitings)+` r JOIN entry e ON e.place = r.place
		WHERE r.channel = $1 AND r.id = $2 ORDER BY r.revision DESC, r.place DESC LIMIT 1`, channel[:], id[:])
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return &standing, failed(err, "read what waits of record %s", id)
}

// CountWaiting says how many entries of a partner wait, and since when the
// oldest does.
func (tx *Tx) CountWaiting(partner keys.PartnerID) (n int64, since time.Time, err error) {
	_, err = one(tx, func(r row) (struct{}, error) {
		return struct{}{}, r.Scan(&n, instant{&since})
	}, `SELECT count(*), coalesce(min(at), 0) FROM `+tx.from(waitings)+` r WHERE partner = $1`, partner[:])
	return n, since, failed(err, "count what waits for a signature of partner %s", partner)
}

// PutListed notes which entries a list names, by their indexes in the same ledger.
func (tx *Tx) PutListed(origin string, list int64, indexes []int64) error {
	l, err := tx.ledger(origin)
	if err != nil {
		return err
	}
	for _, index := range indexes {
		_, err := tx.exec(`INSERT INTO listed (place, list) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
			int64(placeOf(l.key, index)), int64(placeOf(l.key, list)))
		if err != nil {
			return failed(err, "note list %d of %s", list, origin)
		}
	}
	return nil
}

// ListOf is the index of the newest list that names an entry; -1 if none does.
func (tx *Tx) ListOf(origin string, index int64) (int64, error) {
	l, err := tx.ledger(origin)
	if err != nil {
		return -1, err
	}
	found, err := one(tx, scan[int64], `SELECT list FROM listed WHERE place = $1 ORDER BY list DESC LIMIT 1`, int64(placeOf(l.key, index)))
	if errors.Is(err, ErrNotFound) {
		return -1, nil
	}
	return place(found).index(), failed(err, "find the list of entry %d of %s", index, origin)
}
