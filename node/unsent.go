package node

import (
	"context"
	"fmt"

	"entente/record"
	"entente/store"
)

// KeepDraft keeps what somebody typed about a record and did not send yet.
func (n *Node) KeepDraft(ctx context.Context, d store.Draft) error {
	d.Kept = n.Now()
	if err := n.store.Update(ctx, func(tx *store.Tx) error { return tx.PutDraft(d) }); err != nil {
		return fmt.Errorf("node: keep a draft: %w", err)
	}
	return nil
}

// DropDraft forgets what an account keeps about a record, if anything.
func (n *Node) DropDraft(ctx context.Context, account string, channel record.ChannelID, id record.ID) error {
	if err := n.store.Update(ctx, func(tx *store.Tx) error { return tx.DropDraft(account, channel, id) }); err != nil {
		return fmt.Errorf("node: drop a draft: %w", err)
	}
	return nil
}
