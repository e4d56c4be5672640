package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"entente/keys"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

// An Arrival is one page of a partner's ledger, as the exchange received it.
type Arrival struct {
	Origin  string
	Head    ledger.Checkpoint // opened with the writer's keys
	Entries []record.Entry    // from the size that this node holds
	// Proof shows that the tree up to the page's end is the beginning of the
	// tree under Head; empty if the page ends there.
	Proof []record.Hash
}

// Absorb verifies a page against its signed head and stores it in one
// transaction. What is wrong inside an entry harms that entry only; a page that
// is not under its head harms nothing, because it is not taken. When the ledger
// is whole up to the head, this node cosigns it and returns the receipt.
func (n *Node) Absorb(ctx context.Context, a Arrival) (*ledger.Cosignature, error) {
	place, l, err := n.foreign(ctx, a.Origin)
	if err != nil {
		return nil, err
	}
	entries := make([]record.Entry, len(a.Entries))
	for i, e := range a.Entries {
		entries[i] = n.admit(place, asGiven(record.Inspect(e)))
	}
	err = n.store.Update(ctx, func(tx *store.Tx) error {
		after, err := tx.AppendEntries(a.Origin, entries)
		if err != nil {
			return err
		}
		if err := under(after, a); err != nil {
			return err
		}
		if after.Size == a.Head.Size {
			if err := tx.PutCheckpoint(a.Head); err != nil {
				return err
			}
		}
		l = after
		return tx.SetReadable(a.Origin, after.Size)
	})
	if err != nil {
		return nil, fmt.Errorf("node: take entries %d to %d of %s: %w", l.Size, l.Size+int64(len(entries)), a.Origin, err)
	}
	// From here on the entries are kept; finish even if the caller goes away.
	ctx = context.WithoutCancel(ctx)
	defer n.Changes.Tell()
	if l.Size-l.Folded <= foldBatch {
		if err := n.fold(ctx, a.Origin); err != nil {
			return nil, err
		}
	}
	if l.Size < a.Head.Size {
		return nil, nil
	}
	return n.cosign(ctx, a.Head)
}

// Fold applies what Absorb left, if anything: of a large arrival the receipt
// goes first.
func (n *Node) Fold(ctx context.Context, origin string) error {
	l, err := n.LedgerByOrigin(ctx, origin)
	if err != nil || l.Folded >= l.Readable {
		return err
	}
	defer n.Changes.Tell()
	return n.fold(ctx, origin)
}

// asGiven takes no sender's word for why a part is missing: it is missing.
func asGiven(e record.Entry) record.Entry {
	for i := range e.Parts {
		if part := &e.Parts[i]; part.State == record.Withheld || part.State == record.Withdrawn {
			part.State, part.Reason = record.Pending, "it was not given"
		}
	}
	return e
}

// under checks that the ledger as stored is what the head was signed over, or
// its beginning.
func under(l store.Ledger, a Arrival) error {
	switch {
	case l.Size > a.Head.Size:
		return fmt.Errorf("the page ends at %d, after its checkpoint at %d", l.Size, a.Head.Size)
	case l.Size == a.Head.Size && l.Root != a.Head.Root:
		return fmt.Errorf("the entries are not those of the signed checkpoint at %d", a.Head.Size)
	case l.Size < a.Head.Size:
		return ledger.VerifyConsistency(a.Proof, a.Head.Size, a.Head.Root, l.Size, l.Root)
	}
	return nil
}

// admit drops what this node must not hold: everything but the label of an
// entry whose label is missing, unknown or above the channel's or the node's
// ceiling, and attachments whose own label is, or is not within that of their
// entry, by which readers are let in. What is dropped never reaches
// the store.
func (n *Node) admit(place place, e record.Entry) record.Entry {
	withheldFrom := func(from, to int, reason string) {
		for i := from; i < to; i++ {
			part := &e.Parts[i]
			if part.State == record.Present || part.State == record.Pending {
				part.State, part.Content, part.Reason = record.Withheld, nil, reason
				part.Salt = [32]byte{}
			}
		}
	}
	if e.Parts[0].State != record.Present {
		withheldFrom(1, len(e.Parts), "the label was not given")
		return e
	}
	if err := n.within(place, e.Parts[0].Content); err != nil {
		withheldFrom(1, len(e.Parts), err.Error())
		return e
	}
	for i, part := range e.Parts {
		if part.Type != record.AttachmentLabelPart {
			continue
		}
		if part.State != record.Present {
			withheldFrom(i+1, i+2, "the label of the attachment was not given")
		} else if err := n.within(place, part.Content); err != nil {
			withheldFrom(i+1, i+2, err.Error())
		} else if n.Policies.Within(part.Content, e.Parts[0].Content) != nil {
			withheldFrom(i+1, i+2, ErrLooser.Error())
		}
	}
	return e
}

