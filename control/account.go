package control

import (
	"context"
	"errors"
	"fmt"

	"entente/access"
	"entente/record"
	"entente/store"
)

// An Account is who may sign in, as an operator sees them.
type Account struct {
	ID       string          `json:"id"`
	Login    string          `json:"login"`
	Name     string          `json:"name"`
	Offices  []Office        `json:"offices"`
	Language record.Language `json:"language,omitempty"`
	Zone     string          `json:"zone,omitempty"`
	Demo     bool            `json:"demo,omitzero"`
	Disabled bool            `json:"disabled,omitzero"`
}

// An Office is one for which somebody acts.
type Office struct {
	Code  string      `json:"code"`
	Title record.Text `json:"title,omitzero"`
}

func officesOf(all []Office) (offices []access.Office) {
	for _, o := range all {
		offices = append(offices, access.Office{Code: o.Code, Title: o.Title})
	}
	return offices
}

func accountOf(a access.Account) Account {
	said := Account{ID: a.ID, Login: a.Login, Name: a.Name, Language: a.Language, Zone: a.Zone, Demo: a.Demo, Disabled: a.Disabled}
	for _, o := range a.Offices {
		said.Offices = append(said.Offices, Office{o.Code, o.Title})
	}
	return said
}

// A NewAccount is an account that is to be made, with its first password.
type NewAccount struct {
	Account
	Password string `json:"password"`
}

// AddAccount makes an account.
func AddAccount(ctx context.Context, o Operator, a NewAccount) (Account, error) {
	return ask[Account](ctx, o, "account/add", a, Streams{})
}

func addAccount(ctx context.Context, on Session, a NewAccount, _ Streams) (Account, error) {
	made, err := on.Node.AddAccount(ctx, access.Account{
		Login: a.Login, Name: a.Name, Offices: officesOf(a.Offices), Language: a.Language, Zone: a.Zone,
	}, a.Password)
	return accountOf(made), err
}

// ListAccounts lists all.
func ListAccounts(ctx context.Context, o Operator) ([]Account, error) {
	return ask[[]Account](ctx, o, "account/list", none{}, Streams{})
}

func listAccounts(ctx context.Context, on Session, _ none, _ Streams) (all []Account, err error) {
	err = on.Node.View(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		for _, a := range accounts {
			all = append(all, accountOf(a))
		}
		return err
	})
	return all, err
}

// A Change is what changes of one account.
type Change struct {
	Login    string   `json:"login"`
	Password string   `json:"password,omitempty"`
	Offices  []Office `json:"offices,omitempty"`
	Enable   bool     `json:"enable,omitzero"`
}

// SetPassword gives an account another password, and ends its sessions.
func SetPassword(ctx context.Context, o Operator, login, password string) error {
	_, err := ask[none](ctx, o, "account/password", Change{Login: login, Password: password}, Streams{})
	return err
}

// DisableAccount ends all that an account may do, or gives it back.
func DisableAccount(ctx context.Context, o Operator, login string, enable bool) error {
	_, err := ask[none](ctx, o, "account/disable", Change{Login: login, Enable: enable}, Streams{})
	return err
}

// SetOffices says for which offices somebody acts.
func SetOffices(ctx context.Context, o Operator, login string, offices []Office) error {
	_, err := ask[none](ctx, o, "account/office", Change{Login: login, Offices: offices}, Streams{})
	return err
}

func setPassword(ctx context.Context, on Session, c Change, _ Streams) (none, error) {
	id, err := idOf(ctx, on, c.Login)
	if err != nil {
		return none{}, err
	}
	return none{}, on.Node.SetPassword(ctx, id, c.Password)
}

func disableAccount(ctx context.Context, on Session, c Change, _ Streams) (none, error) {
	return changeAccount(ctx, on, c.Login, func(a *access.Account) { a.Disabled = !c.Enable })
}

func setOffices(ctx context.Context, on Session, c Change, _ Streams) (none, error) {
	return changeAccount(ctx, on, c.Login, func(a *access.Account) { a.Offices = officesOf(c.Offices) })
}

func changeAccount(ctx context.Context, on Session, login string, change func(*access.Account)) (none, error) {
	id, err := idOf(ctx, on, login)
	if err != nil {
		return none{}, err
	}
	return none{}, on.Node.ChangeAccount(ctx, id, func(a *access.Account) error {
		change(a)
		return nil
	})
}

func idOf(ctx context.Context, on Session, login string) (id string, err error) {
	err = on.Node.View(ctx, func(tx *store.Tx) error {
		a, err := tx.AccountByLogin(access.Login(login))
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("nobody has the login %.80q; \"entente account list\" says who has which", login)
		}
		id = a.ID
		return err
	})
	return id, err
}
