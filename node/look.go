package node

import (
	"context"

	"entente/store"
)

// MarkSeen notes that an account has seen everything that arrived up to a
// number, which store.Tx.NewestArrival gives. It never goes back.
func (n *Node) MarkSeen(ctx context.Context, account string, arrival int64) error {
	return n.store.Update(ctx, func(tx *store.Tx) error {
		newest, err := tx.NewestArrival()
		if err != nil {
			return err
		}
		return tx.SetLookedUpTo(account, min(arrival, newest))
	})
}
