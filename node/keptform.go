package node

import (
	"context"
	"time"

	"entente/store"
)

// KeepForm keeps a form for its author, the newest so many of them, and drops
// those of everybody that are older than a time.
func (n *Node) KeepForm(ctx context.Context, f store.KeptForm, most int, notBefore time.Time) error {
	return n.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.DropFormsBefore(notBefore); err != nil {
			return err
		}
		if _, err := n.usable(tx, f.Account); err != nil {
			return err
		}
		return tx.KeepForm(f, most)
	})
}

// DropForm forgets a form that was kept for this account.
func (n *Node) DropForm(ctx context.Context, account, id string) error {
	return n.store.Update(ctx, func(tx *store.Tx) error { return tx.DropForm(account, id) })
}
