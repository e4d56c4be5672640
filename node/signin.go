package node

import (
	"context"
	"errors"

	"entente/access"
	"entente/audit"
	"entente/store"
)

// SignIn answers whose account a login and a password open, and what was shown;
// access.ErrClosed, access.ErrRefused, access.ErrBusy and access.TooManyError say
// why none.
func (n *Node) SignIn(ctx context.Context, a access.Attempt) (account access.Account, ways access.Ways, err error) {
	a.At = n.Now()
	open, err := n.passwordsOpen(ctx)
	if err != nil {
		return account, nil, err
	}
	if open == passwordsClosed {
		return account, nil, access.ErrClosed
	}
	account, ways, err = n.Passwords.SignIn(ctx, accounts{n, open == passwordsWithCode}, a)
	return account, ways, n.refusedEntry(ctx, a.Login, err)
}

// Recognise answers what the holder of an account showed with their password and
// code, whether or not one can sign in with them now: they have signed in already.
func (n *Node) Recognise(ctx context.Context, a access.Attempt) (access.Account, access.Ways, error) {
	a.At = n.Now()
	account, ways, err := n.Passwords.SignIn(ctx, accounts{n, false}, a)
	return account, ways, n.refusedEntry(ctx, a.Login, err)
}

// openness is whether passwords open something.
type openness int

const (
	passwordsClosed   openness = iota
	passwordsWithCode          // two persons opened it: with a second factor only
	passwordsAreNorm
)

func (n *Node) passwordsOpen(ctx context.Context) (open openness, err error) {
	err = n.View(ctx, func(tx *store.Tx) error {
		open, err = n.openness(tx)
		return err
	})
	return open, err
}

// PasswordsOpen reports whether a password lets anybody in now.
func (n *Node) PasswordsOpen(tx *store.Tx) (bool, error) {
	open, err := n.openness(tx)
	return open != passwordsClosed, err
}

func (n *Node) openness(tx *store.Tx) (openness, error) {
	norm, err := n.passwordsNorm(tx)
	if err != nil || norm {
		return passwordsAreNorm, err
	}
	broken, err := n.brokenGlass(tx)
	if err != nil || !broken.Open(n.Now()) {
		return passwordsClosed, err
	}
	return passwordsWithCode, nil
}

// passwordsNorm reports whether a password is how one signs in here.
func (n *Node) passwordsNorm(tx *store.Tx) (bool, error) {
	if n.PasswordSignIn {
		return true, nil
	}
	return n.demo(tx)
}

// brokenGlass is the last time that two persons opened sign-in by password.
func (n *Node) brokenGlass(tx *store.Tx) (access.BreakGlass, error) {
	broken, err := tx.BreakGlass()
	if errors.Is(err, store.ErrNotFound) {
		return access.BreakGlass{}, nil
	}
	return broken, err
}

// CredentialsOf are what an account can show beside its password.
func (n *Node) CredentialsOf(tx *store.Tx, account string) (held access.Credentials, err error) {
	passkeys, err := tx.Passkeys(account)
	if err != nil {
		return held, err
	}
	identities, err := tx.Identities(account)
	if err != nil {
		return held, err
	}
	factor, err := tx.Factor(account)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return held, err
	}
	return access.Credentials{Passkeys: len(passkeys), Provider: len(identities) > 0, Code: factor.Confirmed}, nil
}

// strong reports whether these ways are proof enough for what binds.
func (n *Node) strong(tx *store.Tx, account access.Account, ways access.Ways) (bool, error) {
	held, err := n.CredentialsOf(tx, account.ID)
	if err != nil {
		return false, err
	}
	norm, err := n.passwordsNorm(tx)
	return ways.Strong(held, norm), err
}

// accounts are those of this node that may be used.
type accounts struct {
	*Node
	needsCode bool // of everybody, not only of those who have a second factor
}

func (in accounts) ByLogin(ctx context.Context, login string) (a access.Account, hash string, ok bool, err error) {
	err = in.View(ctx, func(tx *store.Tx) error {
		if a, err = tx.AccountByLogin(login); err != nil {
			return err
		}
		demo, err := in.demo(tx)
		if err != nil {
			return err
		}
		ok = !a.Disabled && (demo || !a.Demo)
		hash, err = tx.Password(a.ID)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return access.Account{}, "", false, nil
	}
	return a, hash, ok, err
}

// Second takes the code of an account that has a second factor. What was taken is
// written down before anybody is let in, so that no code is taken twice.
func (in accounts) Second(ctx context.Context, a access.Account, try access.Attempt) (ways access.Ways, err error) {
	ways = access.Ways{access.ByPassword}
	err = in.store.Update(ctx, func(tx *store.Tx) error {
		factor, err := tx.Factor(a.ID)
		if errors.Is(err, store.ErrNotFound) || err == nil && !factor.Confirmed {
			if in.needsCode {
				return access.ErrRefused
			}
			return nil
		}
		if err != nil {
			return err
		}
		if factor, err = factor.Take(try.Code, try.At); err != nil {
			return access.ErrRefused
		}
		ways = access.Ways{access.ByPassword, access.ByCode}
		return tx.SetFactor(factor)
	})
	return ways, err
}

// BeginFactor draws a second factor for an account that has none. It counts from
// the first code of it on.
func (n *Node) BeginFactor(ctx context.Context, account string) (access.Factor, error) {
	secret, err := access.NewFactorSecret(n.Random)
	if err != nil {
		return access.Factor{}, err
	}
	factor := access.Factor{Account: account, Secret: secret}
	return factor, n.store.Update(ctx, func(tx *store.Tx) error {
		if had, err := tx.Factor(account); err == nil && had.Confirmed {
			return ErrHasFactor
		} else if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		return tx.SetFactor(factor)
	})
}

// ErrHasFactor says that an account has a second factor, which is removed first.
var ErrHasFactor = errors.New("node: this account has a second factor already")

// ConfirmFactor takes the first code of a second factor; access.ErrFactor for one
// that does not count.
func (n *Node) ConfirmFactor(ctx context.Context, account, code string) error {
	return n.updateWitnessed(ctx, n.ofAccount(audit.Account, account, "factor"), func(tx *store.Tx) error {
		factor, err := tx.Factor(account)
		if err != nil {
			return err
		}
		if factor, err = factor.Take(code, n.Now()); err != nil {
			return err
		}
		return tx.SetFactor(factor)
	})
}

// RemoveFactor takes the second factor from an account.
func (n *Node) RemoveFactor(ctx context.Context, account string) error {
	removed := n.ofAccount(audit.Account, account, "factor-removed")
	return n.updateWitnessed(ctx, removed, func(tx *store.Tx) error { return tx.RemoveFactor(account) })
}
