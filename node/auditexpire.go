package node

import (
	"context"
	"errors"
	"fmt"

	"entente/audit"
	"entente/record"
	"entente/store"
)

// expiredAtOnce bounds what one transaction lets go of.
const expiredAtOnce = 100

const expiredSetting = "audit-expired"

// ExpireAudit withdraws the bodies of those entries of the audit ledger whose lines
// are all older than the term. Leaves, checkpoints and anchors stay, so that what is
// left still verifies; the newest entry stays in any case, since the chain goes on
// from it.
func (n *Node) ExpireAudit(ctx context.Context) error {
	for {
		more := false
		err := n.store.Update(ctx, func(tx *store.Tx) (err error) {
			more, err = n.expireSome(tx)
			return err
		})
		if err != nil {
			return fmt.Errorf("node: let go of the audit after its term: %w", err)
		}
		if !more {
			return nil
		}
	}
}

func (n *Node) expireSome(tx *store.Tx) (more bool, err error) {
	own, err := auditLedger(tx)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	settings, err := auditSettings(tx)
	if err != nil {
		return false, err
	}
	term := n.Now().AddDate(-int(settings.KeepYears), 0, 0)
	from, err := expiredUpTo(tx)
	if err != nil {
		return false, err
	}
	index := from
	for ; index < min(own.Folded-1, from+expiredAtOnce); index++ {
		batch, lines, err := batchAt(tx, own.Origin, index)
		if errors.Is(err, errPurged) || errors.Is(err, errNoBatch) || errors.Is(err, audit.ErrLine) {
			continue
		}
		if err != nil {
			return false, err
		}
		if !lines[len(lines)-1].Event.At.Before(term) {
			break
		}
		if err := tx.SetPart(own.Origin, index, bodyPart, record.Part{State: record.Withdrawn}); err != nil {
			return false, err
		}
		if err := tx.ForgetAudited(batch.Last); err != nil {
			return false, err
		}
	}
	if index == from {
		return false, nil
	}
	return index == from+expiredAtOnce, tx.SetSetting(expiredSetting, fmt.Sprint(index))
}

// bodyPart is where a body stands in its entry.
const bodyPart = 2

// expiredUpTo is the first entry that was not let go of.
func expiredUpTo(tx *store.Tx) (index int64, err error) {
	text, err := tx.Setting(expiredSetting)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err == nil {
		_, err = fmt.Sscan(text, &index)
	}
	return index, err
}
