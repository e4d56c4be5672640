package store

import (
	"encoding/binary"

	"entente/record"
)

// What is read of entries at once, so that neither many nor large ones fill the
// memory: a page ends after so many entries, or after the one that exceeds so
// many bytes.
const (
	pageEntries = 256
	pageBytes   = 4 << 20
)

type entryRow struct {
	at    place
	leaf  record.Leaf
	salt  []byte
	parts []byte
}

func readEntryRow(r row) (entryRow, error) {
	var e entryRow
	err := r.Scan(&e.at, fixed(e.leaf[:]), &e.salt, &e.parts)
	return e, err
}

// Entries calls each with the entries from index from up to, not including, to;
// with those of them that the reader may see.
// Other methods of the transaction may be used inside each.
func (tx *Tx) Entries(origin string, from, to int64, each func(record.Entry) error) error {
	l, err := tx.ledger(origin)
	if err != nil {
		return err
	}
	from, to = max(from, 0), min(to, l.Size)
	for from < to {
		end := min(from+pageEntries, to)
		page, err := tx.entryPage(l.key, from, end)
		if err != nil {
			return failed(err, "read entries from %d of ledger %s", from, origin)
		}
		if len(page) == 0 || page[0].Index != from {
			return failed(ErrDamaged, "read entry %d of ledger %s", from, origin)
		}
		for _, e := range page {
			if !tx.seesEntry(l.Channel, e) {
				continue
			}
			if err := each(e); err != nil {
				return err
			}
		}
		from = page[len(page)-1].Index + 1
	}
	return nil
}

func (tx *Tx) entryPage(key, from, to int64) ([]record.Entry, error) {
	wrapped, err := tx.partKeys(placeOf(key, from), placeOf(key, to))
	if err != nil {
		return nil, err
	}
	rows, err := tx.entryRows(placeOf(key, from), placeOf(key, to))
	if err != nil {
		return nil, err
	}
	page := make([]record.Entry, len(rows))
	for i, r := range rows {
		if page[i], err = tx.openEntry(r, wrapped); err != nil {
			return nil, err
		}
	}
	return page, nil
}

func (tx *Tx) entryRows(from, to place) ([]entryRow, error) {
	rows, err := tx.query(`SELECT place, leaf, salt, parts FROM entry WHERE place >= $1 AND place < $2 ORDER BY place`, int64(from), int64(to))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var page []entryRow
	for read := 0; read < pageBytes && rows.Next(); {
		r, err := readEntryRow(rows)
		if err != nil {
			return nil, err
		}
		page, read = append(page, r), read+len(r.parts)
	}
	return page, rows.Err()
}

// partKeys reads what opens the parts of entries from one place up to another.
func (tx *Tx) partKeys(from, to place) (map[spot][]byte, error) {
	type partKey struct {
		at      spot
		wrapped []byte
	}
	all, err := list(tx, func(r row) (k partKey, err error) {
		err = r.Scan(&k.at, &k.wrapped)
		return k, err
	}, `SELECT spot, wrapped FROM part_key WHERE spot >= $1 AND spot < $2`, int64(from.part(0)), int64(to.part(0)))
	bySpot := make(map[spot][]byte, len(all))
	for _, k := range all {
		bySpot[k.at] = k.wrapped
	}
	return bySpot, err
}

func (tx *Tx) openEntry(r entryRow, wrapped map[spot][]byte) (record.Entry, error) {
	e := record.Entry{Index: r.at.index(), Leaf: r.leaf}
	if err := fixed(e.Salt[:]).Scan(r.salt); err != nil {
		return e, err
	}
	pieces, err := decodePieces(r.parts)
	if err != nil {
		return e, failed(err, "open entry %d", e.Index)
	}
	e.Parts = make([]record.Part, len(pieces))
	for i, s := range pieces {
		if e.Parts[i], err = tx.open(i, s, wrapped[r.at.part(i)]); err != nil {
			return e, failed(err, "open entry %d", e.Index)
		}
	}
	return e, nil
}

// Entry reads one entry.
func (tx *Tx) Entry(origin string, index int64) (record.Entry, error) {
	var found []record.Entry
	l, err := tx.ledger(origin)
	if err == nil && index >= 0 && index < l.Size {
		found, err = tx.entryPage(l.key, index, index+1)
	}
	if err == nil && (len(found) == 0 || !tx.seesEntry(l.Channel, found[0])) {
		err = ErrNotFound
	}
	if err != nil {
		return record.Entry{}, failed(err, "read entry %d of ledger %s", index, origin)
	}
	return found[0], nil
}

// Leaves reads the leaves from index from up to, not including, to.
func (tx *Tx) Leaves(origin string, from, to int64) ([]record.Leaf, error) {
	l, err := tx.ledger(origin)
	if err != nil {
		return nil, err
	}
	from, to = max(from, 0), min(to, l.Size)
	if from >= to {
		return nil, nil
	}
	leaves, err := list(tx, func(r row) (leaf record.Leaf, err error) {
		err = r.Scan(fixed(leaf[:]))
		return leaf, err
	}, `SELECT leaf FROM entry WHERE place >= $1 AND place < $2 ORDER BY place`, int64(placeOf(l.key, from)), int64(placeOf(l.key, to)))
	return leaves, failed(err, "read leaves from %d of ledger %s", from, origin)
}

// markOf is what leaves are found by: enough of a leaf to seldom meet another,
// and little enough that an index in random order costs an append little.
func markOf(leaf record.Leaf) int64 { return int64(binary.BigEndian.Uint64(leaf[1:])) }

// FindLeaf says where a leaf stands. A leaf that somebody copied into a ledger
// of their own stands in several places; this is the one that came first.
func (tx *Tx) FindLeaf(leaf record.Leaf) (origin string, index int64, err error) {
	at, err := one(tx, scan[place], `SELECT place FROM entry WHERE mark = $1 AND leaf = $2 ORDER BY arrived LIMIT 1`, markOf(leaf), leaf[:])
	if err == nil {
		origin, err = one(tx, scan[string], `SELECT origin FROM ledger WHERE id = $1`, at.ledger())
	}
	if err != nil {
		return "", 0, failed(err, "find leaf %s", leaf)
	}
	return origin, at.index(), nil
}

// LeafIn is where a leaf first stands in one ledger.
func (tx *Tx) LeafIn(origin string, leaf record.Leaf) (index int64, err error) {
	l, err := tx.ledger(origin)
	if err != nil {
		return 0, err
	}
	at, err := one(tx, scan[place], `SELECT place FROM entry WHERE mark = $1 AND leaf = $2 AND place >= $3 AND place < $4 ORDER BY place LIMIT 1`,
		markOf(leaf), leaf[:], int64(placeOf(l.key, 0)), int64(placeOf(l.key+1, 0)))
	return at.index(), failed(err, "find leaf %s in %s", leaf, origin)
}
