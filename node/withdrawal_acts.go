package node

import (
	"errors"

	"entente/access"
	"entente/channel"
	"entente/store"
)

// foldWithdrawalAct puts an order into effect if an act that stands is the second
// one over it, by another person. It waits no longer then.
func (n *Node) foldWithdrawalAct(tx *store.Tx, l store.Ledger, act channel.Acted) error {
	order, err := tx.Order(act.Leaf)
	if errors.Is(err, store.ErrNotFound) {
		return nil // it is over something else, or over an order that was refused
	}
	if err != nil || order.Origin != l.Origin {
		return err
	}
	acts, err := n.Acts(tx, l.Origin, order.Index)
	if err != nil {
		return err
	}
	_, second, found := channel.Twice(acts, access.Withdrawal, order.Leaf)
	if !found {
		return nil
	}
	waits, err := tx.WaitingAt(l.Origin, order.Index)
	if err == nil {
		err = tx.EndWaiting(waits.Revision)
	}
	if err := ignoreNotFound(err); err != nil || !order.Effect.IsZero() {
		return err
	}
	return n.takeEffect(tx, order.Leaf, second.Index)
}
