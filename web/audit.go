package web

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"entente/access"
	"entente/audit"
	"entente/record"
	"entente/store"
	"entente/ui"
)

const (
	auditPath   = "/audit"
	auditOnPage = 50
)

// audit is what was written down, for auditors. To everybody else, whoever runs the
// machine, there is no such page.
func (s *site) audit(in *opening) (ui.Page, error) {
	if may, err := s.mayAudit(in); err != nil {
		return ui.Page{}, err
	} else if !may {
		return ui.Page{}, store.ErrNotFound
	}
	query, asked := auditQuery(in)
	events, err := in.Tx.Audited(query)
	if err != nil {
		return ui.Page{}, err
	}
	view := auditReading{in: in, reader: reader{in.Reader}, asked: asked}
	if len(events) > auditOnPage {
		events = events[:auditOnPage]
		view.older = in.At("before", strconv.FormatInt(events[auditOnPage-1].Number, 10))
	}
	if view.logins, err = s.node.AuditLogins(in.Tx); err != nil {
		return ui.Page{}, err
	}
	if err := view.read(s, events); err != nil {
		return ui.Page{}, err
	}
	c, err := in.Tx.AuditChannel()
	if err != nil {
		return ui.Page{}, err
	}
	looked := s.node.By(in.Person, audit.Read)
	looked.Of, looked.Outcome, looked.Count = []audit.Subject{{Channel: c.ID}}, "audit", int64(len(events))
	if err := s.node.Audit(in.Request.Context(), looked); err != nil {
		return ui.Page{}, err
	}
	return ui.Page{Title: ui.Plain(view.say("Audit")), Main: view.page(events).show(), Labels: [][]byte{c.DefaultLabel}}, nil
}

// mayAudit reports whether the reader is an auditor of a node that has an audit.
func (s *site) mayAudit(in *opening) (bool, error) {
	err := s.node.MayAudit(in.Tx, in.Person)
	if errors.Is(err, access.ErrDenied) || errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// An auditAsked is what stands in the address of the page.
type auditAsked struct{ What, From, Until, Office, Record, Who string }

// auditQuery reads what is asked for. What cannot be meant asks for nothing.
func auditQuery(in *opening) (q store.AuditQuery, asked auditAsked) {
	q = store.AuditQuery{Limit: auditOnPage + 1}
	if what := audit.What(in.Query.Get("what")); slices.Contains(audit.Whats(), what) {
		q.What, asked.What = what, string(what)
	}
	if day, err := time.ParseInLocation(time.DateOnly, in.Query.Get("from"), in.Zone()); err == nil {
		q.From, asked.From = day, in.Query.Get("from")
	}
	if day, err := time.ParseInLocation(time.DateOnly, in.Query.Get("until"), in.Zone()); err == nil {
		q.Until, asked.Until = day.AddDate(0, 0, 1), in.Query.Get("until")
	}
	if id, err := record.ParseID(in.Query.Get("record")); err == nil {
		q.Record, asked.Record = &id, id.String()
	}
	q.Office, q.Account = in.Query.Get("office"), in.Query.Get("who")
	asked.Office, asked.Who = q.Office, q.Account
	q.Before, _ = strconv.ParseInt(in.Query.Get("before"), 10, 64)
	return q, asked
}
