package interchange

import (
	"context"
	"errors"
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
	// Label is that of the file: the combination of those of its records. An empty
	// file has none.
	Label string `json:"label,omitempty"`
}

// ErrUnmarkable says that the labels of records cannot be put together, so that
// a file of all of them would have no marking.
var ErrUnmarkable = errors.New("the labels of these records cannot be combined")

// Export writes records as CSV, in one snapshot. Importing the file into the
// same node again changes nothing. Records that no one label can cover are not
// written into one file.
func Export(ctx context.Context, n *node.Node, s Selection, w io.Writer, progress func(done, total int64)) (done Exported, err error) {
	kind, known := n.Kinds.Lookup(s.Kind)
	if !known {
		return done, fmt.Errorf("interchange: export: this version knows no kind %q", s.Kind)
	}
	if err := s.depart(ctx, n); err != nil {
		return done, fmt.Errorf("interchange: export %s: %w", kind.Name(), err)
	}
	err = n.View(ctx, func(tx *store.Tx) error {
		columns, labels, err := s.survey(tx, kind)
		if err != nil {
			return err
		}
		if len(labels) > 0 {
			whole, err := n.Policies.Combine(n.Now(), labels...)
			if err != nil {
				return fmt.Errorf("%w: %w", ErrUnmarkable, err)
			}
			done.Label = string(whole)
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

// survey finds enough columns for the longest lists, of which it keeps the few
// values that made the table wider, and the labels of what will be written.
func (s Selection) survey(tx *store.Tx, kind *record.Kind) (columns []record.Column, labels [][]byte, err error) {
	widest := []any{kind.New()}
	columns = kind.ColumnsFor(widest...)
	seen := map[string]bool{}
	err = s.each(tx, kind, func(r store.Record, value any) error {
		if value == nil {
			return nil
		}
		if !seen[string(r.Label)] {
			seen[string(r.Label)], labels = true, append(labels, r.Label)
		}
		if wider := kind.ColumnsFor(append(widest, value)...); len(wider) > len(columns) {
			columns, widest = wider, append(widest, value)
		}
		return nil
	})
	return columns, labels, err
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

// depart notes which entries leave the node, before they do.
func (s Selection) depart(ctx context.Context, n *node.Node) error {
	var entries []store.Departed
	err := n.View(ctx, func(tx *store.Tx) error {
		query := s.query()
		for {
			page, err := tx.Records(query)
			for _, r := range page {
				entries = append(entries, store.Departed{Origin: r.Origin, Index: r.Index, Part: store.WholeEntry})
			}
			if err != nil || len(page) < store.MaxLimit {
				return err
			}
			query.After = page[len(page)-1].Cursor()
		}
	})
	if err != nil {
		return err
	}
	return n.Depart(ctx, store.Departure{How: store.ByExport, Whom: "CSV, " + s.Kind}, entries...)
}
