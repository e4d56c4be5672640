package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"entente/audit"
	"entente/store"
)

// AuditSettings are what an operator may choose of the audit. Every change is
// written down.
type AuditSettings struct {
	AnchorHours int64 `json:"anchorHours"` // between two anchors
	KeepYears   int64 `json:"keepYears"`   // how long lines are kept in the ledger
	// Above names, by policy, the classification above which every read is written
	// down; of a policy that it does not name it is the lowest.
	Above map[string]string `json:"above,omitempty"`
}

const auditSetting = "audit"

// mostAnchorHours bounds how long a private ledger can go without an anchor.
const mostAnchorHours = 24 * 7

// AuditSettings are those in force.
func (n *Node) AuditSettings(ctx context.Context) (s AuditSettings, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		s, err = auditSettings(tx)
		return err
	})
	return s, err
}

func auditSettings(tx *store.Tx) (AuditSettings, error) {
	s := AuditSettings{AnchorHours: 6, KeepYears: 5}
	text, err := tx.Setting(auditSetting)
	if errors.Is(err, store.ErrNotFound) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &s)
	}
	return s, err
}

// ErrAuditSetting says that a setting of the audit cannot be meant.
var ErrAuditSetting = errors.New("no setting for the audit")

// SetAudit changes them.
func (n *Node) SetAudit(ctx context.Context, s AuditSettings) error {
	switch {
	case s.AnchorHours < 1 || s.AnchorHours > mostAnchorHours:
		return fmt.Errorf("node: set the audit: %w: anchors are 1 to %d hours apart", ErrAuditSetting, mostAnchorHours)
	case s.KeepYears < 1 || s.KeepYears > 100:
		return fmt.Errorf("node: set the audit: %w: lines are kept for 1 to 100 years", ErrAuditSetting)
	}
	for policy, above := range s.Above {
		known, ok := n.Policies.Named(policy)
		if _, found := hierarchyOf(known, above); !ok || !found {
			return fmt.Errorf("node: set the audit: %w: policy %.60q has no classification %.60q", ErrAuditSetting, policy, above)
		}
	}
	text, err := json.Marshal(s, json.Deterministic(true))
	if err != nil {
		return err
	}
	if err := n.Audit(ctx, audit.Event{What: audit.Configuration, Outcome: "audit"}); err != nil {
		return err
	}
	return n.store.Update(ctx, func(tx *store.Tx) error { return tx.SetSetting(auditSetting, string(text)) })
}

// Pauses of KeepAudit.
const (
	auditSettle = 5 * time.Second // so that an entry of the ledger takes many lines
	auditBeat   = time.Minute     // how often it is seen whether an anchor is due
)

// KeepAudit moves what is written down into the audit ledger, anchors the private
// heads and lets go of what was kept for its term, until the context ends. What
// fails is tried again, and said once.
func (n *Node) KeepAudit(ctx context.Context) error {
	var said string
	for {
		_, written := n.auditing.wake.Now()
		err := errors.Join(n.DrainAudit(ctx), n.Anchor(ctx), n.ExpireAudit(ctx))
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			said = ""
		case err.Error() != said:
			said = err.Error()
			n.Log.Warn("the audit waits in its spool", "err", err)
		}
		if err != nil {
			written = nil // it is not over because there is more
		}
		if passed(ctx, written, auditBeat) {
			passed(ctx, nil, auditSettle)
		}
	}
}

// passed waits until something happens or the time is over; true if it happened.
func passed(ctx context.Context, happens <-chan struct{}, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-happens:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}
