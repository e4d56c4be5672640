package node

import (
	"context"
	"errors"

	"entente/audit"
	"entente/store"
)

// AuditNews is closed when something is written down.
func (n *Node) AuditNews() <-chan struct{} {
	_, written := n.auditing.wake.Now()
	return written
}

// linesTries: lines that get from the spool into the ledger between two looks seem to
// be in neither.
const linesTries = 3

// AuditLines reads lines after a number wherever they are, in the ledger or still in
// the spool, as far as their term is not over.
func (n *Node) AuditLines(ctx context.Context, after int64, limit int) (lines []audit.Line, err error) {
	if n.auditing.spool == nil {
		return nil, nil
	}
	for range linesTries {
		if lines, err = n.ledgerLines(ctx, after, limit); err != nil || len(lines) > 0 {
			return lines, err
		}
		lines, err = n.auditing.spool.Waiting(after, limit)
		if err != nil || len(lines) == 0 || lines[0].Number == after+1 {
			return lines, err
		}
	}
	return lines, nil
}

// ledgerLines reads lines after a number that are in the ledger.
func (n *Node) ledgerLines(ctx context.Context, after int64, limit int) (lines []audit.Line, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		own, err := auditLedger(tx)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		index, err := firstBatch(tx, own, after)
		for ; err == nil && index < own.Size && len(lines) < limit; index++ {
			var some []audit.Line
			_, some, err = batchAt(tx, own.Origin, index)
			if noLines(err) {
				err = nil
			}
			for _, l := range some {
				if l.Number > after && len(lines) < limit {
					lines = append(lines, l)
				}
			}
		}
		return err
	})
	return lines, err
}

// firstBatch halves the way to an entry before which no line after a number stands.
func firstBatch(tx *store.Tx, own store.Ledger, after int64) (from int64, err error) {
	to := own.Size
	for from < to {
		middle := from + (to-from)/2
		index := middle
		batch, _, err := batchAt(tx, own.Origin, index)
		for noLines(err) && index+1 < to {
			index++
			batch, _, err = batchAt(tx, own.Origin, index)
		}
		switch {
		case noLines(err):
			to = middle // nothing from the middle on has lines here
		case err != nil:
			return 0, err
		case batch.Last <= after:
			from = index + 1
		default:
			to = middle
		}
	}
	return from, nil
}

// noLines are entries that give none: a charter, one whose term is over, one that is
// not as it was written, which verification says.
func noLines(err error) bool {
	return errors.Is(err, errNoBatch) || errors.Is(err, errPurged) || errors.Is(err, audit.ErrLine)
}

// NewestLine is the number of the newest line, as far as this process knows: one that
// only reads knows those in the ledger.
func (n *Node) NewestLine(tx *store.Tx) (int64, error) {
	if n.auditing.spool != nil {
		return n.auditing.spool.At().Number, nil
	}
	own, err := auditLedger(tx)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	batch, _, err := batchAt(tx, own.Origin, own.Size-1)
	if noLines(err) {
		err = nil
	}
	return batch.Last, err
}
