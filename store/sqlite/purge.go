package sqlite

import (
	"context"
	"fmt"
)

// Purge takes what was deleted out of the raw files. Deleted cells are
// overwritten already (secure_delete), but the log still holds the pages as they
// were, and so does the file until the log is written back into it. VACUUM writes
// every page anew; then the log is emptied, which succeeds only while nobody
// reads: this process's readers are drained, and of another's is reported.
func (s *database) Purge(ctx context.Context) (done bool, err error) {
	err = s.writer.exclusive(ctx, func() error {
		if err := s.writer.session.all([]string{`VACUUM`, `PRAGMA busy_timeout = 500`}); err != nil {
			return err
		}
		defer s.writer.session.run(`PRAGMA busy_timeout = 10000`)
		return s.readers.drain(ctx, func() error {
			var busy, log, moved int
			err := s.writer.session.conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved)
			done = err == nil && busy == 0 && log == 0
			return err
		})
	})
	if err != nil {
		return false, fmt.Errorf("sqlite: purge %s: %w", s.path, explained(err))
	}
	return done, nil
}
