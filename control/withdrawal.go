package control

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"entente/channel"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A Withdraw asks for an order over a record, or over some parts of it.
type Withdraw struct {
	Channel record.ChannelID         `json:"channel"`
	Record  string                   `json:"record"`          // its id, or its key in tables
	Parts   []int                    `json:"parts,omitempty"` // of every revision; none for the whole text
	Reason  channel.WithdrawalReason `json:"reason"`
	Author  node.Author              `json:"author"`
}

// A WrittenOrder is an order that waits for its signatures.
type WrittenOrder struct {
	Channel record.ChannelID `json:"channel"`
	Leaf    record.Leaf      `json:"leaf"`
	Targets int              `json:"targets"`
}

// OrderWithdrawal writes the order, and one in each wider channel into which the
// record was released.
func OrderWithdrawal(ctx context.Context, o Operator, w Withdraw) ([]WrittenOrder, error) {
	return ask[[]WrittenOrder](ctx, o, "withdrawal/order", w, Streams{})
}

func orderWithdrawal(ctx context.Context, on Session, w Withdraw, _ Streams) (orders []WrittenOrder, err error) {
	var pieces []node.Piece
	err = on.Node.View(ctx, func(tx *store.Tx) error {
		id, err := w.find(tx)
		if err != nil {
			return err
		}
		all, err := node.PiecesOf(tx, w.Channel, id)
		if err != nil {
			return err
		}
		for _, p := range all {
			if len(w.Parts) == 0 || slices.Contains(w.Parts, p.Part) {
				pieces = append(pieces, p)
			}
		}
		wider, err := node.WiderPieces(tx, pieces)
		pieces = append(pieces, wider...)
		return err
	})
	if err != nil {
		return nil, err
	}
	written, failed := on.Node.OrderWithdrawal(ctx, w.Author, w.Reason, record.Leaf{}, pieces)
	err = on.Node.View(ctx, func(tx *store.Tx) error {
		for _, each := range written {
			order, err := tx.Order(each.Leaf)
			if err != nil {
				return err
			}
			orders = append(orders, WrittenOrder{order.Channel, order.Leaf, len(order.Targets)})
		}
		return nil
	})
	return orders, errors.Join(failed, err)
}

// find is the record that is meant.
func (w Withdraw) find(tx *store.Tx) (record.ID, error) {
	if id, err := record.ParseID(w.Record); err == nil {
		return id, nil
	}
	found, err := tx.FindExternal(w.Channel, record.KeyScheme, w.Record)
	switch {
	case err != nil:
		return record.ID{}, err
	case len(found) != 1:
		return record.ID{}, fmt.Errorf("control: withdraw %.80q: %d records of the channel have this id or key: %w", w.Record, len(found), store.ErrNotFound)
	}
	return found[0].ID, nil
}

// An OrderStatus is how far an order has come.
type OrderStatus struct {
	Leaf    record.Leaf      `json:"leaf"`
	Channel record.ChannelID `json:"channel"`
	In      record.Text      `json:"in"` // the channel's name
	Partner keys.PartnerID   `json:"partner"`
	Code    string           `json:"code"` // the partner's
	Own     bool             `json:"own"`
	Reason  string           `json:"reason"`
	Written time.Time        `json:"written"`
	Effect  time.Time        `json:"effect,omitzero"`
	Due     time.Time        `json:"due,omitzero"`
	Targets int              `json:"targets"`
	Decided int              `json:"decided"` // targets that this side decided on
	Done    int              `json:"done"`    // of them, carried out and answered
	Members []MemberAnswer   `json:"members,omitempty"`
}

// A MemberAnswer is what one member confirmed and answered.
type MemberAnswer struct {
	Partner  keys.PartnerID `json:"partner"`
	Code     string         `json:"code"`
	Hidden   bool           `json:"hidden"`
	Purged   int            `json:"purged"`
	Retained int            `json:"retained"`
	Cannot   int            `json:"cannot"`
	Open     int            `json:"open"`
}

