package node

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"entente/audit"
	"entente/channel"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

// An AuditReport is what a check of the audit found.
type AuditReport struct {
	Ledger   string        // origin; empty if there is none
	Lines    int64         // in the ledger, and still there
	Purged   int64         // entries whose term is over
	Waiting  int64         // lines in the spool
	Anchors  int           // of which the opening is here
	Newest   time.Time     // beat of the newest
	Faults   []audit.Fault // of the spool and the ledger
	Rollback []AnchorFault
}

// Sound reports that nothing was changed. A torn last line is what a crash leaves.
func (r AuditReport) Sound() bool {
	return len(r.Rollback) == 0 && !slices.ContainsFunc(r.Faults, func(f audit.Fault) bool { return f.Reason != audit.Torn })
}

// Reasons of an AnchorFault.
const (
	AnchorBehind    = "behind"     // the ledger is shorter than it was when it was anchored
	AnchorChanged   = "changed"    // it has other entries there
	AnchorNoLedger  = "no-ledger"  // it is gone
	AnchorNoOpening = "no-opening" // of an anchor of ours: the database was restored, or the opening taken away
	AnchorUnopened  = "unopened"   // the opening is not that of the anchor
)

// An AnchorFault says that a private ledger is not what was anchored.
type AnchorFault struct {
	Reason   string    `json:"reason"`
	Beat     time.Time `json:"beat"`
	Ledger   string    `json:"ledger"` // origin
	Anchored int64     `json:"anchored,omitzero"`
	Held     int64     `json:"held"`
}

// checkedAnchors is how many of the newest anchors of a channel a quick look holds
// the private ledgers to.
const checkedAnchors = 20

// CheckAnchors holds the private ledgers to the newest anchors: a quick look.
func (n *Node) CheckAnchors(tx *store.Tx) (faults []AnchorFault, newest time.Time, err error) {
	channels, err := tx.Channels()
	for _, c := range channels {
		var anchors []store.Anchor
		if err == nil {
			anchors, err = tx.Anchors(c.ID, checkedAnchors)
		}
		for i := 0; i < len(anchors) && err == nil; i++ {
			var found []AnchorFault
			found, err = HeldTo(tx, anchors[i].Opening, anchors[i].Beat)
			faults = append(faults, found...)
		}
		if len(anchors) > 0 && anchors[0].Beat.After(newest) {
			newest = anchors[0].Beat
		}
	}
	return faults, newest, err
}

// HeldTo holds the ledgers of a store to the heads of an opening.
func HeldTo(tx *store.Tx, o audit.Opening, beat time.Time) (faults []AnchorFault, err error) {
	for _, h := range o.Heads {
		fault := AnchorFault{Beat: beat, Ledger: h.Origin, Anchored: h.Size}
		l, err := tx.Ledger(h.Origin)
		switch {
		case errors.Is(err, store.ErrNotFound):
			fault.Reason = AnchorNoLedger
		case err != nil:
			return faults, err
		case l.Size < h.Size:
			fault.Reason, fault.Held = AnchorBehind, l.Size
		case h.Size > 0:
			fault.Held = l.Size
			proof, err := ledger.ProveConsistency(h.Size, l.Size, l.Root, tx.Tiles(l.Origin))
			if err != nil {
				return faults, err
			}
			if ledger.VerifyConsistency(proof, l.Size, l.Root, h.Size, h.Root) != nil {
				fault.Reason = AnchorChanged
			}
		}
		if fault.Reason != "" {
			faults = append(faults, fault)
		}
	}
	return faults, nil
}

// CheckOpening holds this node to an opening that an auditor kept: the anchor has to
// stand in a ledger of ours, and the private ledgers to be at least as long.
func (n *Node) CheckOpening(tx *store.Tx, o audit.Opening) (faults []AnchorFault, err error) {
	ledgers, err := tx.Ledgers()
	if err != nil {
		return nil, err
	}
	for _, l := range ledgers {
		if !l.Own {
			continue
		}
		index, err := tx.LeafIn(l.Origin, o.Anchor)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return openAnchor(tx, l.Origin, index, o)
	}
	return HeldTo(tx, o, time.Time{})
}

// openAnchor reads an anchor and holds the private ledgers to what opens it.
func openAnchor(tx *store.Tx, origin string, index int64, o audit.Opening) ([]AnchorFault, error) {
	entry, err := tx.Entry(origin, index)
	if err != nil {
		return nil, err
	}
	anchor, err := audit.DecodeAnchor(entry.Part(record.BodyPart).Content)
	if err == nil {
		err = o.Opens(anchor)
	}
	if err != nil {
		return []AnchorFault{{Reason: AnchorUnopened, Beat: anchor.Beat, Ledger: origin, Held: index}}, nil
	}
	return HeldTo(tx, o, anchor.Beat)
}

