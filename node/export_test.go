package node

import (
	"context"

	"entente/store"
)

// Govern writes entries by which a channel governs itself, for tests only.
var Govern = (*Node).govern

// KeepAnchor keeps an anchor among a node's own, for tests only.
func (n *Node) KeepAnchor(ctx context.Context, a store.Anchor) error {
	return n.store.Update(ctx, func(tx *store.Tx) error { return tx.AddAnchor(a) })
}
