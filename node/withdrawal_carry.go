package node

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"entente/channel"
	"entente/record"
	"entente/store"
	"entente/store/contents"
)

// WithdrawalOffice stands in entries that the node itself writes about orders.
const WithdrawalOffice = "node"

// ErrPurgePending says that something still holds what was to be destroyed: it
// is tried again, and nothing is signed before.
var ErrPurgePending = errors.New("not out of the raw files yet")

// CarryOutWithdrawals does what is due: asks those who quote what we withdrew,
// decides by the terms of charters, destroys what is to be destroyed, and answers
// orders once the answer is true. It returns what is still pending, and why.
func (n *Node) CarryOutWithdrawals(ctx context.Context) (pending []error, err error) {
	n.withdrawing.Lock()
	defer n.withdrawing.Unlock()
	if err := n.decideByTerm(ctx); err != nil {
		return nil, err
	}
	if err := n.askQuoters(ctx); err != nil {
		pending = append(pending, err)
	}
	var open []store.OrderDecision
	err = n.store.View(ctx, func(tx *store.Tx) error {
		open, err = tx.OpenDecisions()
		return err
	})
	if err == nil {
		open, err = n.sealAdopted(ctx, open)
	}
	if err != nil || len(open) == 0 {
		return pending, err
	}
	purged := slices.DeleteFunc(slices.Clone(open), func(d store.OrderDecision) bool { return d.State != string(channel.Purged) })
	if len(purged) > 0 {
		err := n.destroy(ctx, purged)
		if err == nil {
			err = n.auditPurge(ctx, purged, purgeDone)
		}
		if err != nil {
			pending = append(pending, err)
			open = slices.DeleteFunc(open, func(d store.OrderDecision) bool { return d.State == string(channel.Purged) })
		}
	}
	return n.answerOrders(ctx, open, pending)
}

