package node

import (
	"context"
	"errors"
	"fmt"

	"entente/audit"
	"entente/channel"
	"entente/keys"
	"entente/record"
	"entente/store"
)

// ErrNoAuditLedger says that what is written down waits in the spool, because
// there is no ledger for it.
var ErrNoAuditLedger = errors.New("this node has no audit ledger yet: make one with \"entente audit begin\"")

// DraftAudit writes the charter of the channel of the audit ledger, for whoever holds
// the root to sign. Labels that are empty are those of the private channel.
func (n *Node) DraftAudit(ctx context.Context, labels PrivateLabels) (channel.Charter, error) {
	if labels.Policy == "" {
		var err error
		if labels, err = n.privateLabels(ctx); err != nil {
			return channel.Charter{}, err
		}
	}
	return n.DraftCharter(ctx, Founding{
		Name:   record.Text{EN: "Audit", FR: "Journal d’audit", KO: "감사 기록"},
		Policy: labels.Policy, Ceiling: labels.Ceiling, Default: labels.Default,
	})
}

// privateLabels are those of the private channel.
func (n *Node) privateLabels(ctx context.Context) (labels PrivateLabels, err error) {
	private, err := n.PrivateChannel(ctx)
	if err != nil {
		return labels, err
	}
	p, err := n.place(ctx, private)
	if err != nil {
		return labels, err
	}
	ceiling, err := n.Policies.Check(p.charter.Ceiling)
	if err != nil {
		return labels, err
	}
	byDefault, err := n.Policies.Check(p.charter.DefaultLabel)
	return PrivateLabels{Policy: ceiling.Policy, Ceiling: ceiling.Classification, Default: byDefault.Classification}, err
}

// BeginAudit takes the signed charter of the channel of the audit ledger, whose only
// member is this partner and in which nobody works, and moves what waits into it.
func (n *Node) BeginAudit(ctx context.Context, encoded []byte) error {
	failed := func(err error) error { return fmt.Errorf("node: begin the audit ledger of %s: %w", n.Folder, err) }
	envelope, err := keys.ParseEnvelope(encoded)
	if err != nil {
		return failed(err)
	}
	charter, err := channel.Decode(envelope.Payload)
	if err != nil {
		return failed(err)
	}
	if len(charter.Members) != 1 {
		return failed(fmt.Errorf("channel %s has %d members, the audit has one", charter.Channel, len(charter.Members)))
	}
	// The row says what the channel is for before it is in force.
	err = n.store.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.AuditChannel(); !errors.Is(err, store.ErrNotFound) {
			return errors.Join(err, store.ErrExists)
		}
		if _, err := tx.Channel(charter.Channel); !errors.Is(err, store.ErrNotFound) {
			return errors.Join(err, store.ErrExists)
		}
		return tx.PutChannel(store.Channel{ID: charter.Channel, State: store.ChannelProposed, Private: true, Audit: true})
	})
	if err == nil {
		err = n.keepCharter(ctx, envelope)
	}
	if err != nil {
		return failed(err)
	}
	return n.DrainAudit(ctx)
}

// auditLedger is ours in the channel of the audit.
func auditLedger(tx *store.Tx) (store.Ledger, error) {
	c, err := tx.AuditChannel()
	if err != nil {
		return store.Ledger{}, err
	}
	p, err := ownPlace(tx, c.ID)
	return p.own, err
}

// batchAt reads an entry of the audit ledger.
func batchAt(tx *store.Tx, origin string, index int64) (audit.Batch, []audit.Line, error) {
	entry, err := tx.Entry(origin, index)
	if err != nil {
		return audit.Batch{}, nil, err
	}
	if h, err := record.DecodeHeader(entry.Part(record.HeaderPart).Content); err != nil || h.Kind != channel.KindAudit {
		return audit.Batch{}, nil, fmt.Errorf("entry %d of ledger %s: %w", index, origin, errNoBatch)
	}
	body, present := entry.Content(record.BodyPart)
	if !present {
		return audit.Batch{}, nil, fmt.Errorf("entry %d of ledger %s: %w", index, origin, errPurged)
	}
	return audit.OpenBatch(body)
}

var (
	errPurged  = errors.New("its lines were purged")
	errNoBatch = errors.New("it holds no lines") // the charter, at the beginning
)

// DrainAudit moves what waits in the spool into the audit ledger. A closed gate
// loses none of it: it waits.
func (n *Node) DrainAudit(ctx context.Context) error {
	a := &n.auditing
	if a.spool == nil {
		return nil
	}
	a.turn.Lock()
	defer a.turn.Unlock()
	for {
		at, err := n.auditedUpTo(ctx)
		if err != nil {
			return err
		}
		lines, err := a.spool.Waiting(at.Number, audit.MostLines)
		if err != nil || len(lines) == 0 {
			return errors.Join(err, a.spool.Release(at.Number))
		}
		if err := n.writeBatch(ctx, lines); err != nil {
			return fmt.Errorf("node: move the audit into its ledger: %w", err)
		}
	}
}

func (n *Node) writeBatch(ctx context.Context, lines []audit.Line) error {
	body, _, err := audit.NewBatch(lines)
	if err != nil {
		return err
	}
	var c store.Channel
	err = n.store.View(ctx, func(tx *store.Tx) error {
		c, err = tx.AuditChannel()
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return ErrNoAuditLedger
	}
	if err != nil {
		return err
	}
	place, err := n.place(ctx, c.ID)
	if err != nil {
		return err
	}
	written, err := n.append(ctx, place, Author{}, []Draft{{Kind: channel.KindAudit, Body: body, Label: place.charter.DefaultLabel}})
	if err != nil {
		return err
	}
	return n.publish(context.WithoutCancel(ctx), place.own.Origin, endOf(written))
}

// foldAudit keeps the lines of our own audit ledger for queries. An entry of that
// kind anywhere else is kept and says nothing.
func foldAudit(tx *store.Tx, l store.Ledger, body []byte) error {
	c, err := tx.Channel(l.Channel)
	if err != nil || !c.Audit || !l.Own || body == nil {
		return err
	}
	_, lines, err := audit.OpenBatch(body)
	if err != nil {
		return nil // verification says so; a fold goes on
	}
	return tx.PutAudited(lines)
}
