package node

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"

	"entente/access"
	"entente/audit"
	"entente/keys"
	"entente/store"
)

// auditing is where this node writes down what is done on it, and how far that
// got into the audit ledger.
type auditing struct {
	spool *audit.Spool // nil while a process only reads
	turn  sync.Mutex   // of whoever moves lines into the ledger
	wake  Broadcast    // something was written down
}

// witness is the node on which something is written down: of a vantage, the one whose
// people look.
func (n *Node) witness() *Node {
	if n.shownBy != nil {
		return n.shownBy
	}
	return n
}

// openSpool goes on where the audit ledger ends.
func (n *Node) openSpool(ctx context.Context) error {
	after, err := n.auditedUpTo(ctx)
	if err != nil {
		return err
	}
	n.auditing.spool, err = audit.Open(audit.Config{Folder: n.Folder.Audit(), Key: n.auditKey(), After: after})
	if err != nil {
		return fmt.Errorf("node: open folder %s: %w", n.Folder, err)
	}
	for _, fault := range n.auditing.spool.Faults() {
		n.Log.Error("the audit spool is not as it was written", "reason", fault.Reason, "file", fault.Where, "line", fault.Number)
	}
	return nil
}

// derived is a secret for one use. docs/formats/audit.md.
func derived(secret [32]byte, use string, of ...[]byte) [32]byte {
	mac := hmac.New(sha256.New, secret[:])
	mac.Write([]byte(use))
	for _, piece := range of {
		mac.Write(piece)
	}
	return [32]byte(mac.Sum(nil))
}

func (n *Node) auditKey() audit.Key { return derived(n.keys.Marks, "entente audit spool 1\n") }

// AuditName is the pseudonym of an account in the audit.
func (n *Node) AuditName(account string) string {
	if account == "" {
		return ""
	}
	mac := derived(n.witness().keys.Actor, "entente audit actor 1\n", []byte(account))
	return keys.EncodeID([16]byte(mac[:16]))
}

// auditSession is the pseudonym of a session, or a token, by the hash of its secret.
func (n *Node) auditSession(hash [32]byte) string {
	if hash == ([32]byte{}) {
		return ""
	}
	mac := derived(n.witness().keys.Actor, "entente audit session 1\n", hash[:])
	return keys.EncodeID([16]byte(mac[:16]))
}

// By is an event of somebody, to be completed.
func (n *Node) By(p access.Person, what audit.What) audit.Event {
	return audit.Event{What: what, Account: n.AuditName(p.Account), Office: p.Office.Code}
}

// Audit writes events down and returns when that is on the disk. What they say may
// be answered only then: audit.ErrUnwritable says that it must not.
func (n *Node) Audit(ctx context.Context, events ...audit.Event) error {
	if n = n.witness(); n.auditing.spool == nil {
		return fmt.Errorf("node: audit: this process only reads: %w", audit.ErrUnwritable)
	}
	for i := range events {
		if events[i] = named(ctx, events[i]); events[i].At.IsZero() {
			events[i].At = n.Now().UTC()
		}
	}
	// What was done stays done when the caller goes away meanwhile.
	if err := n.auditing.spool.Append(context.WithoutCancel(ctx), events...); err != nil {
		n.Log.Error("nothing can be written down, and so nothing above the level is shown", "err", err)
		return fmt.Errorf("node: audit: %w", err)
	}
	n.auditing.wake.Tell()
	return nil
}

// auditedUpTo is the newest line that the audit ledger holds.
func (n *Node) auditedUpTo(ctx context.Context) (at audit.Place, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		own, err := auditLedger(tx)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		batch, _, err := batchAt(tx, own.Origin, own.Size-1)
		if errors.Is(err, errNoBatch) {
			return nil
		}
		if err != nil {
			// A restored database whose keys are gone: where the chain stood is not
			// known, which the spool then reports.
			n.Log.Error("the newest entry of the audit ledger cannot be read", "err", err)
			return nil
		}
		at = audit.Place{Number: batch.Last, Link: batch.Link}
		return nil
	})
	return at, err
}

// endAudit moves what waits into the ledger, so that an orderly end leaves nothing
// in the spool, and closes it.
func (n *Node) endAudit() error {
	if n.auditing.spool == nil {
		return nil
	}
	if err := n.DrainAudit(context.Background()); err != nil {
		n.Log.Warn("what was written down waits in the audit spool", "err", err)
	}
	return n.auditing.spool.Close()
}
