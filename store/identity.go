package store

import (
	"time"

	"entente/access"
)

const identityColumns = `issuer, subject, account, bound, used`

func readIdentity(r row) (access.Identity, error) {
	var i access.Identity
	err := r.Scan(&i.Issuer, &i.Subject, &i.Account, instant{&i.Bound}, instant{&i.Used})
	return i, err
}

// Identity finds the one that a provider names.
func (tx *Tx) Identity(issuer, subject string) (access.Identity, error) {
	i, err := one(tx, readIdentity, `SELECT `+identityColumns+` FROM identity WHERE issuer = $1 AND subject = $2`, issuer, subject)
	return i, failed(err, "find an identity of a provider")
}

// Identities lists those bound to an account.
func (tx *Tx) Identities(account string) ([]access.Identity, error) {
	all, err := list(tx, readIdentity, `SELECT `+identityColumns+` FROM identity WHERE account = $1 ORDER BY issuer, subject`, account)
	return all, failed(err, "list identities of account %s", account)
}

// BindIdentity binds one that nobody has.
func (tx *Tx) BindIdentity(i access.Identity) error {
	n, err := tx.exec(`INSERT INTO identity (`+identityColumns+`) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		i.Issuer, i.Subject, i.Account, millis(i.Bound), millis(i.Used))
	if err == nil && n == 0 {
		err = ErrExists
	}
	return failed(err, "bind an identity to account %s", i.Account)
}

// TouchIdentity writes down when one was used.
func (tx *Tx) TouchIdentity(issuer, subject string, used time.Time) error {
	_, err := tx.exec(`UPDATE identity SET used = $3 WHERE issuer = $1 AND subject = $2`, issuer, subject, millis(used))
	return failed(err, "touch an identity")
}

// UnbindIdentities forgets all of an account.
func (tx *Tx) UnbindIdentities(account string) error {
	_, err := tx.exec(`DELETE FROM identity WHERE account = $1`, account)
	return failed(err, "unbind the identities of account %s", account)
}
