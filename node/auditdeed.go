package node

import (
	"context"
	"errors"
	"strings"

	"entente/access"
	"entente/audit"
	"entente/channel"
	"entente/keys"
	"entente/record"
	"entente/store"
)

type actingKey struct{}

// acting is who a request comes from, as what it does is written down.
type acting struct{ account, office, session string }

// Acting lets what is written down from a request say who sent it, for which office,
// and by which session or token: pseudonyms, of the account and of the hash of the
// secret that was shown.
func (n *Node) Acting(ctx context.Context, p access.Person, secret [32]byte) context.Context {
	return context.WithValue(ctx, actingKey{}, acting{n.AuditName(p.Account), p.Office.Code, n.auditSession(secret)})
}

// named completes an event with who acts in a context.
func named(ctx context.Context, e audit.Event) audit.Event {
	by, _ := ctx.Value(actingKey{}).(acting)
	if e.Account == "" {
		e.Account, e.Office = by.account, by.office
	}
	if e.Session == "" {
		e.Session = by.session
	}
	return e
}

// failedOutcome ends a deed that was begun.
const failedOutcome = "failed"

// Witnessed writes down what somebody is about to do, and does it: nothing is done
// that could not be written down. A second event says if it failed.
func (n *Node) Witnessed(ctx context.Context, e audit.Event, do func() error) error {
	if err := n.Audit(ctx, e); err != nil {
		return err
	}
	err := do()
	if err != nil && !errors.Is(err, ErrUnpublished) {
		e.Outcome, e.Of, e.Count = failedOutcome, nil, 0
		err = errors.Join(err, n.Audit(ctx, e))
	}
	return err
}

// authored is an event of who writes.
func (n *Node) authored(by Author, what audit.What, of ...audit.Subject) audit.Event {
	return audit.Event{What: what, Account: n.AuditName(by.Person), Office: by.Office, Of: of}
}

// updateWitnessed is Witnessed for what is one change of the store.
func (n *Node) updateWitnessed(ctx context.Context, e audit.Event, write func(*store.Tx) error) error {
	return n.Witnessed(ctx, e, func() error { return n.store.Update(ctx, write) })
}

// ofAccount is an event about an account.
func (n *Node) ofAccount(what audit.What, account, outcome string) audit.Event {
	return audit.Event{What: what, About: n.AuditName(account), Outcome: outcome}
}

// ofKeys is an event about keys and what they sign.
func ofKeys(outcome string) audit.Event { return audit.Event{What: audit.Keys, Outcome: outcome} }

// succession is what a partner's next manifest does.
func succession(before, next keys.Manifest) []audit.Event {
	events := []audit.Event{ofKeys("manifest")}
	if revoked := len(next.Revoked) - len(before.Revoked); revoked > 0 {
		events = append(events, audit.Event{What: audit.MandateRevoked, Count: int64(revoked)})
	}
	return events
}

// refusedEntry writes down that a login and a password did not open an account. An
// attempt that was not made, because there were too many, is none.
func (n *Node) refusedEntry(ctx context.Context, login string, err error) error {
	if !errors.Is(err, access.ErrRefused) {
		return err
	}
	var account string
	unread := n.View(ctx, func(tx *store.Tx) error {
		a, err := tx.AccountByLogin(access.Login(login))
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		account = a.ID
		return err
	})
	return errors.Join(err, unread, n.Audit(ctx, n.ofAccount(audit.SignInRefused, account, "password")))
}

// endedSessions are events of sessions that are ended.
func (n *Node) endedSessions(ctx context.Context, hashes [][32]byte) (events []audit.Event, err error) {
	err = n.View(ctx, func(tx *store.Tx) error {
		for _, hash := range hashes {
			s, err := tx.SessionOf(hash)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			events = append(events, audit.Event{What: audit.SignOut, Account: n.AuditName(s.Account), Office: s.Office, Session: n.auditSession(hash)})
		}
		return nil
	})
	return events, err
}

// changedRights are the records of rights among drafts, as what is written down
// before they are written.
func (n *Node) changedRights(in record.ChannelID, author Author, drafts []Draft) (events []audit.Event) {
	for _, draft := range drafts {
		if strings.HasPrefix(draft.Kind, grantedPrefix) {
			of := audit.Subject{Channel: in}
			if !draft.ID.IsZero() {
				of.Records = []audit.Item{{ID: draft.ID, Revision: draft.After + 1}}
			}
			events = append(events, n.authored(author, audit.Rights, of))
		}
	}
	return events
}

// releasing is the event of a release, which names the records of the narrow side.
func (n *Node) releasing(author Author, narrow record.ChannelID, items []channel.Item) audit.Event {
	named := make([]audit.Item, len(items))
	for i, item := range items {
		named[i] = audit.Item{ID: item.Narrow, Revision: item.NarrowRevision}
	}
	of, more := Subjects(narrow, named)
	e := n.authored(author, audit.Release, of...)
	e.Count = more
	return e
}

// Outcomes of audit.Purge: what was decided is written down before it is done, and
// that it was done before anybody is told.
const (
	purgeDecided = "decided" // by a person
	purgeDue     = "due"     // by the term of the charter
	purgeDone    = "done"
)

// purgeEvents are targets whose content is destroyed, by channel.
func purgeEvents(tx *store.Tx, decisions []store.OrderDecision, outcome string) (events []audit.Event, err error) {
	byChannel := map[record.ChannelID]int{}
	for _, d := range decisions {
		o, err := tx.Order(d.Order)
		if err != nil {
			return nil, err
		}
		i, found := byChannel[o.Channel]
		if !found {
			i = len(events)
			byChannel[o.Channel] = i
			events = append(events, audit.Event{What: audit.Purge, Outcome: outcome, Of: []audit.Subject{{Channel: o.Channel}}})
		}
		events[i].Count++
	}
	return events, nil
}

func (n *Node) auditPurge(ctx context.Context, decisions []store.OrderDecision, outcome string) (err error) {
	var events []audit.Event
	err = n.View(ctx, func(tx *store.Tx) error {
		events, err = purgeEvents(tx, decisions, outcome)
		return err
	})
	if err != nil {
		return err
	}
	return n.Audit(ctx, events...)
}

// orderedEvents are the events of orders, one for each channel that they are in.
func (n *Node) orderedEvents(author Author, reason channel.WithdrawalReason, pieces []Piece) (events []audit.Event) {
	byChannel := map[record.ChannelID]int{}
	for _, p := range pieces {
		i, found := byChannel[p.Channel]
		if !found {
			i = len(events)
			byChannel[p.Channel] = i
			e := n.authored(author, audit.Withdrawal, audit.Subject{Channel: p.Channel})
			e.Outcome = string(reason)
			events = append(events, e)
		}
		events[i].Count++
	}
	return events
}
