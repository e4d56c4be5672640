package node

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"entente/access"
	"entente/audit"
	"entente/channel"
	"entente/label"
	"entente/record"
	"entente/store"
)

// auditReads writes down which revisions above the level somebody was given, in one
// event or as many as they fill, and returns when that is on the disk: only then may
// the answer leave.
func (n *Node) auditReads(ctx context.Context, person access.Person, opened []store.Opened) error {
	if len(opened) == 0 {
		return nil
	}
	settings, err := n.witness().AuditSettings(ctx)
	if err != nil {
		return err
	}
	above := map[audit.LabelHash]bool{}
	by := n.By(person, audit.Read)
	var events []audit.Event
	at := map[subjectKey]int{}
	items := 0
	for _, o := range opened {
		hash := audit.LabelHash(sha256.Sum256(o.Label))
		is, known := above[hash]
		if !known {
			is = n.aboveLevel(settings, o.Label)
			above[hash] = is
		}
		if !is {
			continue
		}
		if len(events) == 0 || items == audit.MostItems {
			events, items = append(events, by), 0
			clear(at)
		}
		e, key := &events[len(events)-1], subjectKey{o.Channel, hash}
		i, found := at[key]
		if !found {
			i = len(e.Of)
			at[key] = i
			e.Of = append(e.Of, audit.Subject{Channel: o.Channel, Label: &hash})
		}
		e.Of[i].Records = append(e.Of[i].Records, audit.Item{ID: o.Record, Revision: o.Revision})
		items++
	}
	if len(events) == 0 {
		return nil
	}
	return n.Audit(ctx, events...)
}

type subjectKey struct {
	channel record.ChannelID
	label   audit.LabelHash
}

// aboveLevel reports whether reading under this label is written down. What is not
// understood counts as above.
func (n *Node) aboveLevel(s AuditSettings, xml []byte) bool {
	parsed, err := n.Policies.Check(xml)
	if err != nil {
		return true
	}
	policy, known := n.Policies.Named(parsed.Policy)
	if !known {
		return true
	}
	level, set := hierarchyOf(policy, s.Above[policy.Name])
	if !set {
		level = policy.Classifications[0].Hierarchy
	}
	own, known := hierarchyOf(policy, parsed.Classification)
	return !known || own > level
}

// hierarchyOf is how high a classification stands in its policy.
func hierarchyOf(policy *label.Policy, name string) (int, bool) {
	if policy == nil {
		return 0, false
	}
	i := slices.IndexFunc(policy.Classifications, func(c label.Classification) bool { return c.Name == name })
	if i < 0 {
		return 0, false
	}
	return policy.Classifications[i].Hierarchy, true
}

// mostSubjects bounds the records that one event of a deed names; more are counted.
const mostSubjects = audit.MostItems

// Subjects are revisions as an event names them, and how many more there are.
func Subjects(in record.ChannelID, items []audit.Item) (of []audit.Subject, more int64) {
	named := items[:min(len(items), mostSubjects)]
	if len(named) == 0 {
		return []audit.Subject{{Channel: in}}, 0
	}
	return []audit.Subject{{Channel: in, Records: named}}, int64(len(items) - len(named))
}

// MayAudit says whether a person may read what was written down: an auditor, and
// nobody else, whoever runs the machine.
func (n *Node) MayAudit(tx *store.Tx, person access.Person) error {
	c, err := tx.AuditChannel()
	if err != nil {
		return fmt.Errorf("node: may read the audit: %w", err)
	}
	rights, err := n.RightsOf(tx, person)
	if err != nil {
		return err
	}
	on := store.Class{Channel: c.ID, Kind: channel.KindAudit, Label: c.DefaultLabel}
	if err := n.decideIn(rights, access.ToInspect, c, on); err != nil {
		return fmt.Errorf("node: may read the audit: %w", err)
	}
	return nil
}

// AuditLogins are the logins of all accounts, by the pseudonym that the audit has.
func (n *Node) AuditLogins(tx *store.Tx) (map[string]string, error) {
	accounts, err := tx.Accounts()
	logins := make(map[string]string, len(accounts))
	for _, a := range accounts {
		logins[n.AuditName(a.ID)] = a.Login
	}
	return logins, err
}

// AuditState says whether there is an audit ledger, how many lines wait for it, and
// what was wrong with the spool when it was opened.
func (n *Node) AuditState(tx *store.Tx) (ledger bool, waiting int64, faults []audit.Fault, err error) {
	own, err := auditLedger(tx)
	switch {
	case errors.Is(err, store.ErrNotFound):
		err = nil
	case err != nil:
		return false, 0, nil, err
	default:
		ledger = true
	}
	if n.auditing.spool == nil {
		return ledger, 0, nil, nil
	}
	at := n.auditing.spool.At().Number
	if ledger {
		batch, _, unread := batchAt(tx, own.Origin, own.Size-1)
		if unread == nil {
			at -= batch.Last
		}
	}
	return ledger, max(0, at), n.auditing.spool.Faults(), err
}
