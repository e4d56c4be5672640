package node

import (
	"errors"
	"fmt"
	"time"

	"entente/access"
	"entente/channel"
	"entente/keys"
	"entente/record"
	"entente/store"
)

// authority is what everyone who holds a ledger knows of who may act in it.
func authority(tx *store.Tx, l store.Ledger) (channel.Authority, error) {
	charter, err := charterOf(tx, l.Channel, l.Epoch)
	if err != nil {
		return channel.Authority{}, err
	}
	facts := channel.Authority{
		Partner: l.Partner, Channel: l.Channel, Origin: l.Origin,
		Since: charter.Created, Clocks: time.Duration(charter.ClockBound) * time.Second,
	}
	chain, err := tx.Manifests(l.Partner)
	if err != nil {
		return channel.Authority{}, err
	}
	for _, envelope := range chain {
		manifest, err := keys.ReadManifest(envelope)
		if err != nil {
			return channel.Authority{}, err
		}
		facts.Manifests = append(facts.Manifests, manifest)
	}
	return facts, nil
}

// foldAct notes an act, and lets what it is over take effect if it stands.
func (n *Node) foldAct(tx *store.Tx, l store.Ledger, r store.Revision) error {
	note := store.Act{Origin: l.Origin, Index: r.Index, Over: -1, Partner: l.Partner}
	acted, err := n.judgeAct(tx, l, r, &note)
	var refused *record.Refusal
	switch {
	case errors.As(err, &refused):
		note.Reason = refused.Detail
		err = tx.Quarantine(store.Quarantined{
			Origin: l.Origin, Index: r.Index, Part: -1, Kind: r.Kind, Reason: refused.Code, Detail: refused.Detail, At: n.Now(),
		})
	case err == nil:
		note.Holder = acted.By.Holder
	}
	if err != nil {
		return err
	}
	if err := tx.PutAct(note); err != nil || note.Reason != "" {
		return err
	}
	if err := keepMandateOf(tx, l, r); err != nil {
		return err
	}
	return n.carryOut(tx, l, acted, note.Over)
}

// keepMandateOf keeps the mandate under which a partner has acted.
func keepMandateOf(tx *store.Tx, l store.Ledger, r store.Revision) error {
	entry, err := channel.DecodeAct(r.Body)
	if err != nil {
		return err
	}
	return tx.PutMandate(store.Mandate{Partner: l.Partner, Envelope: entry.Mandate, Added: r.At})
}

// judgeAct says whether an act stands; everything in its way but the error of
// the store is a *Refusal.
func (n *Node) judgeAct(tx *store.Tx, l store.Ledger, r store.Revision, note *store.Act) (channel.Acted, error) {
	refused := func(err error) (channel.Acted, error) {
		return channel.Acted{}, &record.Refusal{Code: record.RefusedAct, Detail: err.Error()}
	}
	entry, err := channel.DecodeAct(r.Body)
	if err != nil {
		return refused(err)
	}
	note.Verb, note.Mandate = string(entry.Act.Verb), entry.Mandate.Hash()
	index, err := tx.LeafIn(l.Origin, entry.Leaf)
	if errors.Is(err, store.ErrNotFound) {
		return refused(fmt.Errorf("it is over no entry of this ledger: %w", channel.ErrActPlace))
	}
	if err != nil {
		return channel.Acted{}, err
	}
	note.Over = index
	over, err := tx.Entry(l.Origin, index)
	if err != nil {
		return channel.Acted{}, err
	}
	facts, err := authority(tx, l)
	if err != nil {
		return channel.Acted{}, err
	}
	spot := channel.Spot{Index: index, At: facts.Since}
	if header, err := record.DecodeHeader(over.Part(record.HeaderPart).Content); err == nil {
		spot.At = header.At
	}
	acted, err := facts.Stands(entry, channel.Spot{Index: r.Index, At: r.At}, spot)
	if err != nil {
		return refused(err)
	}
	return acted, nil
}

// carryOut is what an act that stands brings about.
func (n *Node) carryOut(tx *store.Tx, l store.Ledger, acted channel.Acted, over int64) error {
	switch acted.Verb {
	case access.Release:
		return n.release(tx, l, over)
	case access.Withdrawal:
		return n.foldWithdrawalAct(tx, l, acted)
	}
	return nil // what agrees or adopts is asked for by leaf where it counts
}

// Acts are those that stand over an entry, in the order of its ledger.
func (n *Node) Acts(tx *store.Tx, origin string, index int64) ([]channel.Acted, error) {
	noted, err := tx.ActsOver(origin, index)
	if err != nil {
		return nil, fmt.Errorf("node: acts over entry %d of %s: %w", index, origin, err)
	}
	l, err := tx.Ledger(origin)
	if err != nil {
		return nil, fmt.Errorf("node: acts over entry %d of %s: %w", index, origin, err)
	}
	var all []channel.Acted
	for _, note := range noted {
		acted, err := n.actAt(tx, l, note)
		var refused *record.Refusal
		if errors.As(err, &refused) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("node: acts over entry %d of %s: %w", index, origin, err)
		}
		all = append(all, acted)
	}
	return all, nil
}

// actAt judges an act that was noted, by the manifests that are known now.
func (n *Node) actAt(tx *store.Tx, l store.Ledger, note store.Act) (channel.Acted, error) {
	entry, err := tx.Entry(l.Origin, note.Index)
	if err != nil {
		return channel.Acted{}, err
	}
	header, err := record.DecodeHeader(entry.Part(record.HeaderPart).Content)
	if err != nil {
		return channel.Acted{}, &record.Refusal{Code: record.RefusedHeader, Detail: err.Error()}
	}
	body, _ := entry.Content(record.BodyPart)
	r := store.Revision{Origin: l.Origin, Index: note.Index, Body: body}.Of(header)
	return n.judgeAct(tx, l, r, &note)
}
