package interchange

import (
	"errors"

	"entente/node"
	"entente/record"
	"entente/store"
)

var errMoved = errors.New("the file or the records were changed while they were read")

// write writes what is to be created or changed. It judges again instead of
// keeping every draft in memory, and stops if the judgement has changed.
func (im *importing) write(first int, rows []record.Row) error {
	defer im.advance(len(rows))
	var drafts []node.Draft
	err := im.node.ViewBy(im.ctx, im.Author, func(tx *store.Tx) error {
		for i, row := range rows {
			at := first + i
			if at >= len(im.rows) {
				return errMoved
			}
			plan := im.rows[at]
			if plan.action != Create && plan.action != Change {
				continue
			}
			j, err := im.judgeRow(tx, at, row)
			if err != nil {
				return err
			}
			if known, here := im.byKey[row.Key]; j.Action != plan.action || !here || int(known) != at {
				return errMoved
			}
			drafts = append(drafts, j.draft)
		}
		return nil
	})
	if err != nil {
		return err
	}
	// What is written and not signed yet is written all the same.
	written, err := im.node.Write(im.ctx, im.Channel, im.Author, drafts...)
	im.report.Written += len(written)
	return err
}
