package store

import (
	"fmt"
	"strings"

	"entente/record"
)

// entryRows collects rows of the two tables that an entry goes to, and writes
// several with one statement: half of the cost of a row is its statement.
type entryRows struct {
	tx      *Tx
	entries []any
	keys    []any
}

const (
	entryColumns, keyColumns = 6, 2
	rowsAtOnce               = 16
)

var (
	insertEntries = insertRows(`entry (place, arrived, mark, leaf, salt, parts)`, entryColumns, rowsAtOnce)
	insertEntry   = insertRows(`entry (place, arrived, mark, leaf, salt, parts)`, entryColumns, 1)
	insertKeys    = insertRows(`part_key (spot, wrapped)`, keyColumns, rowsAtOnce)
	insertKey     = insertRows(`part_key (spot, wrapped)`, keyColumns, 1)
)

func insertRows(into string, columns, rows int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "INSERT INTO %s VALUES ", into)
	for i := range rows * columns {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	b.WriteString(")")
	return b.String()
}

func (r *entryRows) add(at place, arrived int64, e record.Entry) error {
	if len(e.Parts) > record.MaxParts {
		return fmt.Errorf("%d parts, the limit is %d: %w", len(e.Parts), record.MaxParts, record.ErrMalformedEntry)
	}
	pieces := make([]piece, len(e.Parts))
	size := 16
	for i, p := range e.Parts {
		s, wrapped, err := r.tx.seal(i, p)
		if err != nil {
			return err
		}
		pieces[i] = s
		size += len(s.data) + len(s.reason) + 80
		if wrapped != nil {
			if err := r.addKey(at.part(i), wrapped); err != nil {
				return err
			}
		}
	}
	leaf, salt := e.Leaf, e.Salt
	r.entries = append(r.entries, int64(at), arrived, markOf(leaf), leaf[:], salt[:], appendPieces(make([]byte, 0, size), pieces))
	if len(r.entries) < rowsAtOnce*entryColumns {
		return nil
	}
	_, err := r.tx.exec(insertEntries, r.entries...)
	r.entries = r.entries[:0]
	return err
}

func (r *entryRows) addKey(at spot, wrapped []byte) error {
	r.keys = append(r.keys, int64(at), wrapped)
	if len(r.keys) < rowsAtOnce*keyColumns {
		return nil
	}
	_, err := r.tx.exec(insertKeys, r.keys...)
	r.keys = r.keys[:0]
	return err
}

// flush writes what is left, row by row.
func (r *entryRows) flush() error {
	for rest := r.entries; len(rest) > 0; rest = rest[entryColumns:] {
		if _, err := r.tx.exec(insertEntry, rest[:entryColumns]...); err != nil {
			return err
		}
	}
	for rest := r.keys; len(rest) > 0; rest = rest[keyColumns:] {
		if _, err := r.tx.exec(insertKey, rest[:keyColumns]...); err != nil {
			return err
		}
	}
	r.entries, r.keys = r.entries[:0], r.keys[:0]
	return nil
}
