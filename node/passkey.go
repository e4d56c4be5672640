package node

import (
	"context"
	"errors"
	"fmt"

	"entente/access"
	"entente/access/passkey"
	"entente/audit"
	"entente/store"
)

// mostPasskeys bounds how many somebody can have.
const mostPasskeys = 10

// ErrPasskeys says that somebody has as many passkeys as they can.
var ErrPasskeys = errors.New("node: too many passkeys")

// HolderOf is somebody as the devices know them on which they keep passkeys.
func (n *Node) HolderOf(tx *store.Tx, account string) (holder passkey.Holder, err error) {
	a, err := n.usable(tx, account)
	if err != nil {
		return holder, err
	}
	kept, err := tx.Passkeys(account)
	holder = passkey.Holder{Account: a.ID, Login: a.Login, Name: a.Name}
	for _, one := range kept {
		holder.Keys = append(holder.Keys, passkey.Key{ID: one.ID, Credential: one.Credential})
	}
	return holder, err
}

// AddPasskey keeps a passkey that a device made under a name of this node.
func (n *Node) AddPasskey(ctx context.Context, account, name, host string, key passkey.Key) error {
	if name == "" || len(name) > 200 {
		return fmt.Errorf("node: add a passkey: %w", access.ErrAccount)
	}
	return n.updateWitnessed(ctx, n.ofAccount(audit.Account, account, "passkey"), func(tx *store.Tx) error {
		had, err := tx.Passkeys(account)
		if err != nil {
			return err
		}
		if len(had) >= mostPasskeys {
			return ErrPasskeys
		}
		return tx.AddPasskey(store.Passkey{ID: key.ID, Account: account, Name: name, Host: access.HostName(host), Credential: key.Credential, Made: n.Now()})
	})
}

// RemovePasskey takes a passkey from an account.
func (n *Node) RemovePasskey(ctx context.Context, account string, id []byte) error {
	removed := n.ofAccount(audit.Account, account, "passkey-removed")
	return n.updateWitnessed(ctx, removed, func(tx *store.Tx) error { return tx.RemovePasskey(account, id) })
}

// ShownPasskey answers whose account a device opens; access.ErrRefused if none that
// may be used. How often somebody mistypes a password has no part in it.
func (n *Node) ShownPasskey(ctx context.Context, host, origin string, w passkey.Waiting, answer string) (account access.Account, err error) {
	of, key, err := n.passkeys.Shown(host, origin, w, answer, func(id []byte) (holder passkey.Holder, err error) {
		err = n.View(ctx, func(tx *store.Tx) error {
			kept, err := tx.Passkey(id)
			if errors.Is(err, store.ErrNotFound) || err == nil && kept.Host != access.HostName(host) {
				return passkey.ErrPasskey
			}
			if err == nil {
				holder, err = n.HolderOf(tx, kept.Account)
			}
			return err
		})
		return holder, err
	})
	if errors.Is(err, passkey.ErrPasskey) {
		n.Log.Info("a passkey was refused", "err", err)
		return account, access.ErrRefused
	}
	if err != nil {
		return account, err
	}
	return account, n.store.Update(ctx, func(tx *store.Tx) error {
		if account, err = n.usable(tx, of); err != nil {
			return err
		}
		return tx.UsedPasskey(key.ID, key.Credential, n.Now())
	})
}

// Passkeys makes passkeys on devices of people of this node.
func (n *Node) Passkeys() *passkey.Passkeys { return n.passkeys }
