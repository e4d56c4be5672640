// Package sqlite keeps a node's store in one SQLite file: no server, no C
// compiler (modernc.org/sqlite).
//
// One connection writes; Updates that wait at the same time share its next
// transaction and so its fsync (writer.go). Any number of Views read beside it,
// each its own snapshot (readers.go): that is what SQLite's write-ahead log is
// for. Deleted content is overwritten, and Purge (purge.go) takes what was
// withdrawn out of the log and the free pages too.
//
// The file says what it is: application_id and user_version stand in its header,
// so a file of something else, of a newer version or cut short is refused with a
// sentence instead of a guess (identity.go).
package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver

	"entente/store"
)

// Options are what a store needs beside its file.
type Options struct {
	ContentKey [32]byte  // wraps the keys of the parts; it stays outside the database
	Random     io.Reader // for the keys of the parts
	Now        func() time.Time
	// Fleeting is for what is made anew rather than recovered: nothing waits for
	// the disk, and a crash may damage it.
	Fleeting bool
}

// Open opens the store in the file at path, and creates it where there is none or
// an empty one. Its schema is brought up to this version.
func Open(ctx context.Context, path string, o Options) (store.Store, error) {
	s, err := open(ctx, path, o)
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %s: %w", path, explained(err))
	}
	return s, nil
}

type database struct {
	Options
	path    string
	db      *sql.DB
	writer  *writer
	readers *readers
	closing sync.Once
	closed  error
}

func open(ctx context.Context, path string, o Options) (*database, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := recognise(path); err != nil {
		return nil, err
	}
	// SQLite gives the log beside the database the permissions of the database.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	pragmas := connectionPragmas
	if o.Fleeting {
		pragmas = append(slices.Clone(pragmas), "synchronous(OFF)")
	}
	db, err := sql.Open("sqlite", address(path, pragmas...))
	if err != nil {
		return nil, err
	}
	s := &database{Options: o, path: path, db: db}
	if err := s.start(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return s, nil
}

func (s *database) start(ctx context.Context) error {
	if err := identify(ctx, s.db); err != nil {
		return err
	}
	if _, err := s.db.ExecContext(ctx, `PRAGMA journal_mode = WAL`); err != nil {
		return err
	}
	if err := migrate(ctx, s.db); err != nil {
		return err
	}
	session, err := connect(ctx, s.db, `PRAGMA cache_size = -32768`)
	if err != nil {
		return err
	}
	session.patient = true
	s.readers = newReaders(s.db, s.config)
	s.writer = newWriter(session, s.config, s.Now)
	return nil
}

// connectionPragmas are set on every connection, before anything else runs on it.
var connectionPragmas = []string{
	"busy_timeout(10000)",
	"page_size(8192)", // for a new file: an entry seldom needs a second page
	"synchronous(FULL)",
	"foreign_keys(ON)",
	"secure_delete(ON)",
	"trusted_schema(OFF)",
	"cell_size_check(ON)",
	"wal_autocheckpoint(4000)",
	"journal_size_limit(67108864)",
	"temp_store(MEMORY)",
}

func address(path string, pragmas ...string) string {
	query := url.Values{"_pragma": pragmas}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: query.Encode()}).String()
}

// config is the beginning of every transaction.
func (s *database) config(session *session, readOnly bool) store.Config {
	return store.Config{Session: session, Text: words{}, ContentKey: s.ContentKey, Random: s.Random, ReadOnly: readOnly}
}

func (s *database) View(ctx context.Context, read func(*store.Tx) error) error {
	return s.readers.view(ctx, read)
}

func (s *database) Update(ctx context.Context, write func(*store.Tx) error) error {
	return s.writer.update(ctx, write)
}

// Close waits for what runs. Closing again returns what closing returned.
func (s *database) Close() error {
	s.closing.Do(func() {
		s.writer.close()
		s.readers.close()
		s.closed = s.db.Close()
	})
	if s.closed != nil {
		return fmt.Errorf("sqlite: close %s: %w", s.path, s.closed)
	}
	return nil
}

// quoted is a text as a literal of SQL, where no argument can stand.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
