package node

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"entente/access"
	"entente/audit"
	"entente/channel"
	"entente/record"
	"entente/store"
)

// A Piece is one part of one revision that may be chosen for an order.
type Piece struct {
	Channel  record.ChannelID
	Record   record.ID
	Revision int
	Origin   string
	Index    int64
	Leaf     record.Leaf
	Part     int
	Type     record.PartType
	Content  []byte
}

// PiecesOf lists what an order of ours could reach of a record: every part of
// each revision that this side wrote, or inherited, and that is still here.
func PiecesOf(tx *store.Tx, in record.ChannelID, id record.ID) (pieces []Piece, err error) {
	revisions, err := tx.Revisions(in, id)
	if err != nil {
		return nil, err
	}
	place, err := placeIn(tx, in)
	if err != nil {
		return nil, err
	}
	held, err := ledgersHeldBy(tx, place.own)
	for _, r := range revisions {
		if err != nil {
			return nil, err
		}
		if !held[r.Origin] {
			continue
		}
		var entry record.Entry
		if entry, err = tx.Entry(r.Origin, r.Index); err != nil {
			return nil, err
		}
		pieces = append(pieces, piecesAt(r, entry)...)
	}
	return pieces, err
}

func piecesAt(r store.Revision, e record.Entry) (pieces []Piece) {
	for part, p := range e.Parts {
		if !carriesContent(p.Type) || p.State != record.Present {
			continue
		}
		pieces = append(pieces, Piece{
			Channel: r.Channel, Record: r.ID, Revision: r.Revision, Origin: r.Origin, Index: r.Index, Leaf: r.Leaf,
			Part: part, Type: p.Type, Content: p.Content,
		})
	}
	return pieces
}

// OrderOf makes the targets of an order from pieces.
func OrderOf(pieces []Piece) (targets []channel.WithdrawalTarget) {
	at := map[record.Leaf]int{}
	for _, p := range pieces {
		i, known := at[p.Leaf]
		if !known {
			i = len(targets)
			at[p.Leaf] = i
			targets = append(targets, channel.WithdrawalTarget{Origin: p.Origin, Index: p.Index, Leaf: p.Leaf})
		}
		if !slices.Contains(targets[i].Parts, p.Part) {
			targets[i].Parts = append(targets[i].Parts, p.Part)
		}
	}
	for i := range targets {
		slices.Sort(targets[i].Parts)
	}
	return targets
}

// ErrNothingToWithdraw says that an order would name nothing that is here.
var ErrNothingToWithdraw = errors.New("nothing of ours that is still here")

// OrderWithdrawal writes orders for these pieces, one a channel, and more where
// one would name too much. They have no effect before their acts.
func (n *Node) OrderWithdrawal(ctx context.Context, author Author, reason channel.WithdrawalReason, follows record.Leaf, pieces []Piece) (written []Written, err error) {
	byChannel := map[record.ChannelID][]Piece{}
	var channels []record.ChannelID
	for _, p := range pieces {
		if byChannel[p.Channel] == nil {
			channels = append(channels, p.Channel)
		}
		byChannel[p.Channel] = append(byChannel[p.Channel], p)
	}
	if len(channels) == 0 {
		return nil, fmt.Errorf("node: order a withdrawal: %w", ErrNothingToWithdraw)
	}
	if err := n.permitWithdrawal(ctx, author, pieces); err != nil {
		return nil, fmt.Errorf("node: order a withdrawal: %w", err)
	}
	if err := n.Audit(ctx, n.orderedEvents(author, reason, pieces)...); err != nil {
		return nil, fmt.Errorf("node: order a withdrawal: %w", err)
	}
	for i, in := range channels {
		var drafts []Draft
		for targets := range slices.Chunk(OrderOf(byChannel[in]), channel.MaxWithdrawalTargets) {
			order := channel.Withdrawal{Reason: reason, Targets: targets}
			if i == 0 {
				order.Follows = follows // which stands in the first channel
			}
			body, err := order.Encode()
			if err != nil {
				return written, fmt.Errorf("node: order a withdrawal: %w", err)
			}
			drafts = append(drafts, Draft{Kind: channel.KindWithdrawal, Body: body})
		}
		orders, err := n.govern(ctx, in, author, drafts...)
		written = append(written, orders...)
		if err != nil {
			return written, fmt.Errorf("node: order a withdrawal in channel %s: %w", in, err)
		}
	}
	return written, nil
}

// DecideWithdrawal notes what the records officer decided on targets of an order of
// another: it is carried out and answered by CarryOutWithdrawals.
func (n *Node) DecideWithdrawal(ctx context.Context, account string, order record.Leaf, answers ...channel.WithdrawalAnswer) error {
	receipt := channel.WithdrawalReceipt{Order: order, Answers: answers, Rule: channel.WithdrawalRule}
	if _, err := receipt.Encode(); err != nil {
		return fmt.Errorf("node: decide on order %s: %w", order, err)
	}
	decided := audit.Event{What: audit.Purge, Account: n.AuditName(account), Outcome: purgeDecided, Count: int64(len(answers))}
	err := n.updateWitnessed(ctx, decided, func(tx *store.Tx) error {
		o, err := tx.Order(order)
		if err == nil {
			err = n.permitDestruction(tx, account, o)
		}
		switch {
		case err != nil:
			return err
		case o.Effect.IsZero() || o.Partner == n.self:
			return ErrAnswered
		}
		for _, a := range answers {
			if a.Target >= len(o.Targets) {
				return store.ErrNotFound
			}
			err := tx.PutDecision(store.OrderDecision{Order: order, Account: account, OrderAnswer: store.OrderAnswer{
				Target: a.Target, Partner: n.self, State: string(a.State), Law: a.Law, Until: a.Until, At: n.Now(),
			}})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("node: decide on order %s: %w", order, err)
	}
	n.Changes.Tell()
	return nil
}

// permitWithdrawal holds a person to the records that they may ask orders over.
func (n *Node) permitWithdrawal(ctx context.Context, author Author, pieces []Piece) error {
	return n.store.View(ctx, func(tx *store.Tx) error {
		var classes []store.Class
		for i, p := range pieces {
			if i > 0 && p.Record == pieces[i-1].Record {
				continue
			}
			r, err := tx.Record(p.Channel, p.Record)
			if err != nil {
				return err
			}
			classes = append(classes, store.Class{Channel: p.Channel, Kind: r.Kind, Label: r.Label})
		}
		return n.permit(tx, author, access.ToWithdraw, classes...)
	})
}

// permitDestruction holds a person to the records that they may destroy.
func (n *Node) permitDestruction(tx *store.Tx, account string, o store.Order) error {
	c, err := tx.Channel(o.Channel)
	if err != nil {
		return err
	}
	classes := []store.Class{{Channel: o.Channel, Kind: channel.KindWithdrawal, Label: c.DefaultLabel}}
	for _, t := range o.Targets {
		if !t.Arrived {
			continue
		}
		revisions, err := tx.RecordsAt(t.Origin, t.Index)
		if err != nil {
			return err
		}
		for _, r := range revisions {
			classes = append(classes, store.Class{Channel: r.Channel, Kind: r.Kind, Label: r.Label})
		}
	}
	return n.permit(tx, Author{Person: account}, access.ToDestroy, classes...)
}
