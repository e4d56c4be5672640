package node

import (
	"context"
	"errors"
	"fmt"

	"entente/keys"
	"entente/record"
	"entente/store"
)

// refoldSetting says that manifests have come since acts were judged.
const refoldSetting = "acts to be judged again"

// judgeAgainLater notes, with a new manifest, that acts of its partner may stand
// no longer, or may stand now.
func judgeAgainLater(tx *store.Tx, partner keys.PartnerID) error {
	acts, err := tx.ActsOf(partner)
	if err != nil || len(acts) == 0 {
		return err
	}
	return tx.SetSetting(refoldSetting, "yes")
}

// refold computes everything anew if a manifest changes which acts stand: what
// took effect must not depend on whether the manifest or the ledger came first.
func (n *Node) refold(ctx context.Context) error {
	due, err := n.actsChanged(ctx)
	if err != nil {
		return fmt.Errorf("node: judge acts again: %w", err)
	}
	if due {
		n.Log.Warn("a manifest changes which acts stand: pages are computed anew")
		if err := n.Rebuild(ctx, nil); err != nil {
			return err // the setting stays, so that it is done later
		}
	}
	return n.store.Update(ctx, func(tx *store.Tx) error {
		if pending, err := tx.Setting(refoldSetting); err != nil || pending == "" {
			return ignoreNotFound(err)
		}
		return tx.SetSetting(refoldSetting, "")
	})
}

func (n *Node) actsChanged(ctx context.Context) (changed bool, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		if pending, err := tx.Setting(refoldSetting); err != nil || pending == "" {
			return ignoreNotFound(err)
		}
		partners, err := tx.Partners()
		for i := 0; i < len(partners) && err == nil && !changed; i++ {
			changed, err = n.actsOfChanged(tx, partners[i].ID)
		}
		return err
	})
	return changed, err
}

func (n *Node) actsOfChanged(tx *store.Tx, partner keys.PartnerID) (bool, error) {
	acts, err := tx.ActsOf(partner)
	if err != nil {
		return false, err
	}
	for _, note := range acts {
		l, err := tx.Ledger(note.Origin)
		if err != nil {
			return false, err
		}
		_, err = n.actAt(tx, l, note)
		var refused *record.Refusal
		if err != nil && !errors.As(err, &refused) {
			return false, err
		}
		if (err == nil) != (note.Reason == "") {
			return true, nil
		}
	}
	return false, nil
}

func ignoreNotFound(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
