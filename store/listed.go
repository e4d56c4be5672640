package store

import (
	"errors"
	"fmt"
	"strings"

	"entente/record"
)

// A Listed is a record in a listing.
type Listed struct {
	Record
	Position ListCursor
}

// List returns one page of a listing.
func (tx *Tx) List(q Listing) ([]Listed, error) {
	all, err := tx.listed(q)
	return all, failed(err, "list records of kind %s", q.Kind)
}

type unopenedListed struct {
	key []byte
	unopenedRecord
}

func (tx *Tx) listed(q Listing) ([]Listed, error) {
	p, err := tx.ready(q)
	if err != nil || p.none {
		return nil, err
	}
	direction, beyond := ``, `>`
	if q.Descending {
		direction, beyond = ` DESC`, `<`
	}
	if !q.After.ID.IsZero() {
		p.where = append(p.where, `(s.key, s.id) `+beyond+` (`+p.argument(solid(q.After.Key))+`, `+p.argument(q.After.ID[:])+`)`)
	}
	page := fmt.Sprintf(`SELECT s.key, s.id, s.arrived FROM %s WHERE %s ORDER BY s.key%s, s.id%s LIMIT %d`,
		p.from, strings.Join(p.where, ` AND `), direction, direction, limited(q.Limit))
	rows, err := list(tx, func(r row) (u unopenedListed, err error) {
		err = r.Scan(append([]any{&u.key}, append(u.columns(), decoded{&u.Title}, &u.Sort, instant{&u.Created})...)...)
		return u, err
	}, `SELECT page.key, `+recordColumns+` FROM (`+page+`) page CROSS JOIN `+tx.from(records)+` r ON r.arrived = page.arrived`+revisionJoins+
		` ORDER BY page.key`+direction+`, page.id`+direction, p.args...)
	if err != nil {
		return nil, err
	}
	all := make([]Listed, len(rows))
	for i, u := range rows {
		all[i].Record = u.Record
		if all[i].Revision, err = tx.openRevision(u.unopened); err != nil {
			return nil, err
		}
		all[i].Position = ListCursor{u.key, all[i].ID}
	}
	return all, nil
}

// ready is plan, with the index of words up to date.
func (tx *Tx) ready(q Listing) (listingPlan, error) {
	if err := tx.usable(); err != nil {
		return listingPlan{}, err
	}
	if err := tx.index(); err != nil {
		return listingPlan{}, err
	}
	return tx.plan(q)
}

// A Count is how many there are. One that is not exact means at least N.
type Count struct {
	N     int64
	Exact bool
}

// CountListed counts what a listing finds on all its pages, no further than most.
func (tx *Tx) CountListed(q Listing, most int64) (Count, error) {
	p, err := tx.ready(q.inAnyOrder())
	if err != nil || p.none {
		return Count{Exact: true}, failed(err, "count records of kind %s", q.Kind)
	}
	n, err := one(tx, scan[int64], fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s LIMIT %d) AS found`,
		p.from, strings.Join(p.where, ` AND `), most+1), p.args...)
	return Count{min(n, most), n <= most}, failed(err, "count records of kind %s", q.Kind)
}

// ListedLabels are the exact labels of all records of a kind in a channel, each
// once: what is said of the kind as a whole is marked by them.
func (tx *Tx) ListedLabels(channel record.ChannelID, kind string) ([][]byte, error) {
	field, err := tx.knownField(channel, kind, ByLabel)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	var all [][]byte
	if err == nil {
		all, err = list(tx, scan[[]byte], `SELECT DISTINCT l.xml FROM list_value v JOIN facet f ON f.value = v.n
			AND f.arrived = (SELECT min(g.arrived) FROM facet g WHERE g.value = v.n)
			JOIN `+tx.from(records)+` r ON r.arrived = f.arrived JOIN label l ON l.id = r.label WHERE v.field = $1`, field)
	}
	return all, failed(err, "list the labels of kind %s", kind)
}
