package store

import (
	"errors"
	"fmt"
	"strings"

	"entente/record"
)

// A Listing asks for the records of one kind in one channel as a list shows
// them: filtered, in the order of a field, page by page. All of it is answered
// from what PutRecord derived from the declaration of the kind.
type Listing struct {
	Channel    record.ChannelID
	Kind       string
	Filters    []Filter
	Period     Period
	Text       string // "find in these", as in SearchQuery
	Sort       string // a field of sort keys, ByDefault or ByChange
	Descending bool
	After      ListCursor
	Limit      int // DefaultLimit if 0
}

// A Filter keeps the records that have one of the values in a field.
type Filter struct {
	Field  string
	Values []string // as in record.Facet
}

// A Period keeps the records whose date in a field may lie in it: 2024 may lie
// in the time from March 2024 on. Either end may be open.
type Period struct {
	Field    string
	From, To record.Date
}

// IsZero reports that a period keeps everything.
func (p Period) IsZero() bool { return p.From.IsZero() && p.To.IsZero() }

// A ListCursor is the position of a record in a listing. A page goes on after
// it, whatever was written in between.
type ListCursor struct {
	Key []byte // of Listing.Sort
	ID  record.ID
}

// maxWithin bounds how many records with the words of a text are looked at, the
// newest first.
const maxWithin = 5000

// selective is how many records a filter may leave for them to be sorted
// instead of walking the order until a page is full.
const selective = 2000

// A listingPlan is a listing as SQL: the FROM and WHERE after a SELECT.
type listingPlan struct {
	from  string
	where []string
	args  []any
	none  bool // a condition that no record meets
}

func (p *listingPlan) argument(value any) string {
	p.args = append(p.args, value)
	return fmt.Sprintf("$%d", len(p.args))
}

// A chosenValues is a filter with the numbers of its values.
type chosenValues struct {
	values  []int64
	records int64
}

// plan decides from where a listing is read: the order that it asks for, or the
// fewest records that one of its conditions leaves. Left to itself, SQLite may
// sort everything.
func (tx *Tx) plan(q Listing) (listingPlan, error) {
	p := listingPlan{}
	sort, err := tx.knownField(q.Channel, q.Kind, q.Sort)
	if errors.Is(err, ErrNotFound) {
		p.none = true
		return p, nil
	}
	if err != nil {
		return p, err
	}
	var filters []chosenValues
	for _, f := range q.Filters {
		c, err := tx.choose(q.Channel, q.Kind, f)
		if err != nil {
			return p, err
		}
		if len(c.values) == 0 {
			p.none = true
			return p, nil
		}
		filters = append(filters, c)
	}
	driver := tx.drive(&p, q, &filters)
	if p.none {
		return p, nil
	}
	p.from = driver + tx.from(sortKeys) + ` s`
	p.where = append(p.where, `s.field = `+p.argument(sort))
	if driver != "" {
		p.where = append(p.where, `s.arrived = d.arrived`)
	}
	for _, f := range filters {
		p.where = append(p.where, `EXISTS (SELECT 1 FROM facet f WHERE f.value IN (`+p.numbers(f.values)+`) AND f.arrived = s.arrived)`)
	}
	return p, tx.planPeriod(&p, q)
}

// drive chooses what is read first. The filter that does so is taken from filters.
func (tx *Tx) drive(p *listingPlan, q Listing, filters *[]chosenValues) string {
	if q.Text != "" {
		t := tx.textQuery(SearchQuery{Text: q.Text, Channels: []record.ChannelID{q.Channel}, Kinds: []string{q.Kind}, Limit: maxWithin})
		if len(t.Phrases) == 0 {
			p.none = true
			return ""
		}
		t.Limit = maxWithin
		return `(` + tx.Text.Within(t, p.argument) + `) d CROSS JOIN `
	}
	fewest := -1
	for i, f := range *filters {
		if f.records <= selective && (fewest < 0 || f.records < (*filters)[fewest].records) {
			fewest = i
		}
	}
	if fewest < 0 {
		return ""
	}
	values := (*filters)[fewest].values
	*filters = append(append([]chosenValues(nil), (*filters)[:fewest]...), (*filters)[fewest+1:]...)
	return `(SELECT DISTINCT f.arrived FROM facet f WHERE f.value IN (` + p.numbers(values) + `)) d CROSS JOIN `
}

func (p *listingPlan) numbers(values []int64) string {
	var list []string
	for _, v := range values {
		list = append(list, p.argument(v))
	}
	return strings.Join(list, ", ")
}

// planPeriod compares the texts of dates: those of a coarser date begin those of
// the finer ones within it.
func (tx *Tx) planPeriod(p *listingPlan, q Listing) error {
	if q.Period.IsZero() {
		return nil
	}
	field, err := tx.knownField(q.Channel, q.Kind, q.Period.Field)
	if errors.Is(err, ErrNotFound) {
		p.none = true
		return nil
	}
	if err != nil {
		return err
	}
	if q.Sort == q.Period.Field {
		p.where = append(p.where, p.within("s", q.Period)...)
		return nil
	}
	within := append([]string{`t.field = ` + p.argument(field), `t.arrived = s.arrived`}, p.within("t", q.Period)...)
	p.where = append(p.where, `EXISTS (SELECT 1 FROM sort_key t WHERE `+strings.Join(within, ` AND `)+`)`)
	return nil
}

// within are the conditions on the key of a row of sort_key. The first bounds
// where a walk of the index begins.
func (p *listingPlan) within(table string, period Period) (conditions []string) {
	key := table + ".key"
	if from := period.From.String(); from != "" {
		coarser := []string{key + ` >= ` + p.argument([]byte(from))}
		first := from
		for _, end := range []int{7, 4} {
			if len(from) > end {
				first = from[:end]
				coarser = append(coarser, key+` = `+p.argument([]byte(first)))
			}
		}
		conditions = append(conditions, key+` >= `+p.argument([]byte(first)), `(`+strings.Join(coarser, ` OR `)+`)`)
	}
	if to := period.To.String(); to != "" {
		conditions = append(conditions, key+` < `+p.argument([]byte(to+"~")), key+` > `+p.argument([]byte{}))
	}
	return conditions
}

// inAnyOrder is a listing of the same records in the order that is read with the
// least work: that of its period, whose index then has them side by side.
func (q Listing) inAnyOrder() Listing {
	q.Sort, q.Descending = ByDefault, false
	if !q.Period.IsZero() {
		q.Sort = q.Period.Field
	}
	return q
}

// choose finds the numbers of the values of a filter.
func (tx *Tx) choose(channel record.ChannelID, kind string, f Filter) (c chosenValues, err error) {
	field, err := tx.knownField(channel, kind, f.Field)
	if errors.Is(err, ErrNotFound) {
		return c, nil
	}
	for _, value := range f.Values[:min(len(f.Values), maxChosen)] {
		var v listValue
		if err == nil {
			v, err = one(tx, readValue, `SELECT n, field, value, words, records FROM list_value WHERE field = $1 AND value = $2`, field, value)
		}
		if errors.Is(err, ErrNotFound) {
			err = nil
			continue
		}
		c.values, c.records = append(c.values, v.n), c.records+v.records
	}
	return c, err
}

// maxChosen bounds how many values of one field a filter may name.
const maxChosen = 50

type listValue struct {
	n, field int64
	value    string
	words    string
	records  int64
}

func readValue(r row) (v listValue, err error) {
	err = r.Scan(&v.n, &v.field, &v.value, &v.words, &v.records)
	return v, err
}
