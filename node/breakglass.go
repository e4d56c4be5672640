package node

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"entente/access"
	"entente/audit"
	"entente/store"
)

// Why sign-in by password is not opened.
var (
	ErrSamePerson = errors.New("node: two persons open it: this is one, or two of one name")
	ErrStandsIn   = errors.New("node: two persons open it: one of these stands in for the other")
	ErrNoReason   = errors.New("node: a reason of one line, of 10 to 200 characters, is needed")
	ErrIsOpen     = errors.New("node: it is open already")
)

const (
	leastReason = 10
	mostReason  = 200
)

// OpenBreakGlass opens sign-in by password, with a second factor, for four hours.
// Two persons show who they are at the terminal; it is written down before it is
// open, and every page says so.
func (n *Node) OpenBreakGlass(ctx context.Context, first, second access.Attempt, reason string) (b access.BreakGlass, err error) {
	reason = strings.TrimSpace(reason)
	if size := utf8.RuneCountInString(reason); size < leastReason || size > mostReason || strings.ContainsAny(reason, "\r\n") {
		return b, ErrNoReason
	}
	if access.Login(first.Login) == access.Login(second.Login) {
		return b, ErrSamePerson
	}
	var opened [2]access.Account
	for i, one := range []access.Attempt{first, second} {
		if opened[i], _, err = n.Recognise(ctx, one); err != nil {
			return b, fmt.Errorf("node: open sign-in by password: %s: %w", [...]string{"the first person", "the second person"}[i], err)
		}
	}
	if err := n.twoPersons(ctx, opened, reason); err != nil {
		return b, err
	}
	now := n.Now()
	b = access.BreakGlass{Opened: now, Ends: now.Add(access.BreakGlassTime), First: opened[0].ID, Second: opened[1].ID, Reason: reason}
	if before, err := n.BrokenGlass(ctx); err != nil {
		return b, err
	} else if before.Open(now) {
		return b, ErrIsOpen
	}
	for _, one := range opened {
		e := n.By(one.Person(""), audit.BreakGlass)
		e.Outcome = "opened"
		if err := n.Audit(ctx, e); err != nil {
			return b, err
		}
	}
	if err := n.store.Update(ctx, func(tx *store.Tx) error { return tx.SetBreakGlass(b) }); err != nil {
		return b, err
	}
	n.Log.Warn("sign-in by password was opened", "first", n.AuditName(b.First), "second", n.AuditName(b.Second), "ends", b.Ends)
	n.Changes.Tell()
	return b, nil
}

// twoPersons refuses two accounts of one human, and a deputy together with whom
// they stand in for, as wherever two persons are demanded.
func (n *Node) twoPersons(ctx context.Context, opened [2]access.Account, reason string) error {
	err := n.View(ctx, func(tx *store.Tx) (err error) {
		for i := range opened {
			if opened[i], err = n.usable(tx, opened[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	deed := access.HashDeed(string(audit.BreakGlass), []byte(reason))
	err = access.Proposed{Hash: deed, By: opened[0], At: n.Now()}.Second(opened[1], deed, n.Now())
	switch {
	case errors.Is(err, access.ErrSamePerson):
		return ErrSamePerson
	case errors.Is(err, access.ErrDeputy):
		return ErrStandsIn
	}
	return err
}

// EndBreakGlass closes sign-in by password before its time, and with it the
// sessions that it opened.
func (n *Node) EndBreakGlass(ctx context.Context) error {
	defer n.Changes.Tell()
	now := n.Now()
	return n.store.Update(ctx, func(tx *store.Tx) error {
		b, err := n.brokenGlass(tx)
		if err != nil || !b.Open(now) {
			return err
		}
		if err := n.Audit(ctx, audit.Event{What: audit.BreakGlass, Outcome: "ended"}); err != nil {
			return err
		}
		b.Ends = now
		return tx.SetBreakGlass(b)
	})
}

// BrokenGlass is the last time that two persons opened sign-in by password; zero if
// they never did.
func (n *Node) BrokenGlass(ctx context.Context) (b access.BreakGlass, err error) {
	err = n.View(ctx, func(tx *store.Tx) error {
		b, err = n.brokenGlass(tx)
		return err
	})
	return b, err
}

// Alarm is sign-in by password that is open because two persons opened it; zero for
// none.
func (n *Node) Alarm(tx *store.Tx) (access.BreakGlass, error) {
	b, err := n.brokenGlass(tx)
	if err != nil || !b.Open(n.Now()) {
		return access.BreakGlass{}, err
	}
	return b, nil
}
