package store

import (
	"fmt"
	"strings"

	"entente/keys"
	"entente/record"
)

// A RecordQuery says which records a list shows. A field that is not set does
// not restrict it.
type RecordQuery struct {
	Channel    *record.ChannelID
	Kind       string
	Partner    *keys.PartnerID // who holds the newest revision
	Office     string          // for which the newest revision was written
	RefersTo   *record.ID
	After      Cursor // the last record of the page before
	Descending bool
	Limit      int // DefaultLimit if 0
}

// How many records one page has.
const (
	DefaultLimit = 50
	MaxLimit     = 1000
)

// A Cursor is the position of a record in a list. A page goes on after it,
// whatever was written in between.
type Cursor struct {
	Sort    string
	Channel record.ChannelID
	ID      record.ID
}

// IsZero reports that a list begins at its beginning.
func (c Cursor) IsZero() bool { return c == Cursor{} }

// Cursor is where this record stands in a list.
func (r Record) Cursor() Cursor { return Cursor{r.Sort, r.Channel, r.ID} }

// condition is the WHERE of a query and its arguments.
func (q RecordQuery) condition() (string, []any) {
	var parts []string
	var args []any
	where := func(format string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			format = strings.Replace(format, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		parts = append(parts, format)
	}
	if q.Channel != nil {
		where(`r.channel = ?`, q.Channel[:])
	}
	if q.Kind != "" {
		where(`r.kind = ?`, q.Kind)
	}
	if q.Partner != nil {
		where(`r.partner = ?`, q.Partner[:])
	}
	if q.Office != "" {
		where(`r.office = ?`, q.Office)
	}
	if q.RefersTo != nil {
		referring := `SELECT f.channel, f.id FROM reference f WHERE f.to_id = ?`
		values := []any{q.RefersTo[:]}
		if q.Channel != nil {
			referring, values = referring+` AND f.channel = ?`, append(values, q.Channel[:])
		}
		if q.Kind != "" {
			referring, values = referring+` AND f.kind = ?`, append(values, q.Kind)
		}
		where(`(r.channel, r.id) IN (`+referring+`)`, values...)
	}
	if !q.After.IsZero() {
		beyond := `>`
		if q.Descending {
			beyond = `<`
		}
		where(`(r.sort, r.channel, r.id) `+beyond+` (?, ?, ?)`, q.After.Sort, q.After.Channel[:], q.After.ID[:])
	}
	if len(parts) == 0 {
		return "", nil
	}
	return ` WHERE ` + strings.Join(parts, ` AND `), args
}

func limited(limit int) int {
	if limit <= 0 {
		return DefaultLimit
	}
	return min(limit, MaxLimit)
}

// Records lists current states by their sort key, then channel and id.
func (tx *Tx) Records(q RecordQuery) ([]Record, error) {
	where, args := q.condition()
	order := ` ORDER BY r.sort, r.channel, r.id`
	if q.Descending {
		order = ` ORDER BY r.sort DESC, r.channel DESC, r.id DESC`
	}
	all, err := tx.records(fmt.Sprintf("%s%s LIMIT %d", where, order, limited(q.Limit)), args...)
	return all, failed(err, "list records")
}

// CountRecords counts what the query finds, from its cursor on; with a limit it
// does not count further than that.
func (tx *Tx) CountRecords(q RecordQuery) (int64, error) {
	where, args := q.condition()
	query := `SELECT 1 FROM ` + tx.from(records) + ` r` + where
	if q.Limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", q.Limit)
	}
	n, err := one(tx, scan[int64], `SELECT count(*) FROM (`+query+`) AS found`, args...)
	return n, failed(err, "count records")
}

// FindExternal finds the records of a channel that bear a name of somebody
// else's system, in the order in which they were created.
func (tx *Tx) FindExternal(channel record.ChannelID, scheme, value string) ([]Record, error) {
	all, err := tx.records(` WHERE r.channel = $1 AND r.id IN (SELECT x.id FROM external_id x
		WHERE x.channel = $2 AND x.scheme = $3 AND x.value = $4) ORDER BY r.id`, channel[:], channel[:], scheme, value)
	return all, failed(err, "find records named %s in %s", value, scheme)
}

// ReferencesTo finds the records of a channel that refer to one, by kind and
// sort key.
func (tx *Tx) ReferencesTo(channel record.ChannelID, id record.ID) ([]Record, error) {
	all, err := tx.records(` WHERE r.channel = $1 AND r.id IN (SELECT f.id FROM reference f WHERE f.channel = $2 AND f.to_id = $3)
		ORDER BY r.kind, r.sort, r.id`, channel[:], channel[:], id[:])
	return all, failed(err, "list references to record %s", id)
}
