package node

import (
	"context"
	"fmt"
	"time"

	"entente/channel"
	"entente/store"
)

// Depart notes that entries leave this node, before the first byte of them does:
// a withdrawal has to know where they went.
func (n *Node) Depart(ctx context.Context, d store.Departure, entries ...store.Departed) error {
	if len(entries) == 0 {
		return nil
	}
	d.At = n.Now()
	err := n.store.Update(ctx, func(tx *store.Tx) error { return tx.Depart(d, entries...) })
	if err != nil {
		return fmt.Errorf("node: note where entries go: %w", err)
	}
	return nil
}

// sameWay is how long what goes the same way again is one departure.
const sameWay = 24 * time.Hour

// DepartAgain is Depart for what programs read all day: nothing is written if it
// is known already.
func (n *Node) DepartAgain(ctx context.Context, d store.Departure, entries ...store.Departed) error {
	if len(entries) == 0 {
		return nil
	}
	d.At = n.Now()
	since := d.At.Add(-sameWay)
	known := false
	err := n.store.View(ctx, func(tx *store.Tx) (err error) {
		known, err = tx.HasDeparted(since, d, entries...)
		return err
	})
	if err == nil && !known {
		err = n.store.Update(ctx, func(tx *store.Tx) error { return tx.DepartSince(since, d, entries...) })
	}
	if err != nil {
		return fmt.Errorf("node: note where entries go: %w", err)
	}
	return nil
}

// DepartLedger notes that a ledger leaves this node verbatim.
func (n *Node) DepartLedger(ctx context.Context, origin string) error {
	err := n.store.Update(ctx, func(tx *store.Tx) error {
		l, err := tx.Ledger(origin)
		if err != nil {
			return err
		}
		return tx.DepartLedger(store.Departure{How: store.ByArchive, Whom: origin, At: n.Now()}, origin, l.Readable)
	})
	if err != nil {
		return fmt.Errorf("node: note where ledger %s goes: %w", origin, err)
	}
	return nil
}

// departReleased notes what a release puts into a wider channel.
func departReleased(tx *store.Tx, author Author, from, to place, items []channel.Item, at time.Time) error {
	var entries []store.Departed
	for _, item := range items {
		r, err := tx.Record(from.channel.ID, item.Narrow)
		if err != nil {
			return err
		}
		entries = append(entries, store.Departed{Origin: r.Origin, Index: r.Index, Part: store.WholeEntry})
	}
	return tx.Depart(store.Departure{How: store.ByRelease, Whom: to.channel.ID.String(), Account: author.Person, At: at}, entries...)
}
