package office

import (
	"errors"
	"time"

	"entente/access"
	"entente/feature"
	"entente/record"
	"entente/store"
)

// readAll reads what a query finds of a kind. What this version cannot read is
// left out: its own page says so.
func readAll[T any](tx *store.Tx, kind record.Declared[T], q store.RecordQuery) ([]Written[T], error) {
	q.Kind = kind.Name()
	rows, err := tx.Records(q)
	return decode(kind, rows), err
}

func decode[T any](kind record.Declared[T], rows []store.Record) []Written[T] {
	var all []Written[T]
	for _, row := range rows {
		if value, ok := feature.Read(kind, row); ok {
			all = append(all, Written[T]{row, value})
		}
	}
	return all
}

// ours are the offices of our own side, all of them: one that were left out would
// lose its holders, and its code would be free for others.
func ours(tx *store.Tx, private record.ChannelID) ([]Written[Office], error) {
	return readEach(tx, Offices, store.RecordQuery{Channel: &private})
}

// readEach is readAll page after page, to the end.
func readEach[T any](tx *store.Tx, kind record.Declared[T], q store.RecordQuery) (all []Written[T], err error) {
	q.Kind, q.Limit = kind.Name(), store.MaxLimit
	for {
		rows, err := tx.Records(q)
		if err != nil {
			return nil, err
		}
		all = append(all, decode(kind, rows)...)
		if len(rows) < q.Limit {
			return all, nil
		}
		q.After = rows[len(rows)-1].Cursor()
	}
}

// Of says which offices an account acts for: those of its own list, and those
// that the private channel gives or takes away.
func Of(tx *store.Tx, account access.Account, at time.Time) ([]access.Office, error) {
	private, err := tx.PrivateChannel()
	if errors.Is(err, store.ErrNotFound) {
		return account.Offices, nil
	}
	if err != nil {
		return nil, err
	}
	recorded, err := ours(tx, private.ID)
	return Together(recorded, account.Offices, account.ID, at), err
}