// ErrAuditChanged says that the audit is not what was written down, or that a private
// ledger is not what was anchored.
var ErrAuditChanged = errors.New("the audit or a private ledger is not what it was: \"entente audit verify\" says where")

// VerifyAudit checks the spool, the chain through the audit ledger and every anchor
// of ours, by computation alone, also beside the process that writes them.
func (n *Node) VerifyAudit(ctx context.Context) (r AuditReport, err error) {
	for range verifyTries {
		if r, err = n.verifyAudit(ctx); err != nil {
			return r, fmt.Errorf("node: verify the audit of %s: %w", n.Folder, err)
		}
		if r.Sound() {
			break
		}
	}
	return r, nil
}

// verifyTries: lines that get from the spool into the ledger between two looks seem
// to be in neither.
const verifyTries = 3

func (n *Node) verifyAudit(ctx context.Context) (r AuditReport, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		at, err := n.followAudit(ctx, tx, &r)
		if err != nil {
			return err
		}
		spool, err := audit.Inspect(n.Folder.Audit(), n.auditKey(), at)
		if err != nil {
			return err
		}
		r.Waiting = max(0, spool.At.Number-at.Number)
		r.Faults = append(r.Faults, spool.Faults...)
		return n.verifyAnchors(ctx, tx, &r)
	})
	return r, err
}

// followAudit follows the chain from entry to entry.
func (n *Node) followAudit(ctx context.Context, tx *store.Tx, r *AuditReport) (at audit.Place, err error) {
	own, err := auditLedger(tx)
	if errors.Is(err, store.ErrNotFound) {
		return at, nil
	}
	if err != nil {
		return at, err
	}
	r.Ledger = own.Origin
	purged := false
	for index := range own.Size {
		if err := ctx.Err(); err != nil {
			return at, err
		}
		batch, lines, err := batchAt(tx, own.Origin, index)
		fault := func(reason string) {
			r.Faults = append(r.Faults, audit.Fault{Reason: reason, Where: fmt.Sprintf("%s entry %d", own.Origin, index), Number: at.Number + 1})
		}
		switch {
		case errors.Is(err, errNoBatch):
			continue
		case errors.Is(err, errPurged):
			r.Purged, purged = r.Purged+1, true
			continue
		case errors.Is(err, audit.ErrLine):
			fault(audit.Changed)
			continue
		case err != nil:
			return at, err
		case !purged && (batch.First != at.Number+1 || batch.Before != at.Link):
			fault(audit.Gap)
		case slices.ContainsFunc(lines, func(l audit.Line) bool { return !l.Holds(n.auditKey()) }):
			fault(audit.Changed)
		}
		r.Lines += int64(len(lines))
		at, purged = audit.Place{Number: batch.Last, Link: batch.Link}, false
	}
	return at, nil
}

// verifyAnchors opens every anchor in our shared ledgers.
func (n *Node) verifyAnchors(ctx context.Context, tx *store.Tx, r *AuditReport) error {
	ledgers, err := tx.Ledgers()
	if err != nil {
		return err
	}
	for _, l := range ledgers {
		if !l.Own {
			continue
		}
		err := tx.Entries(l.Origin, 0, l.Size, func(e record.Entry) error {
			h, err := record.DecodeHeader(e.Part(record.HeaderPart).Content)
			if err != nil || h.Kind != channel.KindAnchor {
				return ctx.Err()
			}
			return n.verifyAnchor(tx, l, e, r)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (n *Node) verifyAnchor(tx *store.Tx, l store.Ledger, e record.Entry, r *AuditReport) error {
	kept, err := tx.AnchorOf(e.Leaf)
	if errors.Is(err, store.ErrNotFound) {
		anchor, _ := audit.DecodeAnchor(e.Part(record.BodyPart).Content)
		r.Rollback = append(r.Rollback, AnchorFault{Reason: AnchorNoOpening, Beat: anchor.Beat, Ledger: l.Origin, Held: e.Index})
		return nil
	}
	if err != nil {
		return err
	}
	faults, err := openAnchor(tx, l.Origin, e.Index, kept.Opening)
	r.Anchors++
	if kept.Beat.After(r.Newest) {
		r.Newest = kept.Beat
	}
	r.Rollback = append(r.Rollback, faults...)
	return err
}
