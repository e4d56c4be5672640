package store

import (
	"fmt"
	"strings"

	"entente/keys"
	"entente/record"
)

// A ChangeQuery says which changes somebody has still to see: records of which
// a revision arrived after a number, of any channel unless one is named. What is
// drafted in a private channel arrives there too.
type ChangeQuery struct {
	After    int64
	Channel  *record.ChannelID
	Kind     string
	Partner  *keys.PartnerID // who wrote the newest revision
	ButActor []string        // pseudonyms of who has written and need not be told
	Limit    int             // DefaultLimit if 0
}

func (q ChangeQuery) condition() (string, []any) {
	args := []any{q.After}
	parts := []string{`r.arrived > $1`}
	where := func(format string, value any) {
		args = append(args, value)
		parts = append(parts, fmt.Sprintf(format, len(args)))
	}
	if q.Channel != nil {
		where(`r.channel = $%d`, q.Channel[:])
	}
	if q.Kind != "" {
		where(`r.kind = $%d`, q.Kind)
	}
	if q.Partner != nil {
		where(`r.partner = $%d`, q.Partner[:])
	}
	for _, actor := range q.ButActor {
		where(`r.actor <> $%d`, actor)
	}
	return ` WHERE ` + strings.Join(parts, ` AND `), args
}

// Changed lists records that changed, the last that arrived first.
func (tx *Tx) Changed(q ChangeQuery) ([]Record, error) {
	where, args := q.condition()
	all, err := tx.records(fmt.Sprintf("%s ORDER BY r.arrived DESC LIMIT %d", where, limited(q.Limit)), args...)
	return all, failed(err, "list what changed since arrival %d", q.After)
}

// CountChanged counts records that changed, up to a limit.
func (tx *Tx) CountChanged(q ChangeQuery) (int64, error) {
	where, args := q.condition()
	n, err := one(tx, scan[int64], fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM %s r%s LIMIT %d) AS found`, tx.from(records), where, limited(q.Limit)), args...)
	return n, failed(err, "count what changed since arrival %d", q.After)
}
