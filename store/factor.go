package store

import (
	"entente/access"
	"entente/keys"
)

func factorBound(account string) []byte { return []byte("entente second factor 1\n" + account) }

// Factor is the second factor of an account; ErrNotFound for none.
func (tx *Tx) Factor(account string) (access.Factor, error) {
	f, err := one(tx, func(r row) (access.Factor, error) {
		f := access.Factor{Account: account}
		var content, wrapped []byte
		if err := r.Scan(&content, &wrapped, &f.Confirmed, &f.Step); err != nil {
			return f, err
		}
		plain, err := keys.OpenPart(tx.ContentKey, factorBound(account), content, wrapped)
		if err == nil && len(plain) != len(f.Secret) {
			err = ErrDamaged
		}
		copy(f.Secret[:], plain)
		return f, err
	}, `SELECT content, wrapped, confirmed, step FROM second_factor WHERE account = $1`, account)
	return f, failed(err, "read the second factor of account %s", account)
}

// SetFactor keeps the second factor of an account, encrypted.
func (tx *Tx) SetFactor(f access.Factor) error {
	content, wrapped, err := keys.SealPart(tx.Random, tx.ContentKey, factorBound(f.Account), f.Secret[:])
	if err == nil {
		_, err = tx.exec(`INSERT INTO second_factor (account, content, wrapped, confirmed, step) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (account) DO UPDATE SET content = excluded.content, wrapped = excluded.wrapped, confirmed = excluded.confirmed, step = excluded.step`,
			f.Account, content, wrapped, flag(f.Confirmed), f.Step)
	}
	return failed(err, "write the second factor of account %s", f.Account)
}

// RemoveFactor forgets the second factor of an account; none to forget is no error.
func (tx *Tx) RemoveFactor(account string) error {
	_, err := tx.exec(`DELETE FROM second_factor WHERE account = $1`, account)
	return failed(err, "remove the second factor of account %s", account)
}
