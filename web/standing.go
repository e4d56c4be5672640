package web

import (
	"errors"
	"slices"

	"entente/channel"
	"entente/keys"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

// readStanding reads what the side of a page shows of a channel. Its cost grows
// with ledgers and members, not with entries.
func readStanding(tx *store.Tx, us keys.PartnerID, id record.ChannelID) (standing, error) {
	s := standing{Us: us, Ours: us, Partners: map[keys.PartnerID]store.Partner{}}
	partners, err := tx.Partners()
	if err != nil {
		return s, err
	}
	for _, p := range partners {
		s.Partners[p.ID] = p
	}
	if s.Members, err = readMembers(tx, us, id); err != nil {
		return s, err
	}
	ledgers, err := tx.LedgersOf(id)
	if err != nil {
		return s, err
	}
	for _, l := range ledgers {
		held, err := readHeld(tx, l)
		if err != nil {
			return s, err
		}
		s.Ledgers = append(s.Ledgers, held)
	}
	return s, nil
}

func readHeld(tx *store.Tx, l store.Ledger) (heldLedger, error) {
	held := heldLedger{Ledger: l, Receipts: map[keys.PartnerID]ledger.Cosignature{}}
	head, err := tx.LatestCheckpoint(l.Origin)
	if err == nil {
		held.Head = &head
	} else if !errors.Is(err, store.ErrNotFound) {
		return held, err
	}
	receipts, err := tx.LatestCosignatures(l.Origin)
	if err != nil {
		return held, err
	}
	for _, receipt := range receipts {
		held.Receipts[receipt.Partner] = receipt
	}
	return held, nil
}

// readMembers lists the members of a channel's newest charter, ours first.
func readMembers(tx *store.Tx, us keys.PartnerID, id record.ChannelID) ([]keys.PartnerID, error) {
	charters, err := tx.Charters(id)
	if err != nil || len(charters) == 0 {
		return nil, err
	}
	charter, err := channel.Decode(charters[len(charters)-1].Envelope.Payload)
	if err != nil {
		return nil, err
	}
	members := []keys.PartnerID{}
	for _, m := range charter.Members {
		members = append(members, m.Partner)
	}
	slices.SortStableFunc(members, func(a, b keys.PartnerID) int {
		switch {
		case a == b:
			return 0
		case a == us:
			return -1
		case b == us:
			return 1
		}
		return 0
	})
	return members, nil
}