// cosign confirms that this node holds a partner's ledger whole up to a
// checkpoint: the receipt. The mark goes first, so that after a crash this node
// never confirms less than it did.
func (n *Node) cosign(ctx context.Context, head ledger.Checkpoint) (*ledger.Cosignature, error) {
	if err := n.gate.check(); err != nil {
		return nil, nil // what was received is kept; it is confirmed when the gate opens
	}
	if err := n.marks.Set(ledger.Mark{Origin: head.Origin, Size: head.Size, Root: head.Root}); err != nil {
		return nil, fmt.Errorf("node: cosign %s at %d: %w", head.Origin, head.Size, err)
	}
	cosignature, err := ledger.Cosign(n.keys, n.self, head, n.Now())
	if err != nil {
		return nil, fmt.Errorf("node: cosign %s at %d: %w", head.Origin, head.Size, err)
	}
	err = n.store.Update(ctx, func(tx *store.Tx) error { return tx.PutCosignature(cosignature) })
	if err != nil {
		return nil, fmt.Errorf("node: cosign %s at %d: %w", head.Origin, head.Size, err)
	}
	return &cosignature, nil
}

// TakeCosignature stores a partner's receipt for a checkpoint that this node
// holds, its own or another's.
func (n *Node) TakeCosignature(ctx context.Context, origin string, size int64, line []byte, from keys.PartnerID) error {
	var checkpoint ledger.Checkpoint
	var signing []keys.LedgerKey
	err := n.store.View(ctx, func(tx *store.Tx) (err error) {
		if checkpoint, err = tx.Checkpoint(origin, size); err != nil {
			return err
		}
		signing, err = ledgerKeysOf(tx, from)
		return err
	})
	if err != nil {
		return fmt.Errorf("node: a receipt for %s at %d: %w", origin, size, err)
	}
	place, _, err := n.placeOf(ctx, origin)
	if err != nil {
		return err
	}
	cosignature, err := ledger.OpenCosignature(line, checkpoint, from, signing, n.latest(place.charter))
	if err != nil {
		return fmt.Errorf("node: a receipt for %s at %d from partner %s: %w", origin, size, from, err)
	}
	if earliest := checkpoint.Time.Add(-time.Duration(place.charter.ClockBound) * time.Second); cosignature.Time.Before(earliest) {
		return fmt.Errorf("node: a receipt for %s at %d from partner %s claims a time before the checkpoint's: %w", origin, size, from, ledger.ErrSignedTime)
	}
	known := false
	err = n.store.Update(ctx, func(tx *store.Tx) (err error) {
		if known, err = knownReceipt(tx, cosignature); err != nil || known {
			return err
		}
		return tx.PutCosignature(cosignature)
	})
	if err != nil {
		return fmt.Errorf("node: keep the receipt for %s at %d from partner %s: %w", origin, size, from, err)
	}
	if !known {
		n.Changes.Tell()
	}
	return nil
}

// maxReceipts is how many cosignatures of one partner are kept at one size: one
// serves as receipt and one as closure, and a partner could make one a second.
const maxReceipts = 16

// ErrTooMany says that a partner sends more of something than is kept.
var ErrTooMany = errors.New("more than is kept")

// knownReceipt reports whether a receipt is kept already, and refuses one too many.
func knownReceipt(tx *store.Tx, c ledger.Cosignature) (known bool, err error) {
	kept, err := tx.Cosignatures(c.Origin, c.Size)
	if err != nil {
		return false, err
	}
	own := 0
	for _, k := range kept {
		if k.Partner != c.Partner {
			continue
		}
		if own++; k.Time.Equal(c.Time) {
			return true, nil
		}
	}
	if own >= maxReceipts {
		return false, fmt.Errorf("%d receipts of this partner at this size: %w", own, ErrTooMany)
	}
	return false, nil
}
