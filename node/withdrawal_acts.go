package node

import (
	"errors"
	"time"

	"entente/access"
	"entente/channel"
	"entente/keys"
	"entente/record"
	"entente/store"
)

// foldWithdrawalAct puts an order into effect if an act is the second one over
// it, by another holder who is no deputy of the first. Acts that do not stand
// change nothing.
func (n *Node) foldWithdrawalAct(tx *store.Tx, l store.Ledger, act store.Revision) error {
	entry, err := channel.DecodeAct(act.Body)
	if err != nil || entry.Act.Verb != access.Withdrawal {
		return nil
	}
	order, err := tx.Order(entry.Leaf)
	if errors.Is(err, store.ErrNotFound) {
		return nil // it is over something else, or over an order that was refused
	}
	if err != nil || order.Origin != l.Origin || !order.Effect.IsZero() {
		return err
	}
	acts, err := standingActs(tx, l, order, act.Index+1)
	if err != nil {
		return err
	}
	if _, second, found := channel.Twice(acts, access.Withdrawal, order.Leaf); found {
		return n.takeEffect(tx, order.Leaf, second.Index)
	}
	return nil
}

// standingActs are the acts over an order in its ledger, before an index.
func standingActs(tx *store.Tx, l store.Ledger, order store.Order, before int64) ([]channel.Acted, error) {
	authority, err := authorityIn(tx, l)
	if err != nil {
		return nil, err
	}
	over := channel.Spot{Index: order.Index, At: order.At}
	var stand []channel.Acted
	err = tx.Entries(l.Origin, order.Index+1, before, func(e record.Entry) error {
		header, err := record.DecodeHeader(e.Part(record.HeaderPart).Content)
		if err != nil || header.Kind != channel.KindAct {
			return nil
		}
		act, err := channel.DecodeAct(e.Part(record.BodyPart).Content)
		if err != nil || act.Leaf != order.Leaf {
			return nil
		}
		if acted, err := authority.Stands(act, channel.Spot{Index: e.Index, At: header.At}, over); err == nil {
			stand = append(stand, acted)
		}
		return nil
	})
	return stand, err
}

// authorityIn is what everyone who holds a ledger knows of those who may act in it.
func authorityIn(tx *store.Tx, l store.Ledger) (channel.Authority, error) {
	charter, err := charterOf(tx, l.Channel, l.Epoch)
	if err != nil {
		return channel.Authority{}, err
	}
	envelopes, err := tx.Manifests(l.Partner)
	if err != nil {
		return channel.Authority{}, err
	}
	authority := channel.Authority{
		Partner: l.Partner, Channel: l.Channel, Origin: l.Origin, Since: charter.Created,
		Clocks: time.Duration(charter.ClockBound) * time.Second,
	}
	for i := range envelopes {
		manifest, err := keys.OpenChain(envelopes[:i+1]...)
		if err != nil {
			return channel.Authority{}, err
		}
		authority.Manifests = append(authority.Manifests, manifest)
	}
	return authority, nil
}
