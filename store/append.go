package store

import (
	"fmt"

	"entente/ledger"
	"entente/record"
)

// AppendEntries writes entries to the end of a ledger: their parts, encrypted;
// the tiles, the edge, the size and the root of its tree. It is the only way in.
// Whether the parts open the leaves is for the caller to know: what was signed is
// kept even where it does not, with its parts rejected.
func (tx *Tx) AppendEntries(origin string, entries []record.Entry) (Ledger, error) {
	l, err := tx.ledger(origin)
	if err != nil {
		return Ledger{}, err
	}
	if l.State == LedgerFrozen {
		return Ledger{}, failed(ErrFrozen, "append to ledger %s", origin)
	}
	if len(entries) == 0 {
		return l.Ledger, nil
	}
	tree, err := ledger.ResumeTree(l.Size, l.edge)
	if err != nil {
		return Ledger{}, failed(err, "append to ledger %s", origin)
	}
	arrived, err := tx.arrive(len(entries))
	if err != nil {
		return Ledger{}, failed(err, "append to ledger %s", origin)
	}
	awaited, err := tx.awaited()
	if err != nil {
		return Ledger{}, failed(err, "append to ledger %s", origin)
	}
	growth := growth{}
	rows := entryRows{tx: tx}
	for i, e := range entries {
		if e.Index != tree.Size() || e.Index >= 1<<indexBits {
			return Ledger{}, fmt.Errorf("store: append entry %d to ledger %s of %d entries: %w", e.Index, origin, tree.Size(), ErrWrongIndex)
		}
		for _, h := range tree.Append(e.Leaf) {
			growth.add(h)
		}
		at := placeOf(l.key, e.Index)
		if awaited {
			if e, err = tx.refuseWithdrawn(origin, at, e); err != nil {
				return Ledger{}, failed(err, "append entry %d to ledger %s", e.Index, origin)
			}
		}
		if err := rows.add(at, arrived+int64(i), e); err != nil {
			return Ledger{}, failed(err, "append entry %d to ledger %s", e.Index, origin)
		}
	}
	if err := rows.flush(); err != nil {
		return Ledger{}, failed(err, "append to ledger %s", origin)
	}
	if err := tx.growTiles(l.key, l.Size, growth); err != nil {
		return Ledger{}, failed(err, "append to the tiles of ledger %s", origin)
	}
	l.Size, l.Root = tree.Size(), tree.Root()
	err = tx.must(`UPDATE ledger SET size = $1, root = $2, edge = $3 WHERE id = $4`, l.Size, l.Root[:], solid(tree.Edge()), l.key)
	return l.Ledger, failed(err, "append to ledger %s", origin)
}

// arrive takes the next n numbers of arrival and returns the first. They order
// entries by when this node came to have them, over all ledgers, and a rebuild
// does not change them.
func (tx *Tx) arrive(n int) (int64, error) {
	if err := tx.must(`UPDATE arrival SET newest = newest + $1`, n); err != nil {
		return 0, err
	}
	newest, err := one(tx, scan[int64], `SELECT newest FROM arrival`)
	return newest - int64(n) + 1, err
}
