package control

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"entente/access"
	"entente/node"
	"entente/record"
	"entente/rights"
	"entente/store"
)

// A Granting is a right that two named persons have agreed to give, or to end, on
// paper.
type Granting struct {
	rights.Terms
	Login string    `json:"login,omitempty"` // whose, in place of the account
	ID    record.ID `json:"id,omitzero"`     // of the right that ends
	By    []string  `json:"by"`              // the two persons
}

// A Granted right is one as an operator sees it.
type Granted struct {
	rights.Terms
	ID      record.ID `json:"id"`
	Login   string    `json:"login,omitempty"`
	Counts  bool      `json:"counts"`
	State   string    `json:"state"`
	Written time.Time `json:"written"`
}

// Grant gives a right.
func Grant(ctx context.Context, o Operator, g Granting) (Granted, error) {
	return ask[Granted](ctx, o, "access/grant", g, Streams{})
}

// Revoke ends one.
func Revoke(ctx context.Context, o Operator, id record.ID, by []string) (Granted, error) {
	return ask[Granted](ctx, o, "access/revoke", Granting{ID: id, By: by}, Streams{})
}

// ListGranted lists what was granted.
func ListGranted(ctx context.Context, o Operator) ([]Granted, error) {
	return ask[[]Granted](ctx, o, "access/list", none{}, Streams{})
}

// ErrTwoPersons says that a right was not given by two.
var ErrTwoPersons = errors.New("two different persons give or end a right: say --by NAME twice")

func grant(ctx context.Context, on Session, g Granting, _ Streams) (Granted, error) {
	if len(g.By) != 2 || g.By[0] == g.By[1] || g.By[0] == "" || g.By[1] == "" {
		return Granted{}, ErrTwoPersons
	}
	g.OnPaper = g.By
	if g.Login != "" {
		account, err := idOf(ctx, on, g.Login)
		if err != nil {
			return Granted{}, err
		}
		g.Account = account
	}
	if err := heldOffice(ctx, on, g.Office); err != nil {
		return Granted{}, err
	}
	return write(ctx, on, g, record.ID{}, 0)
}

// heldOffice refuses a slip in the code of an office: the role would count, and
// nobody would have it.
func heldOffice(ctx context.Context, on Session, code string) error {
	if code == "" {
		return nil
	}
	return on.Node.View(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		if err != nil {
			return err
		}
		for _, account := range accounts {
			if slices.ContainsFunc(account.Offices, func(o access.Office) bool { return o.Code == code }) {
				return nil
			}
		}
		return fmt.Errorf("nobody acts for the office %.60q: \"entente account list\" prints those that somebody acts for; make its account first", code)
	})
}

func revoke(ctx context.Context, on Session, g Granting, _ Streams) (Granted, error) {
	if len(g.By) != 2 || g.By[0] == g.By[1] {
		return Granted{}, ErrTwoPersons
	}
	var found *rights.Grant
	err := readGranted(ctx, on, func(_ *store.Tx, counted *rights.Counted) error {
		for _, grant := range counted.Grants {
			if grant.Newest.ID == g.ID {
				found = grant
				return nil
			}
		}
		return fmt.Errorf("there is no right %s; \"entente access list\" says which there are", g.ID)
	})
	if err != nil {
		return Granted{}, err
	}
	by := g.By
	g.Terms = rights.TermsOf(found.Newest.Kind, found.Newest.Granted)
	g.Ended, g.OnPaper = true, by
	return write(ctx, on, g, g.ID, found.Newest.Revision)
}

// write writes a grant without an account, as only who holds the folder can.
func write(ctx context.Context, on Session, g Granting, id record.ID, after int) (Granted, error) {
	draft, err := g.Draft(id, after, on.Node.Policies)
	if err != nil {
		return Granted{}, err
	}
	private, err := on.Node.PrivateChannel(ctx)
	if err != nil {
		return Granted{}, err
	}
	written, err := on.Node.Write(ctx, private, node.Author{}, draft)
	if err != nil {
		return Granted{}, err
	}
	var answer Granted
	err = readGranted(ctx, on, func(tx *store.Tx, counted *rights.Counted) error {
		for _, grant := range counted.Grants {
			if grant.Newest.ID == written[0].ID {
				answer, err = grantedOf(tx, grant)
			}
		}
		return err
	})
	return answer, err
}

func listGranted(ctx context.Context, on Session, _ none, _ Streams) (all []Granted, err error) {
	err = readGranted(ctx, on, func(tx *store.Tx, counted *rights.Counted) error {
		for _, grant := range counted.Grants {
			one, err := grantedOf(tx, grant)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return nil
	})
	return all, err
}

func readGranted(ctx context.Context, on Session, read func(*store.Tx, *rights.Counted) error) error {
	return on.Node.View(ctx, func(tx *store.Tx) error {
		asked, err := on.Node.Inquiry(tx, access.Account{})
		if err != nil {
			return err
		}
		counted, err := rights.Read(asked)
		if err != nil {
			return err
		}
		return read(tx, counted)
	})
}

func grantedOf(tx *store.Tx, grant *rights.Grant) (Granted, error) {
	g := Granted{Terms: rights.TermsOf(grant.Newest.Kind, grant.Newest.Granted), ID: grant.Newest.ID, Counts: grant.InEffect != nil, State: grant.State.String(), Written: grant.Newest.At}
	if g.Account == "" {
		return g, nil
	}
	account, err := tx.Account(g.Account)
	if errors.Is(err, store.ErrNotFound) {
		return g, nil
	}
	g.Login = account.Login
	return g, err
}
