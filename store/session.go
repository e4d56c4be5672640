package store

import (
	"time"

	"entente/access"
)

const sessionColumns = `hash, account, office, started, seen, ways, proved, browser`

func readSession(r row) (access.Session, error) {
	var s access.Session
	var ways string
	err := r.Scan(fixed(s.Hash[:]), &s.Account, &s.Office, instant{&s.Started}, instant{&s.Seen}, &ways, instant{&s.Proved}, &s.Browser)
	s.Ways = access.ParseWays(ways)
	return s, err
}

// SessionOf finds the one whose secret has this hash. Whether it still counts, the
// caller decides.
func (tx *Tx) SessionOf(hash [32]byte) (access.Session, error) {
	s, err := one(tx, readSession, `SELECT `+sessionColumns+` FROM session WHERE hash = $1`, hash[:])
	return s, failed(err, "read a session")
}

// Sessions lists those of an account, the latest seen first.
func (tx *Tx) Sessions(account string) ([]access.Session, error) {
	all, err := list(tx, readSession, `SELECT `+sessionColumns+` FROM session WHERE account = $1 ORDER BY seen DESC, started DESC`, account)
	return all, failed(err, "list sessions of account %s", account)
}

// PutSession keeps a session, or what changed of one.
func (tx *Tx) PutSession(s access.Session) error {
	_, err := tx.exec(`INSERT INTO session (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (hash) DO UPDATE SET office = excluded.office, seen = excluded.seen, ways = excluded.ways, proved = excluded.proved`,
		s.Hash[:], s.Account, s.Office, millis(s.Started), millis(s.Seen), s.Ways.String(), millis(s.Proved), s.Browser)
	return failed(err, "write a session of account %s", s.Account)
}

// TouchSession writes down that a session is in use. One that was ended
// meanwhile stays ended.
func (tx *Tx) TouchSession(hash [32]byte, seen time.Time) error {
	_, err := tx.exec(`UPDATE session SET seen = $2 WHERE hash = $1 AND seen < $2`, hash[:], millis(seen))
	return failed(err, "touch a session")
}

// SetSessionOffice writes for which office somebody acts in a session.
func (tx *Tx) SetSessionOffice(hash [32]byte, office string) error {
	return failed(tx.must(`UPDATE session SET office = $2 WHERE hash = $1`, hash[:], office), "choose the office of a session")
}

// ProveSession writes that its person has shown again who they are. One that was
// ended meanwhile stays ended.
func (tx *Tx) ProveSession(hash [32]byte, ways access.Ways, at time.Time) error {
	return failed(tx.must(`UPDATE session SET ways = $2, proved = $3 WHERE hash = $1`, hash[:], ways.String(), millis(at)), "write a proof of a session")
}

// EndSession forgets one; none to forget is no error.
func (tx *Tx) EndSession(hash [32]byte) error {
	_, err := tx.exec(`DELETE FROM session WHERE hash = $1`, hash[:])
	return failed(err, "end a session")
}

// EndSessions forgets all of an account.
func (tx *Tx) EndSessions(account string) error {
	_, err := tx.exec(`DELETE FROM session WHERE account = $1`, account)
	return failed(err, "end the sessions of account %s", account)
}

// EndSessionsBefore forgets those that started, or were seen last, before these times.
func (tx *Tx) EndSessionsBefore(started, seen time.Time) error {
	_, err := tx.exec(`DELETE FROM session WHERE started < $1 OR seen < $2`, millis(started), millis(seen))
	return failed(err, "end old sessions")
}

// PutSessionRights keeps the fingerprint of the rights with which a session began.
func (tx *Tx) PutSessionRights(session, rights [32]byte) error {
	_, err := tx.exec(`INSERT INTO session_rights (hash, rights) VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET rights = excluded.rights`, session[:], rights[:])
	return failed(err, "write the rights of a session")
}

// SessionRights is the fingerprint of the rights with which a session began.
func (tx *Tx) SessionRights(session [32]byte) ([32]byte, error) {
	rights, err := one(tx, func(r row) (rights [32]byte, err error) {
		err = r.Scan(fixed(rights[:]))
		return rights, err
	}, `SELECT rights FROM session_rights WHERE hash = $1`, session[:])
	return rights, failed(err, "read the rights of a session")
}
