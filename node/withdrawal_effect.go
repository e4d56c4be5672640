package node

import (
	"context"
	"errors"
	"fmt"

	"entente/channel"
	"entente/record"
	"entente/store"
)

// FileWithdrawn is why a file whose part an order hides is not to be had.
const FileWithdrawn = "withdrawn"

// takeEffect hides what an order names, at once and on every node alike. What
// this side ordered itself it also destroys; what others ordered waits for its
// records officer, or for the term of the charter.
func (n *Node) takeEffect(tx *store.Tx, order record.Leaf, acted int64) error {
	if err := tx.SetOrderEffect(order, acted, n.Now()); err != nil {
		return err
	}
	o, err := tx.Order(order)
	if err == nil {
		err = n.Folder.recall(o.Targets)
	}
	if err != nil {
		return err
	}
	for i, t := range o.Targets {
		if err := n.hideTarget(tx, t); err != nil {
			return err
		}
		if o.Partner != n.self {
			continue
		}
		err := tx.PutDecision(store.OrderDecision{Order: o.Leaf, OrderAnswer: store.OrderAnswer{
			Target: i, Partner: n.self, State: string(channel.Purged), At: n.Now(),
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

// hideTarget takes the parts of one entry out of everybody's reach, with
// whatever was derived from it. It can be done again.
func (n *Node) hideTarget(tx *store.Tx, t store.OrderTarget) error {
	if !t.Arrived {
		return nil // its parts are refused when it comes
	}
	entry, err := tx.Entry(t.Origin, t.Index)
	if err != nil {
		return err
	}
	hidden := false
	for _, part := range withdrawable(entry, t.Parts) {
		changed, err := tx.HidePart(t.Origin, t.Index, part)
		if err == nil && entry.Parts[part].Type == record.AttachmentPart {
			err = n.hideFile(tx, t, part)
		}
		if err != nil {
			return err
		}
		hidden = hidden || changed
	}
	if !hidden {
		return nil
	}
	revisions, err := tx.RecordsAt(t.Origin, t.Index)
	for _, r := range revisions {
		if err == nil {
			err = tx.DropFormsNaming(r.ID.String())
		}
		if err == nil {
			err = n.rederive(tx, r.Channel, r.ID)
		}
	}
	return err
}

// withdrawable are those parts of an entry that an order reaches: never labels,
// and nothing of the entries by which a channel governs itself but the texts in
// them, or an order could undo an act.
func withdrawable(e record.Entry, parts []int) (reached []int) {
	header, err := record.DecodeHeader(e.Part(record.HeaderPart).Content)
	if err == nil && channel.Reserved(header.Kind) && header.Kind != channel.KindAmendment {
		return nil
	}
	for _, part := range parts {
		if part < len(e.Parts) && carriesContent(e.Parts[part].Type) {
			reached = append(reached, part)
		}
	}
	return reached
}

func carriesContent(t record.PartType) bool {
	return t == record.BodyPart || t == record.PersonalPart || t == record.AttachmentPart
}

func (n *Node) hideFile(tx *store.Tx, t store.OrderTarget, part int) error {
	file, err := tx.FileAt(t.Origin, t.Index, part)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	file.State, file.Reason, file.Changed = store.FileWithheld, FileWithdrawn, n.Now()
	return tx.SetFile(file)
}

// rederive derives again what lists and searches know of a record, a part of whose
// newest revision is gone.
func (n *Node) rederive(tx *store.Tx, in record.ChannelID, id record.ID) error {
	current, err := tx.Record(in, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if channel.Reserved(current.Kind) {
		return putGoverning(tx, current.Revision)
	}
	return tx.PutRecord(n.current(current.Revision))
}

// replayOrders makes what every order in effect asks for true again, before a
// node serves anybody: the database may be older than the orders, or a crash may
// have come between.
func (n *Node) replayOrders(ctx context.Context) error {
	err := n.store.Update(ctx, func(tx *store.Tx) error {
		orders, err := tx.Orders(nil)
		for _, o := range orders {
			if err != nil {
				return err
			}
			if o.Effect.IsZero() {
				continue
			}
			if o, err = tx.Order(o.Leaf); err != nil {
				return err
			}
			for _, t := range o.Targets {
				if err := n.hideTarget(tx, t); err != nil {
					return err
				}
			}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("node: replay the orders to withdraw of %s: %w", n.Folder, err)
	}
	return nil
}

// adopted reports whether an entry is part of a text that partners have adopted:
// it is hidden like any other and stays sealed rather than vanish. Nothing is
// adopted before there are procedures for it.
func (n *Node) adopted(*store.Tx, record.Leaf) (bool, error) { return false, nil }
