package node

import (
	"context"
	"errors"
	"fmt"

	"entente/record"
	"entente/store"
)

// KeepDraft keeps what somebody typed about a record and did not send yet. What
// is above a ceiling is not kept either.
func (n *Node) KeepDraft(ctx context.Context, d store.Draft) error {
	d.Kept = n.Now()
	err := n.store.Update(ctx, func(tx *store.Tx) error {
		place, err := placeIn(tx, d.Channel)
		switch {
		case errors.Is(err, ErrNotMember): // nothing is written there now, and text may wait
		case err != nil:
			return err
		default:
			if err := n.within(place, d.Label); err != nil {
				return err
			}
		}
		return tx.PutDraft(d)
	})
	if err != nil {
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

// GiveDrafts makes the drafts of one account those of another, who goes on with
// them. One about a record on which the other works already stays.
func (n *Node) GiveDrafts(ctx context.Context, from, to string) error {
	err := n.store.Update(ctx, func(tx *store.Tx) error {
		drafts, err := tx.Drafts(from)
		for _, d := range drafts {
			if _, err = tx.Draft(to, d.Channel, d.Record); err == nil {
				continue
			}
			if !errors.Is(err, store.ErrNotFound) {
				return err
			}
			d.Account = to
			if err = tx.PutDraft(d); err != nil {
				return err
			}
			if err = tx.DropDraft(from, d.Channel, d.Record); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("node: give the drafts of account %s to account %s: %w", from, to, err)
	}
	return nil
}
