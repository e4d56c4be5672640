package store

import (
	"entente/keys"
	"entente/record"
)

// PutQuotes notes which entries an entry says that it repeats. A projection.
func (tx *Tx) PutQuotes(origin string, index int64, quoted []record.Leaf) error {
	if len(quoted) == 0 {
		return nil
	}
	l, err := tx.ledger(origin)
	if err != nil {
		return err
	}
	for _, leaf := range quoted {
		if _, err := tx.exec(`INSERT INTO quote (leaf, place) VALUES ($1, $2) ON CONFLICT DO NOTHING`, leaf[:], int64(placeOf(l.key, index))); err != nil {
			return failed(err, "note what entry %d of %s quotes", index, origin)
		}
	}
	return nil
}

// A Quoting is an entry that repeats the text of another.
type Quoting struct {
	Origin  string
	Index   int64
	Leaf    record.Leaf
	Channel record.ChannelID
	Partner keys.PartnerID // whose ledger it stands in
}

// QuotedBy lists the entries that say that they repeat one.
func (tx *Tx) QuotedBy(leaf record.Leaf) ([]Quoting, error) {
	all, err := list(tx, func(r row) (q Quoting, err error) {
		var at place
		err = r.Scan(&q.Origin, &at, fixed(q.Leaf[:]), fixed(q.Channel[:]), fixed(q.Partner[:]))
		q.Index = at.index()
		return q, err
	}, `SELECT l.origin, q.place, e.leaf, l.channel, l.partner FROM quote q JOIN entry e ON e.place = q.place
		JOIN ledger l ON l.id = q.place / 68719476736 WHERE q.leaf = $1 ORDER BY q.place`, leaf[:])
	return all, failed(err, "list what quotes %s", leaf)
}
