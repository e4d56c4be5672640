package interchange

import (
	"errors"

	"entente/record"
	"entente/store"
)

// index gives every row the id of its record.
func (im *importing) index(first int, rows []record.Row) error {
	return im.node.ViewBy(im.ctx, im.Author, func(tx *store.Tx) error {
		for i, row := range rows {
			p := planned{listed: -1}
			if len(row.Problems) == 0 {
				im.byKey[row.Key] = int32(first + i)
				ours, err := im.ours(tx, row.Key)
				if err != nil {
					return err
				}
				p.exists, p.double = len(ours) > 0, len(ours) > 1
				if p.exists {
					p.id = ours[0]
				} else {
					p.id = im.node.NewID(im.Channel)
				}
			}
			im.rows = append(im.rows, p)
		}
		return nil
	})
}

// ours finds our own records of this kind with a key. A record that was never
// imported has no key and is exported under its id, so that finds it too.
func (im *importing) ours(tx *store.Tx, key string) ([]record.ID, error) {
	found, err := tx.FindExternal(im.Channel, record.KeyScheme, key)
	if err != nil {
		return nil, err
	}
	var ids []record.ID
	for _, r := range found {
		if r.Kind == im.kind.Name() && r.Partner == im.node.Self() {
			ids = append(ids, r.ID)
		}
	}
	id, isID := idOf(key)
	if len(ids) > 0 || !isID {
		return ids, nil
	}
	r, err := tx.Record(im.Channel, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err == nil && r.Kind == im.kind.Name() && r.Partner == im.node.Self() {
		ids = append(ids, id)
	}
	return ids, err
}

func idOf(key string) (record.ID, bool) {
	id, err := record.ParseID(key)
	return id, err == nil
}
