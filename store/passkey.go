package store

import (
	"time"
)

// A Passkey is what is known of a key that a device of somebody's keeps.
type Passkey struct {
	ID         []byte
	Account    string
	Name       string // what its owner calls it
	Host       string // under which name of the node it was made, and counts
	Credential string // JSON, as package access/passkey writes it
	Made       time.Time
	Used       time.Time // zero if never
}

const passkeyColumns = `id, account, name, host, credential, made, used`

func readPasskey(r row) (Passkey, error) {
	var p Passkey
	err := r.Scan(&p.ID, &p.Account, &p.Name, &p.Host, &p.Credential, instant{&p.Made}, instant{&p.Used})
	return p, err
}

// Passkey finds one by the id that its device drew.
func (tx *Tx) Passkey(id []byte) (Passkey, error) {
	p, err := one(tx, readPasskey, `SELECT `+passkeyColumns+` FROM passkey WHERE id = $1`, id)
	return p, failed(err, "read a passkey")
}

// Passkeys lists those of an account, the oldest first.
func (tx *Tx) Passkeys(account string) ([]Passkey, error) {
	all, err := list(tx, readPasskey, `SELECT `+passkeyColumns+` FROM passkey WHERE account = $1 ORDER BY made, id`, account)
	return all, failed(err, "list passkeys of account %s", account)
}

// AddPasskey keeps one; an id is kept once.
func (tx *Tx) AddPasskey(p Passkey) error {
	n, err := tx.exec(`INSERT INTO passkey (`+passkeyColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		p.ID, p.Account, p.Name, p.Host, p.Credential, millis(p.Made), millis(p.Used))
	if err == nil && n == 0 {
		err = ErrExists
	}
	return failed(err, "add a passkey of account %s", p.Account)
}

// UsedPasskey writes what changed of one when it was used.
func (tx *Tx) UsedPasskey(id []byte, credential string, used time.Time) error {
	return failed(tx.must(`UPDATE passkey SET credential = $2, used = $3 WHERE id = $1`, id, credential, millis(used)), "touch a passkey")
}

// RemovePasskey forgets one of this account.
func (tx *Tx) RemovePasskey(account string, id []byte) error {
	return failed(tx.must(`DELETE FROM passkey WHERE account = $1 AND id = $2`, account, id), "remove a passkey of account %s", account)
}

// RemovePasskeys forgets all of an account.
func (tx *Tx) RemovePasskeys(account string) error {
	_, err := tx.exec(`DELETE FROM passkey WHERE account = $1`, account)
	return failed(err, "remove the passkeys of account %s", account)
}
