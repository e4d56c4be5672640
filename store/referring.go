package store

import (
	"fmt"
	"slices"

	"entente/record"
)

// A Referring is how many records of a kind refer to one.
type Referring struct {
	Kind    string
	Records int64
}

// Referring counts the records of its channel that refer to a record, by kind.
func (tx *Tx) Referring(channel record.ChannelID, id record.ID) ([]Referring, error) {
	all, err := list(tx, func(r row) (n Referring, err error) {
		err = r.Scan(&n.Kind, &n.Records)
		return n, err
	}, `SELECT kind, count(DISTINCT id) FROM `+tx.from(references)+` f WHERE to_id = $1 AND channel = $2 GROUP BY kind ORDER BY kind`, id[:], channel[:])
	return all, failed(err, "count what refers to record %s", id)
}

// NewestReferring are the records of a kind that refer to a record, no more than
// most of those begun last, by their sort key. Only they are read, however many
// there are.
func (tx *Tx) NewestReferring(channel record.ChannelID, id record.ID, kind string, most int) ([]Record, error) {
	all, err := tx.records(fmt.Sprintf(` WHERE r.channel = $1 AND r.id IN (SELECT DISTINCT f.id FROM %s f
		WHERE f.to_id = $2 AND f.channel = $3 AND f.kind = $4 ORDER BY f.id DESC LIMIT %d) ORDER BY r.sort, r.id`, tx.from(references), limited(most)),
		channel[:], id[:], channel[:], kind)
	return all, failed(err, "list the newest of kind %s that refer to record %s", kind, id)
}

// ReferredTo are those of some records that a record of a kind refers to.
func (tx *Tx) ReferredTo(channel record.ChannelID, kind string, some []record.ID) ([]record.ID, error) {
	var all []record.ID
	for some := range slices.Chunk(some, atOnce) {
		p := listingPlan{}
		var keys [][]byte
		for _, id := range some {
			keys = append(keys, id[:])
		}
		found, err := list(tx, func(r row) (id record.ID, err error) {
			err = r.Scan(fixed(id[:]))
			return id, err
		}, `SELECT DISTINCT to_id FROM `+tx.from(references)+` f WHERE to_id IN (`+inList(&p, keys)+`)
			AND channel = `+p.argument(channel[:])+` AND kind = `+p.argument(kind), p.args...)
		if err != nil {
			return nil, failed(err, "find what kind %s refers to", kind)
		}
		all = append(all, found...)
	}
	return all, nil
}
