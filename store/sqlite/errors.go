package sqlite

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"entente/store"
)

// explained wraps an error of SQLite in what a caller can act on.
func explained(err error) error {
	var e *sqlite.Error
	for _, known := range []error{store.ErrFull, store.ErrNotDatabase, store.ErrDamaged} {
		if errors.Is(err, known) {
			return err
		}
	}
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: check the path, nothing was changed: %w", store.ErrNotDatabase, err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%w: keep a copy of the file and restore a backup: %w", store.ErrDamaged, err)
	}
	return err
}
