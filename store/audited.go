package store

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"entente/audit"
	"entente/record"
)

// An Audited is an event of the audit ledger with the number of its line.
type Audited struct {
	Number int64
	audit.Event
}

// An AuditQuery chooses events. Its zero value chooses the newest of all.
type AuditQuery struct {
	From, Until time.Time // the second is not included
	What        audit.What
	Account     string // pseudonym
	Office      string
	Record      *record.ID
	Before      int64 // a line's number; for the next page
	Limit       int   // MaxLimit if 0 or more than that
}

// PutAudited keeps lines of the audit ledger for queries.
func (tx *Tx) PutAudited(lines []audit.Line) error {
	for _, l := range lines {
		if err := tx.putAudited(l); err != nil {
			return failed(err, "keep line %d of the audit", l.Number)
		}
	}
	return nil
}

func (tx *Tx) putAudited(l audit.Line) error {
	event, err := json.Marshal(l.Event, json.Deterministic(true))
	if err != nil {
		return err
	}
	added, err := tx.exec(`INSERT INTO audited (number, at, what, account, office, event) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (number) DO NOTHING`, l.Number, millis(l.Event.At), string(l.Event.What), l.Event.Account, l.Event.Office, event)
	if err != nil || added == 0 {
		return err
	}
	for _, subject := range l.Event.Of {
		for _, item := range subject.Records {
			if _, err := tx.exec(`INSERT INTO audited_record (record, number) VALUES ($1, $2) ON CONFLICT DO NOTHING`, item.ID[:], l.Number); err != nil {
				return err
			}
		}
	}
	return nil
}

// Audited lists events, the newest first.
func (tx *Tx) Audited(q AuditQuery) ([]Audited, error) {
	var where []string
	var args []any
	also := func(condition string, value any) {
		args = append(args, value)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	if !q.From.IsZero() {
		also(`at >= $%d`, millis(q.From))
	}
	if !q.Until.IsZero() {
		also(`at < $%d`, millis(q.Until))
	}
	if q.What != "" {
		also(`what = $%d`, string(q.What))
	}
	if q.Account != "" {
		also(`account = $%d`, q.Account)
	}
	if q.Office != "" {
		also(`office = $%d`, q.Office)
	}
	if q.Record != nil {
		also(`number IN (SELECT number FROM audited_record WHERE record = $%d)`, q.Record[:])
	}
	if q.Before > 0 {
		also(`number < $%d`, q.Before)
	}
	query := `SELECT number, event FROM audited`
	if len(where) > 0 {
		query += ` WHERE ` + strings.Join(where, ` AND `)
	}
	if q.Limit <= 0 || q.Limit > MaxLimit {
		q.Limit = MaxLimit
	}
	args = append(args, q.Limit)
	all, err := list(tx, readAudited, fmt.Sprintf(`%s ORDER BY number DESC LIMIT $%d`, query, len(args)), args...)
	return all, failed(err, "list the audit")
}

func readAudited(r row) (a Audited, err error) {
	var event []byte
	if err := r.Scan(&a.Number, &event); err != nil {
		return a, err
	}
	if err := json.Unmarshal(event, &a.Event); err != nil {
		return a, fmt.Errorf("event %d of the audit: %w", a.Number, ErrDamaged)
	}
	return a, nil
}

// ForgetAudited takes events up to a line's number out of the queries.
func (tx *Tx) ForgetAudited(upTo int64) error {
	for _, query := range []string{`DELETE FROM audited_record WHERE number <= $1`, `DELETE FROM audited WHERE number <= $1`} {
		if _, err := tx.exec(query, upTo); err != nil {
			return failed(err, "forget the audit up to line %d", upTo)
		}
	}
	return nil
}
