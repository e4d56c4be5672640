package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"

	"entente/store"
)

// applicationID is "EnTe", in the header of every database of ours.
const applicationID = 0x456e5465

// schemaVersion is the newest migration; each sets user_version to its number.
const schemaVersion = 12

//go:embed migrations/*.sql
var migrations embed.FS

const magic = "SQLite format 3\x00"

// recognise looks at the file before SQLite does, which would wait to complain
// until a page is missing that somebody needs.
func recognise(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fmt.Errorf("%w: it is a folder; name the file inside", store.ErrNotDatabase)
	}
	header := make([]byte, 100)
	n, err := io.ReadFull(file, header)
	switch {
	case n == 0:
		return nil
	case n < len(magic) || string(header[:len(magic)]) != magic:
		return fmt.Errorf("%w: check the path, nothing was changed", store.ErrNotDatabase)
	case err != nil:
		return cutShort(path)
	}
	log, err := os.Stat(path + "-wal")
	if err == nil && log.Size() > 0 {
		return nil // pages may still be in the log
	}
	pageSize := int64(binary.BigEndian.Uint16(header[16:]))
	if pageSize == 1 {
		pageSize = 65536
	}
	pages := int64(binary.BigEndian.Uint32(header[28:]))
	if info.Size() < pages*pageSize {
		return cutShort(path)
	}
	return nil
}

func cutShort(path string) error {
	return fmt.Errorf("%w: it is shorter than it says; keep a copy of %s and restore a backup", store.ErrDamaged, path)
}

// identify refuses what is not ours before anything is written to it, and marks
// an empty database as ours.
func identify(ctx context.Context, db *sql.DB) error {
	var application, version, tables int
	err := db.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id()),
		(SELECT user_version FROM pragma_user_version()), (SELECT count(*) FROM sqlite_schema)`).Scan(&application, &version, &tables)
	switch {
	case err != nil:
		return err
	case application == 0 && version == 0 && tables == 0:
		_, err := db.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID))
		return err
	case application != applicationID:
		return fmt.Errorf("%w (its id is %#x, not %#x): check the path, nothing was changed", store.ErrOtherApplication, application, applicationID)
	case version > schemaVersion:
		return fmt.Errorf("%w (%d; this program knows up to %d): use the newer program, or restore a backup made before the upgrade", store.ErrNewer, version, schemaVersion)
	}
	return nil
}

func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("prepare the schema: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to version %d: %w", schemaVersion, err)
	}
	return nil
}
