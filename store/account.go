package store

import (
	"entente/access"
	"entente/record"
)

// heldOffice is how an office stands in an account's row.
type heldOffice struct {
	Code  string      `json:"code"`
	Title record.Text `json:"title,omitzero"`
}

const accountColumns = `id, login, name, offices, language, zone, demo, disabled`

func readAccount(r row) (access.Account, error) {
	var a access.Account
	var offices []heldOffice
	err := r.Scan(&a.ID, &a.Login, &a.Name, decoded{&offices}, &a.Language, &a.Zone, &a.Demo, &a.Disabled)
	for _, o := range offices {
		a.Offices = append(a.Offices, access.Office{Code: o.Code, Title: o.Title})
	}
	return a, err
}

// Accounts lists all, by login.
func (tx *Tx) Accounts() ([]access.Account, error) {
	all, err := list(tx, readAccount, `SELECT `+accountColumns+` FROM account ORDER BY login`)
	return all, failed(err, "list accounts")
}

// Account finds one by its id.
func (tx *Tx) Account(id string) (access.Account, error) {
	a, err := one(tx, readAccount, `SELECT `+accountColumns+` FROM account WHERE id = $1`, id)
	return a, failed(err, "read account %s", id)
}

// AccountByLogin finds one by the login that its holder types. The login does
// not stand in the error: it may end in a log.
func (tx *Tx) AccountByLogin(login string) (access.Account, error) {
	a, err := one(tx, readAccount, `SELECT `+accountColumns+` FROM account WHERE login = $1`, login)
	return a, failed(err, "find an account by its login")
}

// AddAccount keeps a new account; a login is given once.
func (tx *Tx) AddAccount(a access.Account) error {
	offices, err := encodedOffices(a)
	if err != nil {
		return failed(err, "add account %s", a.ID)
	}
	n, err := tx.exec(`INSERT INTO account (`+accountColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		a.ID, a.Login, a.Name, offices, string(a.Language), a.Zone, flag(a.Demo), flag(a.Disabled))
	if err == nil && n == 0 {
		err = ErrExists
	}
	return failed(err, "add account %s", a.ID)
}

// SetAccount writes what may change of an account: all but its id and whether it
// is a demonstration's.
func (tx *Tx) SetAccount(a access.Account) error {
	offices, err := encodedOffices(a)
	if err == nil {
		err = tx.must(`UPDATE account SET login = $2, name = $3, offices = $4, language = $5, zone = $6, disabled = $7 WHERE id = $1`,
			a.ID, a.Login, a.Name, offices, string(a.Language), a.Zone, flag(a.Disabled))
	}
	return failed(err, "write account %s", a.ID)
}

func encodedOffices(a access.Account) (string, error) {
	held := make([]heldOffice, len(a.Offices))
	for i, o := range a.Offices {
		held[i] = heldOffice{o.Code, o.Title}
	}
	return encoded(held)
}

// Password is the hash of an account's password; "" for one that has none.
func (tx *Tx) Password(account string) (string, error) {
	hash, err := one(tx, scan[string], `SELECT hash FROM password WHERE account = $1`, account)
	if err == ErrNotFound {
		return "", nil
	}
	return hash, failed(err, "read the password of account %s", account)
}

// SetPassword keeps the hash of an account's password.
func (tx *Tx) SetPassword(account, hash string) error {
	_, err := tx.exec(`INSERT INTO password (account, hash) VALUES ($1, $2)
		ON CONFLICT (account) DO UPDATE SET hash = excluded.hash`, account, hash)
	return failed(err, "write the password of account %s", account)
}

// LookedUpTo is the arrival up to which somebody has seen what is new; 0 for
// somebody who has not looked.
func (tx *Tx) LookedUpTo(account string) (int64, error) {
	arrival, err := one(tx, scan[int64], `SELECT arrival FROM look WHERE account = $1`, account)
	if err == ErrNotFound {
		return 0, nil
	}
	return arrival, failed(err, "read how far account %s has looked", account)
}

// SetLookedUpTo writes how far somebody has looked. It never goes back.
func (tx *Tx) SetLookedUpTo(account string, arrival int64) error {
	_, err := tx.exec(`INSERT INTO look (account, arrival) VALUES ($1, $2)
		ON CONFLICT (account) DO UPDATE SET arrival = excluded.arrival WHERE excluded.arrival > look.arrival`, account, arrival)
	return failed(err, "write how far account %s has looked", account)
}
