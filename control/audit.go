package control

import (
	"context"
	"fmt"
	"slices"
	"time"

	"entente/access"
	"entente/audit"
	"entente/channel"
	"entente/collector"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
)

// unnoted are the operations that show nothing of any record and change nothing, and
// that a machine may ask for every minute.
var unnoted = []string{"status", "card", "doctor"}

// noted writes down that whoever holds the folder gives a command.
func noted(ctx context.Context, on Session, operation string) error {
	if slices.Contains(unnoted, operation) {
		return nil
	}
	e := audit.Event{What: audit.Operator, Outcome: operation}
	switch operation {
	case "export", "ledger/export":
		e.What = audit.Export
	}
	return on.Node.Audit(ctx, e)
}

// An AuditQuery chooses events: store.AuditQuery with a login in place of a pseudonym.
type AuditQuery struct {
	From   time.Time  `json:"from,omitzero"`
	Until  time.Time  `json:"until,omitzero"`
	What   audit.What `json:"what,omitempty"`
	Login  string     `json:"login,omitempty"`
	Office string     `json:"office,omitempty"`
	Record *record.ID `json:"record,omitempty"`
	Before int64      `json:"before,omitzero"`
	Limit  int        `json:"limit,omitzero"`
}

// An Audited event, with the login of its account as long as that is there.
type Audited struct {
	Number int64       `json:"number"`
	Event  audit.Event `json:"event"`
	Login  string      `json:"login,omitempty"`
}

// ListAudit reads what was written down, the newest first.
func ListAudit(ctx context.Context, o Operator, q AuditQuery) ([]Audited, error) {
	return ask[[]Audited](ctx, o, "audit/list", q, Streams{})
}

func listAudit(ctx context.Context, on Session, q AuditQuery, _ Streams) (all []Audited, err error) {
	if err := on.Node.DrainAudit(ctx); err != nil {
		return nil, err
	}
	err = on.Node.View(ctx, func(tx *store.Tx) error {
		logins, err := on.Node.AuditLogins(tx)
		if err != nil {
			return err
		}
		query := store.AuditQuery{From: q.From, Until: q.Until, What: q.What, Office: q.Office, Record: q.Record, Before: q.Before, Limit: q.Limit}
		if q.Login != "" {
			a, err := tx.AccountByLogin(access.Login(q.Login))
			if err != nil {
				return fmt.Errorf("nobody has the login %.80q: %w", q.Login, err)
			}
			query.Account = on.Node.AuditName(a.ID)
		}
		events, err := tx.Audited(query)
		for _, e := range events {
			all = append(all, Audited{e.Number, e.Event, logins[e.Account]})
		}
		return err
	})
	return all, err
}

// AuditOpenings reads what opens the newest anchor of each shared channel.
func AuditOpenings(ctx context.Context, o Operator) ([]audit.Opening, error) {
	return ask[[]audit.Opening](ctx, o, "audit/opening", none{}, Streams{})
}

func auditOpenings(ctx context.Context, on Session, _ none, _ Streams) (all []audit.Opening, err error) {
	anchors, err := on.Node.OpeningOf(ctx)
	for _, a := range anchors {
		all = append(all, a.Opening)
	}
	return all, err
}

// BeginAudit founds the channel of the audit ledger: drafted where the node is, and
// signed here with the root.
func BeginAudit(ctx context.Context, o Operator, labels node.PrivateLabels, root []keys.Private) error {
	draft, err := ask[channel.Charter](ctx, o, "audit/draft", labels, Streams{})
	if err != nil {
		return err
	}
	signed, err := channel.Propose(draft, root...)
	if err != nil {
		return fmt.Errorf("control: begin the audit ledger: %w", err)
	}
	_, err = ask[none](ctx, o, "audit/begin", signed.Encode(), Streams{})
	return err
}

func draftAudit(ctx context.Context, on Session, labels node.PrivateLabels, _ Streams) (channel.Charter, error) {
	return on.Node.DraftAudit(ctx, labels)
}

func beginAudit(ctx context.Context, on Session, encoded []byte, _ Streams) (none, error) {
	return none{}, on.Node.BeginAudit(ctx, encoded)
}

// AuditSettings reads the settings of the audit, and changes them if change is set.
func AuditSettings(ctx context.Context, o Operator, change *node.AuditSettings) (node.AuditSettings, error) {
	return ask[node.AuditSettings](ctx, o, "audit/settings", auditChange{change}, Streams{})
}

type auditChange struct {
	Change *node.AuditSettings `json:"change,omitempty"`
}

func setAudit(ctx context.Context, on Session, c auditChange, _ Streams) (node.AuditSettings, error) {
	if c.Change != nil {
		if err := on.Node.SetAudit(ctx, *c.Change); err != nil {
			return node.AuditSettings{}, err
		}
	}
	return on.Node.AuditSettings(ctx)
}

// An AuditStatus is how far the audit came, for an operator: no event of it.
type AuditStatus struct {
	Ledger   bool               `json:"ledger"`  // there is one
	Waiting  int64              `json:"waiting"` // lines in the spool
	Faults   []audit.Fault      `json:"faults,omitempty"`
	Anchored time.Time          `json:"anchored,omitzero"` // beat of the newest anchor
	Rollback []node.AnchorFault `json:"rollback,omitempty"`
	// Collector is how far a collector off the machine came, nil for none; Behind is how
	// many lines it has not taken.
	Collector *collector.Cursor `json:"collector,omitempty"`
	Behind    int64             `json:"behind,omitzero"`
}

func auditStatus(tx *store.Tx, n *node.Node) (s AuditStatus, err error) {
	if s.Ledger, s.Waiting, s.Faults, err = n.AuditState(tx); err != nil {
		return s, err
	}
	if s.Collector, s.Behind, err = collected(tx, n); err != nil {
		return s, err
	}
	s.Rollback, s.Anchored, err = n.CheckAnchors(tx)
	return s, err
}

// collected is how far a collector came.
func collected(tx *store.Tx, n *node.Node) (*collector.Cursor, int64, error) {
	cursor, err := collector.ReadCursor(n.Folder.Audit())
	if err != nil || cursor.Address == "" {
		return nil, 0, err
	}
	newest, err := n.NewestLine(tx)
	return &cursor, max(0, newest-cursor.Taken.Number), err
}
