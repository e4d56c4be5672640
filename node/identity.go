package node

import (
	"context"
	"errors"

	"entente/access"
	"entente/audit"
	"entente/store"
)

// ErrBound says that an identity of a provider opens another account already.
var ErrBound = errors.New("node: this identity is bound already")

// BindIdentity binds an identity of the organisation's provider to an account.
func (n *Node) BindIdentity(ctx context.Context, i access.Identity) error {
	i.Bound = n.Now()
	if err := i.Check(); err != nil {
		return err
	}
	return n.updateWitnessed(ctx, n.ofAccount(audit.Account, i.Account, "identity"), func(tx *store.Tx) error {
		if _, err := tx.Account(i.Account); err != nil {
			return err
		}
		err := tx.BindIdentity(i)
		if errors.Is(err, store.ErrExists) {
			return ErrBound
		}
		return err
	})
}

// UnbindIdentities has no identity of a provider open an account any more, and ends
// its sessions: some of them may have begun so.
func (n *Node) UnbindIdentities(ctx context.Context, account string) error {
	unbound := n.ofAccount(audit.Account, account, "identity-removed")
	return n.updateWitnessed(ctx, unbound, func(tx *store.Tx) error {
		return errors.Join(tx.UnbindIdentities(account), tx.EndSessions(account))
	})
}

// Recognised is the account that an identity opens; access.ErrRefused if it opens
// none that may be used. None is ever made.
func (n *Node) Recognised(ctx context.Context, issuer, subject string) (account access.Account, err error) {
	return account, n.store.Update(ctx, func(tx *store.Tx) error {
		bound, err := tx.Identity(issuer, subject)
		if errors.Is(err, store.ErrNotFound) {
			return access.ErrRefused
		}
		if err != nil {
			return err
		}
		if account, err = n.usable(tx, bound.Account); err != nil {
			return err
		}
		return tx.TouchIdentity(issuer, subject, n.Now())
	})
}
