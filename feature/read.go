package feature

import (
	"entente/record"
	"entente/store"
)

// Read reads what a record says, as the newest version of its kind has it,
// without its personal values. It reports false for a record of another kind, for
// one that was withdrawn and for one that this version of the program cannot
// read: the record's own page says which.
func Read[T any](kind record.Declared[T], row store.Record) (value T, ok bool) {
	if !row.Known || row.Body == nil || row.Kind != kind.Name() {
		return value, false
	}
	body, err := kind.Current(row.Schema, row.Body)
	if err != nil {
		return value, false
	}
	value, err = kind.Decode(body, func(int) ([]byte, record.PartState) { return nil, record.Pending })
	return value, err == nil
}
