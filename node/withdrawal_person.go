package node

import (
	"errors"
	"strings"

	"entente/record"
	"entente/store"
)

// errEnough ends the reading of a ledger in which more was found than is shown.
var errEnough = errors.New("enough")

// personalIn are the personal values of one entry in which a text stands, as far
// as the reader may see the record.
func personalIn(tx *store.Tx, l store.Ledger, e record.Entry, text string) (found []Piece, err error) {
	for part, p := range e.Parts {
		if p.Type != record.PersonalPart || p.State != record.Present || !strings.Contains(folded(string(p.Content)), folded(text)) {
			continue
		}
		revisions, err := tx.RecordsAt(l.Origin, e.Index)
		if err != nil {
			return nil, err
		}
		for _, r := range revisions {
			if _, err := tx.Record(r.Channel, r.ID); err != nil {
				if ignoreMissing(err) == nil {
					continue
				}
				return nil, err
			}
			found = append(found, Piece{
				Channel: r.Channel, Record: r.ID, Revision: r.Revision, Origin: r.Origin, Index: r.Index, Leaf: r.Leaf,
				Part: part, Type: p.Type, Content: p.Content,
			})
		}
	}
	return found, nil
}

func folded(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// ignoreMissing is nil for what is not there.
func ignoreMissing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
