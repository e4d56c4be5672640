package node

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"entente/access"
	"entente/channel"
	"entente/keys"
	"entente/record"
	"entente/store"
)

// askQuoters asks every partner whose entry quotes what we withdrew for an order
// of its own, once each.
func (n *Node) askQuoters(ctx context.Context) error {
	var drafts []Draft
	var into []record.ChannelID
	err := n.store.View(ctx, func(tx *store.Tx) error {
		orders, err := tx.Orders(nil)
		for _, o := range orders {
			if err != nil {
				return err
			}
			if o.Effect.IsZero() || o.Partner != n.self {
				continue
			}
			var asked []channel.WithdrawalRequest
			asked, err = n.unasked(tx, o)
			for _, request := range asked {
				body, err := request.Encode()
				if err != nil {
					return err
				}
				drafts = append(drafts, Draft{Kind: channel.KindWithdrawalRequest, Body: body})
				into = append(into, o.Channel)
			}
		}
		return err
	})
	for i, d := range drafts {
		if err == nil {
			_, err = n.govern(ctx, into[i], Author{Office: WithdrawalOffice}, d)
		}
	}
	if err != nil {
		return fmt.Errorf("node: ask who quotes what was withdrawn: %w", err)
	}
	return nil
}

// unasked are the requests that an order of ours still needs.
func (n *Node) unasked(tx *store.Tx, o store.Order) (missing []channel.WithdrawalRequest, err error) {
	known, err := tx.Requests(o.Leaf)
	if err != nil {
		return nil, err
	}
	quoting, err := quotingOf(tx, o.Leaf)
	for _, q := range quoting {
		asked := slices.ContainsFunc(known, func(r store.Request) bool { return r.Quoting == q.Leaf })
		if q.Partner == n.self || q.Channel != o.Channel || asked {
			continue
		}
		missing = append(missing, channel.WithdrawalRequest{
			Order: o.Leaf, Quoted: channel.EntryPlace{Origin: q.Origin, Index: q.Index, Leaf: q.Leaf},
		})
	}
	return missing, err
}

// quotingOf lists the entries that repeat a target of an order and hold text
// themselves, as far as they are not withdrawn.
func quotingOf(tx *store.Tx, order record.Leaf) (all []store.Quoting, err error) {
	o, err := tx.Order(order)
	if err != nil {
		return nil, err
	}
	for _, t := range o.Targets {
		quoting, err := tx.QuotedBy(t.Leaf)
		if err != nil {
			return nil, err
		}
		for _, q := range quoting {
			holds, err := holdsText(tx, q)
			if err != nil {
				return nil, err
			}
			if holds && !slices.Contains(all, q) {
				all = append(all, q)
			}
		}
	}
	return all, nil
}

func holdsText(tx *store.Tx, q store.Quoting) (bool, error) {
	entry, err := tx.Entry(q.Origin, q.Index)
	if err != nil {
		return false, err
	}
	header, err := record.DecodeHeader(entry.Part(record.HeaderPart).Content)
	if err != nil {
		return false, nil
	}
	governs := channel.Reserved(header.Kind) && header.Kind != channel.KindAmendment
	return !governs && entry.Part(record.BodyPart).State == record.Present, nil
}

// QuotedHere lists our own entries, in any channel, that still repeat what an
// order in effect withdrew: each wants an order of ours.
func QuotedHere(tx *store.Tx, order record.Leaf, self keys.PartnerID) ([]store.Quoting, error) {
	all, err := quotingOf(tx, order)
	return slices.DeleteFunc(all, func(q store.Quoting) bool { return q.Partner != self }), err
}

// RefuseRequest answers a request to this side: its entry stays as it is.
func (n *Node) RefuseRequest(ctx context.Context, author Author, request record.Leaf) error {
	var asked store.Request
	err := n.store.View(ctx, func(tx *store.Tx) (err error) {
		if asked, err = tx.Request(request); err != nil {
			return err
		}
		l, err := tx.Ledger(asked.Origin)
		if err == nil && (!l.Own || asked.Refused) {
			err = ErrAnswered
		}
		if err == nil {
			err = n.permitAnswer(tx, author, asked)
		}
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		err = errors.Join(err, ErrAnswered)
	}
	if err != nil {
		return fmt.Errorf("node: refuse request %s: %w", request, err)
	}
	body, err := channel.RequestRefusal{Request: request}.Encode()
	if err != nil {
		return err
	}
	_, err = n.govern(ctx, asked.Channel, author, Draft{Kind: channel.KindRefusal, Body: body})
	return err
}

// permitAnswer holds a person who answers a request to the record that it asks an
// order over: to refuse one decides what to order does.
func (n *Node) permitAnswer(tx *store.Tx, author Author, asked store.Request) error {
	revisions, err := tx.RecordsAt(asked.Origin, asked.Index)
	if err != nil {
		return err
	}
	c, err := tx.Channel(asked.Channel)
	if err != nil {
		return err
	}
	classes := []store.Class{{Channel: c.ID, Kind: channel.KindWithdrawal, Label: c.DefaultLabel}}
	for _, r := range revisions {
		classes = append(classes, store.Class{Channel: r.Channel, Kind: r.Kind, Label: r.Label})
	}
	return n.permit(tx, author, access.ToWithdraw, classes...)
}
