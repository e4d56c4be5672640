package store

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"entente/record"
)

// atOnce is how many values one statement names.
const atOnce = 64

// inList is as many arguments as one statement names, the last of few repeated,
// so that the statement is the same and stays prepared.
func inList[T any](p *listingPlan, some []T) string {
	var list []string
	for i := range atOnce {
		list = append(list, p.argument(some[min(i, len(some)-1)]))
	}
	return strings.Join(list, ", ")
}

// Holders says which records of a kind have which value of a field, by the
// arrivals of their newest entries. They are numbers, so that ten thousand
// records are sorted into groups without reading one.
func (tx *Tx) Holders(channel record.ChannelID, kind, field string) (map[string][]int64, error) {
	holders := map[string][]int64{}
	n, err := tx.knownField(channel, kind, field)
	if errors.Is(err, ErrNotFound) {
		return holders, nil
	}
	type held struct{ value, arrivals string }
	var all []held
	if err == nil { // one row for each value: one for each record would cost five times as much
		all, err = list(tx, func(r row) (h held, err error) {
			err = r.Scan(&h.value, &h.arrivals)
			return h, err
		}, `SELECT v.value, string_agg(CAST(f.arrived AS TEXT), ',') FROM list_value v CROSS JOIN `+tx.from(facets)+` f ON f.value = v.n
			WHERE v.field = $1 GROUP BY v.n`, n)
	}
	for _, h := range all {
		for number := range strings.SplitSeq(h.arrivals, ",") {
			arrived, err := strconv.ParseInt(number, 10, 64)
			if err != nil {
				return nil, failed(ErrDamaged, "group records of kind %s by %s: arrival %q", kind, field, number)
			}
			holders[h.value] = append(holders[h.value], arrived)
		}
	}
	return holders, failed(err, "group records of kind %s by %s", kind, field)
}

// FirstOf reads those of some records of a kind, named by their arrivals, that
// stand first in the kind's order, no more than most.
func (tx *Tx) FirstOf(channel record.ChannelID, kind string, arrivals []int64, most int) ([]Record, error) {
	if len(arrivals) > most {
		var err error
		if arrivals, err = tx.firstOf(channel, kind, arrivals, most); err != nil {
			return nil, failed(err, "order records of kind %s", kind)
		}
	}
	var all []Record
	for some := range slices.Chunk(arrivals, atOnce) {
		p := listingPlan{}
		found, err := tx.records(` WHERE r.arrived IN (`+inList(&p, some)+`)`, p.args...)
		if err != nil {
			return nil, failed(err, "read records of kind %s", kind)
		}
		all = append(all, found...)
	}
	return all, nil
}

// firstOf walks the order, which is short where many are looked for.
func (tx *Tx) firstOf(channel record.ChannelID, kind string, arrivals []int64, most int) ([]int64, error) {
	field, err := tx.knownField(channel, kind, ByDefault)
	if errors.Is(err, ErrNotFound) { // as where there are some that the reader does not see
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	wanted := make(map[int64]bool, len(arrivals))
	for _, arrived := range arrivals {
		wanted[arrived] = true
	}
	rows, err := tx.query(`SELECT arrived FROM `+tx.from(sortKeys)+` s WHERE field = $1 ORDER BY key, id`, field)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var first []int64
	for len(first) < most && rows.Next() {
		var arrived int64
		if err := rows.Scan(&arrived); err != nil {
			return nil, err
		}
		if wanted[arrived] {
			first = append(first, arrived)
		}
	}
	return first, errors.Join(rows.Err(), rows.Close())
}
