package node

import (
	"errors"

	"entente/channel"
	"entente/keys"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

// openLedgers makes the ledger of every member of a charter that all have
// signed, and writes the charter as the first entry of our own.
func (n *Node) openLedgers(tx *store.Tx, charter channel.Charter, envelope keys.Envelope) (own string, err error) {
	if err := n.gate.check(); err != nil {
		return "", err
	}
	for _, member := range charter.Members {
		origin := ledger.Origin(charter.Channel, charter.Epoch, member.Partner, 0)
		if known, err := tx.Ledger(origin); err == nil {
			// A copy that was imported before the channel was agreed goes on as the
			// ledger that it is a copy of.
			if known.State == store.LedgerReadOnly && !known.Own {
				err = tx.SetLedgerState(origin, store.LedgerOpen)
			}
			if err != nil {
				return "", err
			}
			continue
		} else if !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
		l := store.Ledger{
			Origin: origin, Channel: charter.Channel, Epoch: charter.Epoch, Partner: member.Partner,
			Own: member.Partner == n.self, State: store.LedgerOpen,
		}
		if err := tx.CreateLedger(l); err != nil {
			return "", err
		}
		if !l.Own {
			continue
		}
		own = origin
		entry, err := n.charterEntry(l, charter, envelope)
		if err != nil {
			return "", err
		}
		if _, err := tx.AppendEntries(origin, []record.Entry{entry}); err != nil {
			return "", err
		}
	}
	return own, nil
}

// charterKind is the kind of the first entry of every ledger.
const charterKind = channel.KindPrefix + "charter"

// charterEntry is the first leaf of every ledger: the charter that it stands
// on, so that a copy of the ledger can be understood alone.
func (n *Node) charterEntry(l store.Ledger, charter channel.Charter, envelope keys.Envelope) (record.Entry, error) {
	return n.seal(record.Header{
		Kind: charterKind, Schema: 1, ID: n.NewID(l.Channel), Revision: 1,
		Channel: l.Channel, Epoch: l.Epoch, Partner: n.self,
		Office: "node", Actor: n.Actor(l.Channel, ""), At: n.Now(),
	}, Draft{Label: charter.DefaultLabel, Body: envelope.Encode()}, nil)
}
