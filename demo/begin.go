package demo

import (
	"bytes"
	"context"
	"errors"
	"io"

	"entente/record"
	"entente/store"
	"entente/web"
)

// begin keeps the rows as forms that their author typed and did not send.
func (w *writing) begin(ctx context.Context) error {
	place, kept, err := w.begun(ctx)
	if err != nil || kept {
		return err
	}
	rows, err := record.ReadCSV(w.kind, bytes.NewReader(w.content))
	if err != nil {
		return err
	}
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		typed := map[string]string{}
		for _, cell := range row.Cells {
			typed[cell.Column.Name] = cell.Text
		}
		draft := store.Draft{
			Account: w.author.Person, Channel: w.shared, Record: w.NewID(w.shared), Kind: w.Kind,
			Label: place.DefaultLabel, Content: web.Unsent(typed),
		}
		if err := w.KeepDraft(ctx, draft); err != nil {
			return err
		}
	}
}

// begun finds the channel, and whether the author keeps drafts already.
func (w *writing) begun(ctx context.Context) (place store.Channel, kept bool, err error) {
	err = w.View(ctx, func(tx *store.Tx) error {
		drafts, err := tx.Drafts(w.author.Person)
		if kept = len(drafts) > 0; err != nil {
			return err
		}
		place, err = tx.Channel(w.shared)
		return err
	})
	return place, kept, err
}
