package node

import (
	"context"
	"fmt"
	"sync"

	"entente/ledger"
	"entente/store"
)

// publisher lets one goroutine at a time sign a ledger. Those who waited find
// that the checkpoint made meanwhile covers them too, so a group of writers
// costs one signature.
type publisher struct{ mu sync.Mutex }

func (n *Node) publisher(origin string) *publisher {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := n.publishers[origin]
	if p == nil {
		p = &publisher{}
		n.publishers[origin] = p
	}
	return p
}

// publish returns when the first entries of one of our ledgers, up to size, are
// marked, signed and open to readers; with them goes whatever else is committed
// by then. Who finds that another's signature covers them already signs nothing:
// a group of writers costs one signature. The order is what makes a crash harmless: nothing is signed that is
// not durable, nothing is readable that is not signed.
func (n *Node) publish(ctx context.Context, origin string, size int64) error {
	p := n.publisher(origin)
	p.mu.Lock()
	defer p.mu.Unlock()

	var l store.Ledger
	if err := n.store.View(ctx, func(tx *store.Tx) (err error) {
		l, err = tx.Ledger(origin)
		return err
	}); err != nil {
		return fmt.Errorf("node: publish %s: %w", origin, err)
	}
	if l.Readable >= size {
		if l.Folded < size {
			return n.fold(ctx, origin)
		}
		return nil
	}
	if err := n.gate.check(); err != nil {
		return fmt.Errorf("node: publish %s: %w", origin, err)
	}
	if err := n.marks.Set(ledger.Mark{Origin: origin, Size: l.Size, Root: l.Root}); err != nil {
		n.gate.close("the marks file cannot be written: " + err.Error())
		return fmt.Errorf("node: publish %s: %w", origin, err)
	}
	checkpoint, err := ledger.SignCheckpoint(n.keys, origin, l.Size, l.Root, n.Now())
	if err != nil {
		return fmt.Errorf("node: publish %s: %w", origin, err)
	}
	if err := n.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.PutCheckpoint(checkpoint); err != nil {
			return err
		}
		return tx.SetReadable(origin, l.Size)
	}); err != nil {
		return fmt.Errorf("node: publish %s: %w", origin, err)
	}
	if err := n.fold(ctx, origin); err != nil {
		return err
	}
	n.Changes.Tell()
	return nil
}
