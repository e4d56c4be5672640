package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
)

// A session is one connection and the statements prepared on it: parsing one
// costs more than running it.
type session struct {
	conn    *sql.Conn
	stmts   map[string]*sql.Stmt
	patient bool // statements run to their end, whatever their caller's context says
}

// connect takes a connection of its own and runs statements on it.
func connect(ctx context.Context, db *sql.DB, setup ...string) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{conn: conn, stmts: map[string]*sql.Stmt{}}
	for _, statement := range setup {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			s.close()
			return nil, err
		}
	}
	return s, nil
}

// close ends the connection itself instead of handing it back for reuse: it may
// bear settings, or an open transaction.
func (s *session) close() {
	for _, stmt := range s.stmts {
		stmt.Close()
	}
	s.conn.Raw(func(any) error { return driver.ErrBadConn })
	s.conn.Close()
}

// maxStatements bounds the statements kept; a few are made from conditions.
const maxStatements = 200

func (s *session) prepared(query string) (*sql.Stmt, error) {
	if stmt, ok := s.stmts[query]; ok {
		return stmt, nil
	}
	if len(s.stmts) >= maxStatements {
		for old, stmt := range s.stmts {
			stmt.Close()
			delete(s.stmts, old)
		}
	}
	stmt, err := s.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	s.stmts[query] = stmt
	return stmt, nil
}

// context is the caller's, unless the transaction belongs to others as well:
// interrupting a statement that writes makes SQLite roll all of it back.
func (s *session) context(ctx context.Context) context.Context {
	if s.patient {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// Exec implements store.Session.
func (s *session) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	stmt, err := s.prepared(query)
	if err != nil {
		return 0, explained(err)
	}
	result, err := stmt.ExecContext(s.context(ctx), args...)
	if err != nil {
		return 0, explained(err)
	}
	return result.RowsAffected()
}

// Query implements store.Session.
func (s *session) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := s.prepared(query)
	if err != nil {
		return nil, explained(err)
	}
	rows, err := stmt.QueryContext(s.context(ctx), args...)
	return rows, explained(err)
}

// run is Exec for the statements of the engine itself.
func (s *session) run(query string) error {
	_, err := s.Exec(context.Background(), query)
	return err
}

func (s *session) all(queries []string) error {
	for _, query := range queries {
		if err := s.run(query); err != nil {
			return err
		}
	}
	return nil
}
