package interchange

import (
	"context"
	"fmt"
	"io"

	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A Selection says which records to export.
type Selection struct {
	Kind    string
	Channel record.ChannelID
	Partner *keys.PartnerID // who holds them; nil for everybody
}

// An Exported says what an export wrote.
type Exported struct {
	Records int `json:"records"`
	// LeftOut are records without a body that this version can read: withdrawn,
	// withheld, or of a newer version.
	LeftOut int `json:"leftOut"`
}

// Export writes records as CSV, in one snapshot. Importing the file into the
// same node again changes nothing.
func Export(ctx context.Context, n *node.Node, s Selection, w io.Writer, progress func(done, total int64)) (done Exported, err error) {
	kind, known := n.Kinds.Lookup(s.Kind)
	if !known {
		return done, fmt.Errorf("interchange: export: this version knows no kind %q", s.Kind)
	}
	err = n.View(ctx, func(tx *store.Tx) error {
		columns, err := columnsOf(tx, kind, s)
		if err != nil {
			return err
		}
		to, err := record.WriteCSV(kind, w, columns...)
		if err != nil {
			return err
		}
		total, err := tx.CountRecords(s.query())
		if err != nil {
			return err
		}
		err = s.each(tx, kind, func(r store.Record, value any) error {
			if value == nil {
				done.LeftOut++
				return nil
			}
			done.Records++
			if progress != nil {
				progress(int64(done.Records+done.LeftOut), total)
			}
			return to.Write(value, r.ID.String())
		})
		if err != nil {
			return err
		}
		return to.Flush()
	})
	if err != nil {
		return done, fmt.Errorf("interchange: export %s: %w", kind.Name(), err)
	}
	return done, nil
}

// columnsOf finds enough columns for the longest lists: it keeps the few values
// that made the table wider.
func columnsOf(tx *store.Tx, kind *record.Kind, s Selection) ([]record.Column, error) {
	widest := []any{kind.New()}
	columns := kind.ColumnsFor(widest...)
	err := s.each(tx, kind, func(_ store.Record, value any) error {
		if value == nil {
			return nil
		}
		if wider := kind.ColumnsFor(append(widest, value)...); len(wider) > len(columns) {
			columns, widest = wider, append(widest, value)
		}
		return nil
	})
	return columns, err
}

func (s Selection) query() store.RecordQuery {
	return store.RecordQuery{Channel: &s.Channel, Kind: s.Kind, Partner: s.Partner, Limit: store.MaxLimit}
}

// each calls take with every record; its value is nil if it cannot be read.
func (s Selection) each(tx *store.Tx, kind *record.Kind, take func(r store.Record, value any) error) error {
	query := s.query()
	for {
		page, err := tx.Records(query)
		if err != nil {
			return err
		}
		for _, r := range page {
			value, err := tx.Value(kind, r.Revision)
			if err != nil {
				return err
			}
			if err := take(r, value); err != nil {
				return err
			}
		}
		if len(page) < store.MaxLimit {
			return nil
		}
		query.After = page[len(page)-1].Cursor()
	}
}
