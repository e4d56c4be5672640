package node

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"entente/channel"
	"entente/record"
	"entente/store"
)

// foldBatch is how many entries one transaction folds, so that writers never
// wait long behind a large arrival.
const foldBatch = 500

// fold applies what is readable of a ledger to the projections, in the
// ledger's order. Only one goroutine folds a ledger at a time.
func (n *Node) fold(ctx context.Context, origin string) error {
	turn := n.foldingTurn(origin)
	turn.Lock()
	defer turn.Unlock()
	for {
		var l store.Ledger
		var reached []store.Revision
		err := n.store.Update(ctx, func(tx *store.Tx) (err error) {
			reached = reached[:0]
			if l, err = tx.Ledger(origin); err != nil {
				return err
			}
			upTo := min(l.Readable, l.Folded+foldBatch)
			err = tx.Entries(origin, l.Folded, upTo, func(e record.Entry) error {
				revision, err := n.foldEntry(tx, l, e)
				reached = append(reached, revision)
				return err
			})
			if err != nil || upTo == l.Folded {
				return err
			}
			l.Folded = upTo
			return tx.SetFolded(origin, upTo)
		})
		if err != nil {
			return fmt.Errorf("node: fold %s: %w", origin, err)
		}
		for _, r := range reached {
			n.awaiting.drop(r.Channel, r.ID, func(s record.Standing) bool { return s.Revision <= r.Revision && l.Own })
		}
		if l.Folded >= l.Readable {
			return nil
		}
	}
}

func (n *Node) foldingTurn(origin string) *sync.Mutex {
	n.mu.Lock()
	defer n.mu.Unlock()
	turn := n.folding[origin]
	if turn == nil {
		turn = &sync.Mutex{}
		n.folding[origin] = turn
	}
	return turn
}

// foldEntry applies one entry, or quarantines it with the reason. An error is
// of the store only; nothing that a partner writes can be one.
func (n *Node) foldEntry(tx *store.Tx, l store.Ledger, e record.Entry) (store.Revision, error) {
	if revision, waits, err := n.keepWaiting(tx, l, e); err != nil || waits {
		return revision, err
	}
	return n.settle(tx, l, e)
}

// settle is foldEntry of an entry that waits for nothing.
func (n *Node) settle(tx *store.Tx, l store.Ledger, e record.Entry) (store.Revision, error) {
	revision, err := n.judge(tx, l, e)
	var refused *record.Refusal
	if errors.As(err, &refused) {
		err = tx.Quarantine(store.Quarantined{
			Origin: l.Origin, Index: e.Index, Part: -1, Kind: revision.Kind,
			Reason: refused.Code, Detail: refused.Detail, At: n.Now(),
		})
		// A body that is not valid keeps its place in the record's chain, so that
		// the next revision can put right what is wrong with it.
		if err == nil && refused.Code == record.RefusedBody {
			revision.Known = false
			err = tx.PutRevision(revision)
		}
		return revision, err
	}
	if err != nil {
		return revision, err
	}
	if err := tx.PutRevision(revision); err != nil {
		return revision, err
	}
	if err := n.foldGoverned(tx, l, revision, e); err != nil {
		return revision, err
	}
	if revision.Kind == channel.KindAudit {
		return revision, foldAudit(tx, l, revision.Body)
	}
	if channel.Reserved(revision.Kind) {
		return revision, putGoverning(tx, revision)
	}
	if err := tx.PutRecord(n.current(revision)); err != nil {
		return revision, err
	}
	return revision, n.foldFiles(tx, l, revision, e)
}

// current derives what lists and search know of a record from its newest
// revision.
func (n *Node) current(r store.Revision) store.Record {
	state := store.Record{Revision: r, Created: r.ID.Time()}
	kind, known := n.Kinds.Lookup(r.Kind)
	if known {
		state.Keys = kind.SortKeys(nil) // of a text that cannot be read
	}
	if !known || !r.Known {
		return state
	}
	body, err := kind.Current(r.Schema, r.Body)
	if err != nil {
		return state // an old body that cannot be carried forward is shown as it was written
	}
	state.Title = kind.TitleOf(body)
	state.Sort, _ = kind.SortOf(body)
	state.Search = kind.SearchText(body)
	state.References = kind.References(body)
	state.External = kind.ExternalIDs(body)
	state.Facets = kind.Facets(body)
	state.Keys = kind.SortKeys(body)
	return state
}
