package store

import (
	"time"

	"entente/access"
)

const tokenColumns = `hash, account, name, office, scope, made, expires, used`

func readToken(r row) (access.Token, error) {
	var t access.Token
	err := r.Scan(fixed(t.Hash[:]), &t.Account, &t.Name, &t.Office, &t.Scope, instant{&t.Made}, instant{&t.Expires}, instant{&t.Used})
	return t, err
}

// Token finds the one whose secret has this hash. Whether it still counts, the
// caller decides.
func (tx *Tx) Token(hash [32]byte) (access.Token, error) {
	t, err := one(tx, readToken, `SELECT `+tokenColumns+` FROM token WHERE hash = $1`, hash[:])
	return t, failed(err, "read a token")
}

// Tokens lists those of an account, the newest first.
func (tx *Tx) Tokens(account string) ([]access.Token, error) {
	all, err := list(tx, readToken, `SELECT `+tokenColumns+` FROM token WHERE account = $1 ORDER BY made DESC, name`, account)
	return all, failed(err, "list tokens of account %s", account)
}

// AddToken keeps one.
func (tx *Tx) AddToken(t access.Token) error {
	_, err := tx.exec(`INSERT INTO token (`+tokenColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		t.Hash[:], t.Account, t.Name, t.Office, string(t.Scope), millis(t.Made), millis(t.Expires), millis(t.Used))
	return failed(err, "add a token of account %s", t.Account)
}

// TouchToken writes down when a token was used.
func (tx *Tx) TouchToken(hash [32]byte, used time.Time) error {
	_, err := tx.exec(`UPDATE token SET used = $2 WHERE hash = $1`, hash[:], millis(used))
	return failed(err, "touch a token")
}

// EndToken forgets a token of this account.
func (tx *Tx) EndToken(account string, hash [32]byte) error {
	return failed(tx.must(`DELETE FROM token WHERE account = $1 AND hash = $2`, account, hash[:]), "end a token of account %s", account)
}

// EndTokens forgets all of an account.
func (tx *Tx) EndTokens(account string) error {
	_, err := tx.exec(`DELETE FROM token WHERE account = $1`, account)
	return failed(err, "end the tokens of account %s", account)
}