// decideByTerm decides to destroy what the charter's term for orders has run out
// for.
func (n *Node) decideByTerm(ctx context.Context) error {
	var due []record.Leaf
	err := n.store.View(ctx, func(tx *store.Tx) (err error) {
		due, err = n.ordersDue(tx)
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	decisions := make([]store.OrderDecision, len(due))
	for i, order := range due {
		decisions[i].Order = order
	}
	if err := n.auditPurge(ctx, decisions, purgeDue); err != nil {
		return err
	}
	return n.store.Update(ctx, func(tx *store.Tx) error {
		for _, order := range due {
			if err := n.decideAll(tx, order); err != nil {
				return err
			}
		}
		return nil
	})
}

// ordersDue are the orders of others whose term has run out and on a target of
// which nobody has decided.
func (n *Node) ordersDue(tx *store.Tx) (due []record.Leaf, err error) {
	orders, err := tx.Orders(nil)
	for _, o := range orders {
		if err != nil {
			return nil, err
		}
		if o.Effect.IsZero() || o.Partner == n.self {
			continue
		}
		by, err := orderDue(tx, o)
		if err != nil {
			return nil, err
		}
		if by.IsZero() || n.Now().Before(by) {
			continue
		}
		whole, err := tx.Order(o.Leaf)
		if err != nil {
			return nil, err
		}
		decided, err := tx.Decisions(o.Leaf)
		if err != nil {
			return nil, err
		}
		if len(decided) < len(whole.Targets) {
			due = append(due, o.Leaf)
		}
	}
	return due, err
}

// orderDue is when the charter wants an order carried out; zero for no term.
func orderDue(tx *store.Tx, o store.Order) (time.Time, error) {
	l, err := tx.Ledger(o.Origin)
	if err != nil {
		return time.Time{}, err
	}
	charter, err := charterOf(tx, l.Channel, l.Epoch)
	if err != nil || charter.Retention.OrderDays == 0 {
		return time.Time{}, err
	}
	return o.Effect.AddDate(0, 0, charter.Retention.OrderDays), nil
}

// decideAll decides to destroy every target that nobody has decided on.
func (n *Node) decideAll(tx *store.Tx, order record.Leaf) error {
	o, err := tx.Order(order)
	if err != nil {
		return err
	}
	decided, err := tx.Decisions(order)
	for i := range o.Targets {
		known := slices.ContainsFunc(decided, func(d store.OrderDecision) bool { return d.Target == i })
		if err != nil || known {
			continue
		}
		err = tx.PutDecision(store.OrderDecision{Order: order, OrderAnswer: store.OrderAnswer{
			Target: i, Partner: n.self, State: string(channel.Purged), At: n.Now(),
		}})
	}
	return err
}

// destroy deletes the parts that decisions name, and returns once they are in no
// raw file of this node.
func (n *Node) destroy(ctx context.Context, decisions []store.OrderDecision) error {
	var files []contents.Name
	var spots []int64
	err := n.store.Update(ctx, func(tx *store.Tx) error {
		files, spots = nil, nil
		for _, d := range decisions {
			t, err := targetOf(tx, d)
			if err == nil && t.Arrived {
				err = n.destroyTarget(tx, t, &files, &spots)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, name := range files {
		if err == nil {
			err = n.contents().Remove(name)
		}
	}
	if err == nil {
		err = n.cleanBackups(ctx, spots)
	}
	if err != nil {
		return fmt.Errorf("node: destroy what orders to withdraw name: %w", err)
	}
	if err := n.EndVantages(); err != nil {
		return fmt.Errorf("node: destroy what orders to withdraw name: %w", err)
	}
	done, err := n.store.Purge(ctx)
	if err == nil && !done {
		err = ErrPurgePending
	}
	if err != nil {
		return fmt.Errorf("node: destroy what orders to withdraw name: %w", err)
	}
	return nil
}

// AdoptedText stands for a law in answers about parts of texts that partners
// have adopted: they stay sealed.
const AdoptedText = "part of an adopted text"

// sealAdopted keeps what belongs to an adopted text, whoever decided to destroy it.
func (n *Node) sealAdopted(ctx context.Context, decisions []store.OrderDecision) ([]store.OrderDecision, error) {
	err := n.store.View(ctx, func(tx *store.Tx) error {
		for i, d := range decisions {
			t, err := targetOf(tx, d)
			if err != nil {
				return err
			}
			adopted, err := n.adopted(tx, t.Leaf)
			if err != nil {
				return err
			}
			if adopted {
				decisions[i].State, decisions[i].Law = string(channel.Retained), AdoptedText
			}
		}
		return nil
	})
	return decisions, err
}

func targetOf(tx *store.Tx, d store.OrderDecision) (store.OrderTarget, error) {
	o, err := tx.Order(d.Order)
	if err == nil && d.Target >= len(o.Targets) {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.OrderTarget{}, err
	}
	return o.Targets[d.Target], nil
}

func (n *Node) destroyTarget(tx *store.Tx, t store.OrderTarget, files *[]contents.Name, spots *[]int64) error {
	entry, err := tx.Entry(t.Origin, t.Index)
	if err != nil {
		return err
	}
	for _, part := range withdrawable(entry, t.Parts) {
		if err := tx.DestroyPart(t.Origin, t.Index, part); err != nil {
			return err
		}
		spot, err := tx.SpotOf(t.Origin, t.Index, part)
		if err != nil {
			return err
		}
		*spots = append(*spots, spot)
		file, err := tx.FileAt(t.Origin, t.Index, part)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err == nil {
			*files = append(*files, file.Name)
			err = tx.DropFile(file)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// cleanBackups deletes the keys of destroyed parts in every backup that is still
// where this node wrote it. Of one that was taken away this node holds no keys.
func (n *Node) cleanBackups(ctx context.Context, spots []int64) error {
	var made []store.BackupMade
	err := n.store.View(ctx, func(tx *store.Tx) (err error) {
		made, err = tx.BackupsMade()
		return err
	})
	for _, b := range made {
		if err == nil {
			_, err = n.store.ForgetInBackup(ctx, b.Path, spots)
		}
	}
	return err
}

// answerOrders tells the originators of orders what became of them here, in one
// receipt an order; of our own orders nobody waits for an answer.
func (n *Node) answerOrders(ctx context.Context, decisions []store.OrderDecision, pending []error) ([]error, error) {
	byOrder := map[record.Leaf][]store.OrderDecision{}
	var leaves []record.Leaf
	for _, d := range decisions {
		if byOrder[d.Order] == nil {
			leaves = append(leaves, d.Order)
		}
		byOrder[d.Order] = append(byOrder[d.Order], d)
	}
	for _, leaf := range leaves {
		if err := n.answerOrder(ctx, leaf, byOrder[leaf]); err != nil {
			pending = append(pending, err)
		}
	}
	return pending, nil
}

func (n *Node) answerOrder(ctx context.Context, leaf record.Leaf, decisions []store.OrderDecision) error {
	var order store.Order
	err := n.store.View(ctx, func(tx *store.Tx) (err error) {
		order, err = tx.Order(leaf)
		return err
	})
	if err != nil {
		return err
	}
	if order.Partner != n.self {
		receipt := channel.WithdrawalReceipt{Order: leaf, Rule: channel.WithdrawalRule}
		for _, d := range decisions {
			receipt.Answers = append(receipt.Answers, channel.WithdrawalAnswer{
				Target: d.Target, State: channel.WithdrawalState(d.State), Law: d.Law, Until: d.Until,
			})
		}
		body, err := receipt.Encode()
		if err != nil {
			return err
		}
		if _, err := n.govern(ctx, order.Channel, Author{Office: WithdrawalOffice}, Draft{Kind: channel.KindWithdrawalReceipt, Body: body}); err != nil {
			return err
		}
	}
	return n.store.Update(ctx, func(tx *store.Tx) error {
		for _, d := range decisions {
			d.Done = n.Now()
			if err := tx.PutDecision(d); err != nil {
				return err
			}
		}
		return nil
	})
}

// govern writes entries by which a channel governs itself, under the channel's
// default label.
func (n *Node) govern(ctx context.Context, in record.ChannelID, author Author, drafts ...Draft) ([]Written, error) {
	place, err := n.place(ctx, in)
	if err != nil {
		return nil, err
	}
	for i := range drafts {
		if drafts[i].Label == nil {
			drafts[i].Label = place.charter.DefaultLabel
		}
		if err := n.within(place, drafts[i].Label); err != nil {
			return nil, fmt.Errorf("node: write to channel %s: %w", in, err)
		}
	}
	written, err := n.append(ctx, place, author, drafts)
	if err != nil {
		return nil, err
	}
	if err := n.publish(context.WithoutCancel(ctx), place.own.Origin, endOf(written)); err != nil {
		return written, fmt.Errorf("%w: %w", ErrUnpublished, err)
	}
	return written, nil
}
