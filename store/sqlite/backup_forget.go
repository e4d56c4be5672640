package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ForgetInBackup deletes keys of parts in the file of keys beside a backup, and
// what the backup says of their entries in quarantine, so that nothing of them is
// left in the raw files. It reports false if there is no backup at that place.
func (s *database) ForgetInBackup(ctx context.Context, path string, spots []int64) (found bool, err error) {
	for _, file := range []struct {
		path    string
		id      int
		queries []string
	}{
		{path + keysSuffix, keysID, []string{`DELETE FROM part_key WHERE spot = $1`, `DELETE FROM hidden_key WHERE spot = $1`}},
		{path, applicationID, []string{`UPDATE quarantine SET detail = '' WHERE ledger * 68719476736 + idx = $1 / 256`}},
	} {
		if _, err := os.Lstat(file.path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		found = true
		if err := forgetIn(ctx, file.path, file.id, file.queries, spots); err != nil {
			return found, fmt.Errorf("sqlite: forget what was withdrawn in backup %s: %w", file.path, explained(err))
		}
	}
	return found, nil
}

func forgetIn(ctx context.Context, path string, id int, queries []string, spots []int64) error {
	db, err := sql.Open("sqlite", address(path, "busy_timeout(2000)", "secure_delete(ON)", "synchronous(FULL)", "temp_store(MEMORY)", "trusted_schema(OFF)"))
	if err != nil {
		return err
	}
	defer db.Close()
	var got int
	if err := db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&got); err != nil {
		return err
	}
	if got != id {
		return fmt.Errorf("another file stands there now") // not ours to change
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, query := range queries {
		for _, spot := range spots {
			if _, err := tx.ExecContext(ctx, query, spot); err != nil {
				return err
			}
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM`)
	return err
}