// ListWithdrawals lists all orders, the newest first.
func ListWithdrawals(ctx context.Context, o Operator) ([]OrderStatus, error) {
	return ask[[]OrderStatus](ctx, o, "withdrawal/list", none{}, Streams{})
}

func listWithdrawals(ctx context.Context, on Session, _ none, _ Streams) (all []OrderStatus, err error) {
	err = on.Node.View(ctx, func(tx *store.Tx) error {
		orders, err := tx.Orders(nil)
		for _, order := range orders {
			if err != nil {
				return err
			}
			var standing node.OrderStanding
			if standing, err = node.OrderStandingOf(tx, order.Leaf); err != nil {
				return err
			}
			status := orderStatus(standing, on.Node.Self())
			err = status.name(tx)
			all = append(all, status)
		}
		return err
	})
	return all, err
}

// name puts in the words that people know the channel and the partners by.
func (s *OrderStatus) name(tx *store.Tx) error {
	partners, err := tx.Partners()
	if err != nil {
		return err
	}
	in, err := tx.Channel(s.Channel)
	if err != nil {
		return err
	}
	s.In = in.Name
	for _, p := range partners {
		if p.ID == s.Partner {
			s.Code = p.Code
		}
		for i := range s.Members {
			if s.Members[i].Partner == p.ID {
				s.Members[i].Code = p.Code
			}
		}
	}
	return nil
}

func orderStatus(s node.OrderStanding, self keys.PartnerID) OrderStatus {
	status := OrderStatus{
		Leaf: s.Leaf, Channel: s.Channel, Partner: s.Partner, Own: s.Partner == self, Reason: s.Reason,
		Written: s.At, Effect: s.Effect, Due: s.Due, Targets: len(s.Targets), Decided: len(s.Decisions),
	}
	for _, d := range s.Decisions {
		if !d.Done.IsZero() {
			status.Done++
		}
	}
	for _, m := range s.Members {
		answer := MemberAnswer{Partner: m.Partner, Hidden: m.Hidden, Open: m.Open}
		for _, a := range m.Answers {
			switch channel.WithdrawalState(a.State) {
			case channel.Purged:
				answer.Purged++
			case channel.Retained:
				answer.Retained++
			case channel.Cannot:
				answer.Cannot++
			}
		}
		status.Members = append(status.Members, answer)
	}
	return status
}

// A WithdrawalDecision is what the records officer decided on all of an order.
type WithdrawalDecision struct {
	Order record.Leaf             `json:"order"`
	State channel.WithdrawalState `json:"state"`
	Law   string                  `json:"law,omitempty"`
	Until record.Date             `json:"until,omitzero"`
}

// A Carried says what is not carried out yet, and why.
type Carried struct {
	Pending []string `json:"pending,omitempty"`
}

// DecideWithdrawal notes the decision, carries it out and answers, if that can
// be done now.
func DecideWithdrawal(ctx context.Context, o Operator, d WithdrawalDecision) (Carried, error) {
	return ask[Carried](ctx, o, "withdrawal/decide", d, Streams{})
}

func decideWithdrawal(ctx context.Context, on Session, d WithdrawalDecision, _ Streams) (done Carried, err error) {
	var targets int
	err = on.Node.View(ctx, func(tx *store.Tx) error {
		order, err := tx.Order(d.Order)
		targets = len(order.Targets)
		return err
	})
	if err != nil {
		return done, err
	}
	var answers []channel.WithdrawalAnswer
	for i := range targets {
		answers = append(answers, channel.WithdrawalAnswer{Target: i, State: d.State, Law: d.Law, Until: d.Until})
	}
	if err := on.Node.DecideWithdrawal(ctx, "", d.Order, answers...); err != nil {
		return done, err
	}
	pending, err := on.Node.CarryOutWithdrawals(ctx)
	for _, why := range pending {
		done.Pending = append(done.Pending, why.Error())
	}
	return done, err
}
