package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"entente/record"
)

// A ValueCount says how many records have a value.
type ValueCount struct {
	record.Facet
	Count
}

// CountValues counts the values of fields among what a listing finds, the most
// frequent first. Conditions on a field itself do not count for that field: its
// other values can be chosen too. No more than most records are looked at.
func (tx *Tx) CountValues(q Listing, fields []string, most int64) (map[string][]ValueCount, error) {
	counts := map[string][]ValueCount{}
	var open []string // fields without a condition of their own
	for _, field := range fields {
		others := q
		others.Filters = slices.DeleteFunc(slices.Clone(q.Filters), func(f Filter) bool { return f.Field == field })
		if len(others.Filters) == len(q.Filters) {
			open = append(open, field)
			continue
		}
		if err := tx.countValues(others, []string{field}, most, counts); err != nil {
			return nil, failed(err, "count the values of %s of kind %s", field, q.Kind)
		}
	}
	return counts, failed(tx.countValues(q, open, most, counts), "count values of kind %s", q.Kind)
}

func (tx *Tx) countValues(q Listing, fields []string, most int64, into map[string][]ValueCount) error {
	number := func(v listValue) Count { return Count{v.records, true} }
	if !tx.seesAll() || len(q.Filters) > 0 || !q.Period.IsZero() || q.Text != "" {
		found, err := tx.countFound(q, most)
		if err != nil {
			return err
		}
		number = func(v listValue) Count { return Count{found.records[v.n], found.exact} }
	}
	for _, field := range fields {
		n, err := tx.knownField(q.Channel, q.Kind, field)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		var values []listValue
		if err == nil {
			values, err = list(tx, readValue, fmt.Sprintf(`SELECT n, field, value, words, records FROM list_value
				WHERE field = $1 ORDER BY records DESC, n LIMIT %d`, maxValues), n)
		}
		if err != nil {
			return err
		}
		into[field] = valueCounts(field, values, number)
	}
	return nil
}

// maxValues bounds how many values of one field are counted.
const maxValues = 500

// A foundValues is how many records of a listing have each value.
type foundValues struct {
	records map[int64]int64 // by the number of the value
	exact   bool
}

// countFound looks at the values of up to most records of a listing.
func (tx *Tx) countFound(q Listing, most int64) (foundValues, error) {
	found := foundValues{records: map[int64]int64{}, exact: true}
	p, err := tx.ready(q.inAnyOrder())
	if err != nil || p.none {
		return found, err
	}
	matched := fmt.Sprintf(`SELECT s.arrived FROM %s WHERE %s LIMIT %d`, p.from, strings.Join(p.where, ` AND `), most)
	type counted struct{ value, n int64 }
	all, err := list(tx, func(r row) (c counted, err error) {
		err = r.Scan(&c.value, &c.n)
		return c, err
	}, `SELECT f.value, count(*) FROM (`+matched+`) m CROSS JOIN facet f ON f.arrived = m.arrived GROUP BY f.value`, p.args...)
	for _, c := range all {
		found.records[c.value] = c.n
	}
	if err != nil {
		return found, err
	}
	// Every record has exactly one writer: they say how many were looked at.
	writers, err := list(tx, scan[int64], `SELECT v.n FROM list_value v JOIN list_field l ON l.n = v.field
		WHERE l.channel = $1 AND l.kind = $2 AND l.name = $3`, q.Channel[:], q.Kind, ByPartner)
	var looked int64
	for _, writer := range writers {
		looked += found.records[writer]
	}
	found.exact = looked < most
	return found, err
}

func valueCounts(field string, values []listValue, count func(listValue) Count) []ValueCount {
	var all []ValueCount
	for _, v := range values {
		if n := count(v); n.N > 0 {
			all = append(all, ValueCount{record.Facet{Field: field, Value: v.value, Words: v.words}, n})
		}
	}
	slices.SortStableFunc(all, func(a, b ValueCount) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Words+a.Value, b.Words+b.Value))
	})
	return all
}
