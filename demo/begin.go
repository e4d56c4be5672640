package demo

import (
	"context"

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
	return w.eachRow(func(row record.Row) error {
		typed := map[string]string{}
		for _, cell := range row.Cells {
			typed[cell.Column.Name] = cell.Text
		}
		draft := store.Draft{
			Account: w.author.Person, Channel: w.shared, Record: w.NewID(w.shared), Kind: w.Kind,
			Label: place.DefaultLabel, Content: web.Unsent(typed),
		}
		return w.KeepDraft(ctx, draft)
	})
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
