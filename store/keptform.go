package store

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"entente/keys"
)

// A KeptForm is what somebody sent after their sign-in had run out, or without
// having shown lately who they are, kept for them alone.
type KeptForm struct {
	ID      string
	Account string
	Kept    time.Time
	Address string              // of this node, to which it was sent
	Fields  map[string][]string // without passwords
	Proof   bool                // it waits for its sender to show who they are
}

// sealedForm is what of it is encrypted.
type sealedForm struct {
	Address string              `json:"address"`
	Fields  map[string][]string `json:"fields"`
	Proof   bool                `json:"proof,omitzero"`
}

func formBound(id, account string) []byte {
	return []byte("entente kept form 1\n" + id + "\n" + account)
}

// KeepForm keeps a form, and of its account's only the newest so many.
func (tx *Tx) KeepForm(f KeptForm, most int) error {
	plain, err := json.Marshal(sealedForm{f.Address, f.Fields, f.Proof}, json.Deterministic(true))
	if err != nil {
		return failed(err, "keep a form of account %s", f.Account)
	}
	content, wrapped, err := keys.SealPart(tx.Random, tx.ContentKey, formBound(f.ID, f.Account), plain)
	if err != nil {
		return failed(err, "keep a form of account %s", f.Account)
	}
	if _, err = tx.exec(`INSERT INTO kept_form (id, account, kept, content, wrapped) VALUES ($1, $2, $3, $4, $5)`,
		f.ID, f.Account, millis(f.Kept), content, wrapped); err == nil {
		_, err = tx.exec(`DELETE FROM kept_form WHERE account = $1 AND id NOT IN
			(SELECT id FROM kept_form WHERE account = $1 ORDER BY kept DESC, id DESC LIMIT $2)`, f.Account, most)
	}
	return failed(err, "keep a form of account %s", f.Account)
}

// KeptForms lists what was kept for an account since a time, the newest first.
func (tx *Tx) KeptForms(account string, since time.Time) ([]KeptForm, error) {
	all, err := list(tx, func(r row) (KeptForm, error) {
		f := KeptForm{Account: account}
		var content, wrapped []byte
		if err := r.Scan(&f.ID, instant{&f.Kept}, &content, &wrapped); err != nil {
			return f, err
		}
		plain, err := keys.OpenPart(tx.ContentKey, formBound(f.ID, account), content, wrapped)
		if err != nil {
			return f, err
		}
		var sealed sealedForm
		err = json.Unmarshal(plain, &sealed)
		f.Address, f.Fields, f.Proof = sealed.Address, sealed.Fields, sealed.Proof
		return f, err
	}, `SELECT id, kept, content, wrapped FROM kept_form WHERE account = $1 AND kept >= $2 ORDER BY kept DESC, id DESC`, account, millis(since))
	return all, failed(err, "list kept forms of account %s", account)
}

// DropForm forgets a form of this account; none to forget is no error.
func (tx *Tx) DropForm(account, id string) error {
	_, err := tx.exec(`DELETE FROM kept_form WHERE account = $1 AND id = $2`, account, id)
	return failed(err, "drop a kept form of account %s", account)
}

// DropFormsBefore forgets what was kept before a time.
func (tx *Tx) DropFormsBefore(kept time.Time) error {
	_, err := tx.exec(`DELETE FROM kept_form WHERE kept < $1`, millis(kept))
	return failed(err, "drop old kept forms")
}

// DropFormsNaming forgets the forms of everybody that were sent to an address
// with a text in it, or hold it in a field: of a record's id, those that may
// repeat the record.
func (tx *Tx) DropFormsNaming(text string) error {
	accounts, err := list(tx, scan[string], `SELECT DISTINCT account FROM kept_form ORDER BY account`)
	for _, account := range accounts {
		var forms []KeptForm
		if err == nil {
			forms, err = tx.KeptForms(account, time.Time{})
		}
		for _, f := range forms {
			if err == nil && f.names(text) {
				err = tx.DropForm(account, f.ID)
			}
		}
	}
	return failed(err, "drop kept forms that name a record")
}

func (f KeptForm) names(text string) bool {
	if strings.Contains(f.Address, text) {
		return true
	}
	for _, values := range f.Fields {
		for _, value := range values {
			if strings.Contains(value, text) {
				return true
			}
		}
	}
	return false
}
