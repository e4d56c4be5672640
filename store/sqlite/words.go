package sqlite

import (
	"context"
	"fmt"
	"strings"

	"entente/store"
)

// words is the index of words in FTS5. The table keeps the words themselves
// beside their index, since FTS5 must be given what it forgets: an index without
// content either cannot delete or, with contentless_delete, keeps the terms of
// what was deleted. With "secure-delete" (migrations/0001_first.sql) deleting
// leaves nothing. https://sqlite.org/fts5.html#the_secure_delete_configuration_option
type words struct{}

// Replace implements store.TextIndex.
func (words) Replace(ctx context.Context, s store.Session, documents []store.Document) error {
	for _, d := range documents {
		if _, err := s.Exec(ctx, `DELETE FROM words WHERE rowid = $1`, d.Arrived); err != nil {
			return err
		}
		if d.Text == "" {
			continue
		}
		if _, err := s.Exec(ctx, `INSERT INTO words (rowid, text, scope) VALUES ($1, $2, $3)`, d.Arrived, d.Text, d.Scope); err != nil {
			return err
		}
	}
	return nil
}

// Find implements store.TextIndex.
func (words) Find(ctx context.Context, s store.Session, q store.TextQuery) ([]int64, error) {
	rows, err := s.Query(ctx, `SELECT rowid FROM words WHERE words MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3`, match(q), q.Below, q.Limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		found = append(found, n)
	}
	return found, explained(rows.Err())
}

// Within implements store.TextIndex.
func (words) Within(q store.TextQuery, argument func(any) string) string {
	return `SELECT rowid AS arrived FROM words WHERE words MATCH ` + argument(match(q)) + ` AND rowid < ` + argument(q.Below) +
		` ORDER BY rowid DESC LIMIT ` + argument(q.Limit)
}

// Drop implements store.TextIndex. Deleting row by row would take the index
// apart term by term.
func (words) Drop(ctx context.Context, s store.Session) error {
	var made string
	rows, err := s.Query(ctx, `SELECT sql FROM sqlite_schema WHERE name = 'words'`)
	if err != nil {
		return err
	}
	for rows.Next() {
		err = rows.Scan(&made)
	}
	if closed := rows.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	for _, statement := range []string{`DROP TABLE words`, made, `INSERT INTO words (words, rank) VALUES ('secure-delete', 1)`} {
		if _, err := s.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// match is the query in FTS5's language. Every word stands in quotes, so that
// none of them is an operator, a column or a wildcard.
func match(q store.TextQuery) string {
	var parts []string
	for _, p := range q.Phrases {
		phrase := fmt.Sprintf(`{text} : "%s"`, strings.ReplaceAll(strings.Join(p.Words, " "), `"`, `""`))
		if p.Open {
			phrase += ` *`
		}
		parts = append(parts, phrase)
	}
	for _, set := range q.Scopes {
		var any []string
		for _, scope := range set {
			any = append(any, fmt.Sprintf(`{scope} : "%s"`, strings.ReplaceAll(scope, `"`, `""`)))
		}
		parts = append(parts, "("+strings.Join(any, " OR ")+")")
	}
	return strings.Join(parts, " AND ")
}
