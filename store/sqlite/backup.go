package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"entente/store"
)

// keysSuffix names the file of part keys beside a backup.
const keysSuffix = ".keys"

// notCopied are the tables that a backup leaves out. Projections hold content in
// the clear and are folded again; the keys of parts go to a file of their own,
// which can be kept for a shorter time than the rest. Passwords, sessions, tokens,
// forms kept for somebody and mails end with the machine; drafts repeat parts that
// may be withdrawn after the backup.
var notCopied = []string{"revision", "record", "reference", "external_id", "words", "part_key", "hidden_key", "upload", "upload_chunk", "goose_db_version",
	"list_field", "list_value", "facet", "sort_key", "act", "waiting", "listed", "audited", "audited_record", "quote", "backup_made",
	"passkey", "second_factor",
	"password", "session", "session_rights", "token", "kept_form", "draft", "proposal", "mail", "told", "told_duty"}

// Backup copies table by table into a new database, in one transaction over one
// snapshot, instead of copying pages: so neither projections nor keys were ever
// in the file. application_id is the last thing written; a file in which it is
// missing was not finished, and Open refuses it.
func (s *database) Backup(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("sqlite: back up %s: %w", s.path, err)
	}
	var made []string
	for _, name := range []string{path, path + keysSuffix} {
		if err = begin(name); err != nil {
			break
		}
		made = append(made, name)
	}
	if err == nil {
		err = s.copyTo(ctx, path)
	}
	if err == nil {
		return nil
	}
	for _, name := range made {
		os.Remove(name)
		os.Remove(name + "-journal")
	}
	return fmt.Errorf("sqlite: back up %s to %s: %w", s.path, path, explained(err))
}

// begin makes an empty file that was not there.
func begin(name string) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s %w: choose another name, a backup never overwrites", name, store.ErrExists)
	}
	if err != nil {
		return err
	}
	return file.Close()
}

func (s *database) copyTo(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", address(path, "busy_timeout(10000)", "page_size(8192)", "synchronous(FULL)", "trusted_schema(OFF)"))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := migrate(ctx, db); err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	for _, attach := range []string{
		`ATTACH ` + quoted(address(s.path)) + ` AS source`,
		`ATTACH ` + quoted(address(path+keysSuffix)) + ` AS keys`,
	} {
		if _, err := conn.ExecContext(ctx, attach); err != nil {
			return err
		}
	}
	tables, err := copied(ctx, conn)
	if err != nil {
		return err
	}
	steps := []string{`BEGIN`}
	for _, table := range tables {
		steps = append(steps, `DELETE FROM main.`+table, `INSERT INTO main.`+table+` SELECT * FROM source.`+table)
	}
	steps = append(steps,
		`UPDATE main.ledger SET folded = 0`,
		`CREATE TABLE keys.part_key (spot INTEGER PRIMARY KEY, wrapped BLOB NOT NULL) STRICT`,
		`INSERT INTO keys.part_key SELECT * FROM source.part_key`,
		`CREATE TABLE keys.hidden_key (spot INTEGER PRIMARY KEY, wrapped BLOB NOT NULL) STRICT`,
		`INSERT INTO keys.hidden_key SELECT * FROM source.hidden_key`,
		fmt.Sprintf(`PRAGMA keys.application_id = %d`, keysID),
		fmt.Sprintf(`PRAGMA main.application_id = %d`, applicationID),
		`COMMIT`)
	for _, step := range steps {
		if _, err := conn.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// keysID is "EnTk", in the header of a file of keys.
const keysID = 0x456e546b

func copied(ctx context.Context, conn *sql.Conn) ([]string, error) {
	rows, err := conn.QueryContext(ctx, `SELECT name FROM main.sqlite_schema WHERE type = 'table'
		AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE 'words\_%' ESCAPE '\' ORDER BY rowid`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		if !slices.Contains(notCopied, name) {
			tables = append(tables, name)
		}
	}
	return tables, rows.Err()
}
