package node

import (
	"context"
	"errors"

	"entente/access"
	"entente/audit"
	"entente/keys"
	"entente/store"
)

// Why an account is not made.
var (
	ErrLoginTaken  = errors.New("node: this login is taken")
	ErrDemoAccount = errors.New("node: an account of a demonstration opens no real node")
)

// AddAccount makes an account with a password. A demonstration's is taken by a
// demonstration's node only: its password is known to everybody.
func (n *Node) AddAccount(ctx context.Context, a access.Account, password string) (access.Account, error) {
	var err error
	if a.ID, err = access.NewID(n.Random); err != nil {
		return a, err
	}
	a.Login = access.Login(a.Login)
	if err := a.Check(); err != nil {
		return a, err
	}
	hash, err := n.Passwords.Hash(ctx, password)
	if err != nil {
		return a, err
	}
	err = n.updateWitnessed(ctx, n.ofAccount(audit.Account, a.ID, "made"), func(tx *store.Tx) error {
		demo, err := n.demo(tx)
		if err != nil {
			return err
		}
		if a.Demo && !demo {
			return ErrDemoAccount
		}
		if err := tx.AddAccount(a); errors.Is(err, store.ErrExists) {
			return ErrLoginTaken
		} else if err != nil {
			return err
		}
		return tx.SetPassword(a.ID, hash)
	})
	return a, err
}

// demo reports whether this is a demonstration's node.
func (n *Node) demo(tx *store.Tx) (bool, error) {
	self, err := tx.Partner(n.self)
	if err != nil {
		return false, err
	}
	manifest, err := keys.ReadManifest(self.Manifest)
	return manifest.Demo, err
}

// ChangeAccount changes what may change of an account. One that is disabled has
// no session and no token afterwards.
func (n *Node) ChangeAccount(ctx context.Context, id string, change func(*access.Account) error) error {
	return n.updateWitnessed(ctx, n.ofAccount(audit.Account, id, "changed"), func(tx *store.Tx) error {
		a, err := tx.Account(id)
		if err != nil {
			return err
		}
		if err := change(&a); err != nil {
			return err
		}
		if err := a.Check(); err != nil {
			return err
		}
		if err := tx.SetAccount(a); err != nil || !a.Disabled {
			return err
		}
		return errors.Join(tx.EndSessions(id), tx.EndTokens(id))
	})
}

// SetPassword gives an account another password, and ends all its sessions:
// whoever knew the old one is out.
func (n *Node) SetPassword(ctx context.Context, id, password string) error {
	hash, err := n.Passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	return n.updateWitnessed(ctx, n.ofAccount(audit.Account, id, "password"), func(tx *store.Tx) error {
		if _, err := tx.Account(id); err != nil {
			return err
		}
		return errors.Join(tx.SetPassword(id, hash), tx.EndSessions(id))
	})
}

// usable is the account, if it may be used on this node, with the offices that
// its holder acts for now.
func (n *Node) usable(tx *store.Tx, id string) (access.Account, error) {
	a, err := tx.Account(id)
	if errors.Is(err, store.ErrNotFound) {
		return a, access.ErrRefused
	}
	if err == nil && a.Disabled {
		return a, access.ErrRefused
	}
	if err == nil && a.Demo {
		demo, failed := n.demo(tx)
		if err = failed; err == nil && !demo {
			err = access.ErrRefused
		}
	}
	if err == nil && n.Offices != nil {
		a.Offices, err = n.Offices(tx, a, n.Now())
	}
	return a, err
}

// PersonOf is who holds an account, with the offices that they act for now;
// access.ErrRefused for one that may not be used.
func (n *Node) PersonOf(tx *store.Tx, account string) (access.Person, error) {
	a, err := n.usable(tx, account)
	return a.Person(""), err
}
