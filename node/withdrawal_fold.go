package node

import (
	"bytes"
	"errors"
	"fmt"

	"entente/access"
	"entente/channel"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

// foldGoverned takes up what an entry says of other entries: who signs them, who
// withdraws them, and which of them it quotes.
func (n *Node) foldGoverned(tx *store.Tx, l store.Ledger, r store.Revision, e record.Entry) error {
	if err := tx.PutQuotes(l.Origin, e.Index, quotedIn(e)); err != nil {
		return err
	}
	if r.Body == nil {
		return nil
	}
	switch r.Kind {
	case channel.KindWithdrawal:
		return n.foldOrder(tx, r)
	case channel.KindAct:
		return n.foldAct(tx, l, r)
	case channel.KindList:
		return foldList(tx, l, r)
	case channel.KindWithdrawalReceipt:
		return foldReceipt(tx, r)
	case channel.KindWithdrawalRequest:
		request, err := channel.DecodeWithdrawalRequest(r.Body)
		if err != nil {
			return nil // it stays in the ledger and asks for nothing
		}
		return tx.PutRequest(store.Request{
			Leaf: r.Leaf, Channel: r.Channel, Order: request.Order, Partner: r.Partner, At: r.At,
			Origin: request.Quoted.Origin, Index: request.Quoted.Index, Quoting: request.Quoted.Leaf,
		})
	case channel.KindRefusal:
		return foldRequestRefusal(tx, r)
	}
	return nil
}

// quotedIn reads the quotes of a header, which few have.
func quotedIn(e record.Entry) []record.Leaf {
	header, present := e.Content(record.HeaderPart)
	if !present || !bytes.Contains(header, []byte(`"quotes"`)) {
		return nil
	}
	h, err := record.DecodeHeader(header)
	if err != nil {
		return nil
	}
	return h.Quotes
}

func (n *Node) foldOrder(tx *store.Tx, r store.Revision) error {
	read, err := channel.DecodeWithdrawal(r.Body)
	if err != nil {
		return fmt.Errorf("order %s was judged and cannot be read: %w", r.Leaf, err)
	}
	order := store.Order{
		Leaf: r.Leaf, Origin: r.Origin, Index: r.Index, Channel: r.Channel, Partner: r.Partner,
		Reason: string(read.Reason), Follows: read.Follows, At: r.At,
	}
	for _, t := range read.Targets {
		order.Targets = append(order.Targets, store.OrderTarget{Origin: t.Origin, Index: t.Index, Leaf: t.Leaf, Parts: t.Parts})
	}
	if err := tx.PutWaiting(store.Waiting{Revision: r, Verb: string(access.Withdrawal)}); err != nil {
		return err
	}
	return tx.PutOrder(order)
}

// foldReceipt notes what a member says of an order, whether or not the order has
// arrived.
func foldReceipt(tx *store.Tx, r store.Revision) error {
	receipt, err := channel.DecodeWithdrawalReceipt(r.Body)
	if err != nil {
		return nil // nobody can read what it answers
	}
	for _, a := range receipt.Answers {
		err := tx.PutAnswer(receipt.Order, store.OrderAnswer{
			Target: a.Target, Partner: r.Partner, State: string(a.State), Law: a.Law, Until: a.Until, At: r.At,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// foldRequestRefusal notes a refusal by whoever was asked; by anybody else it is
// no answer.
func foldRequestRefusal(tx *store.Tx, r store.Revision) error {
	refusal, err := channel.DecodeRequestRefusal(r.Body)
	if err != nil {
		return nil // of an amendment or a handover
	}
	request, err := tx.Request(refusal.Request)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	l, err := tx.Ledger(request.Origin)
	if errors.Is(err, store.ErrNotFound) || (err == nil && l.Partner != r.Partner) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.RefuseRequest(refusal.Request)
}

// judgeWithdrawal holds an order to its format, and to the rule that whoever
// orders wrote what it names or inherited its pens.
func judgeWithdrawal(tx *store.Tx, l store.Ledger, body []byte, h record.Header) error {
	order, err := channel.DecodeWithdrawal(body)
	switch {
	case err != nil:
		return &record.Refusal{Code: record.RefusedBody, Detail: err.Error()}
	case h.Revision != 1:
		return &record.Refusal{Code: record.RefusedSuccession, Detail: "an order to withdraw is never revised"}
	}
	mine, err := ledgersHeldBy(tx, l)
	if err != nil {
		return err
	}
	for i, t := range order.Targets {
		if !mine[t.Origin] {
			return &record.Refusal{Code: record.RefusedPen, Detail: fmt.Sprintf("target %d is not of a ledger whose pens the writer holds", i)}
		}
	}
	return nil
}

// mostIncarnations is how many of one ledger an order may reach back to.
const mostIncarnations = 8

// ledgersHeldBy names all ledgers of a channel, up to an epoch, whose pens the
// writer of one of them holds: its own, and those of whom it inherited.
func ledgersHeldBy(tx *store.Tx, l store.Ledger) (map[string]bool, error) {
	stored, err := tx.Charters(l.Channel)
	if err != nil {
		return nil, err
	}
	charters := make([]channel.Charter, len(stored))
	for i, c := range stored {
		if charters[i], err = channel.Decode(c.Envelope.Payload); err != nil {
			return nil, err
		}
	}
	held := map[string]bool{}
	for _, c := range charters {
		for _, m := range c.Members {
			if c.Epoch > l.Epoch || channel.HolderOf(m.Partner, c.Epoch, l.Epoch, charters) != l.Partner {
				continue
			}
			for incarnation := range mostIncarnations {
				held[ledger.Origin(c.Channel, c.Epoch, m.Partner, incarnation)] = true
			}
		}
	}
	return held, nil
}
