package store

import (
	"errors"
	"time"

	"entente/keys"
	"entente/record"
)

// An OrderAnswer is what became of one target of an order at one member, or is
// to become of it here: purged, retained under a law, or not before a day.
type OrderAnswer struct {
	Target  int // its position in the order
	Partner keys.PartnerID
	State   string
	Law     string
	Until   record.Date
	At      time.Time
}

// PutAnswer notes what a member answered, in place of what it said before.
func (tx *Tx) PutAnswer(order record.Leaf, a OrderAnswer) error {
	_, err := tx.exec(`INSERT INTO withdrawal_answer (order_leaf, n, partner, state, law, until, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (order_leaf, n, partner) DO UPDATE SET state = excluded.state, law = excluded.law, until = excluded.until, at = excluded.at`,
		order[:], a.Target, a.Partner[:], a.State, a.Law, a.Until.String(), millis(a.At))
	return failed(err, "note an answer to order %s", order)
}

func readUntil(text string) (record.Date, error) {
	if text == "" {
		return record.Date{}, nil
	}
	return record.ParseDate(text)
}

// Answers lists what members answered to an order, target by target.
func (tx *Tx) Answers(order record.Leaf) ([]OrderAnswer, error) {
	all, err := list(tx, func(r row) (a OrderAnswer, err error) {
		var until string
		if err = r.Scan(&a.Target, fixed(a.Partner[:]), &a.State, &a.Law, &until, instant{&a.At}); err == nil {
			a.Until, err = readUntil(until)
		}
		return a, err
	}, `SELECT n, partner, state, law, until, at FROM withdrawal_answer WHERE order_leaf = $1 ORDER BY n, partner`, order[:])
	return all, failed(err, "list answers to order %s", order)
}

// An OrderDecision is what this side is to do with a target. Done is when it was
// true and answered; a purge that is not done yet is tried again.
type OrderDecision struct {
	OrderAnswer
	Order   record.Leaf
	Account string // who decided; none for a term of the charter
	Done    time.Time
}

// PutDecision notes a decision, in place of the one before, unless that one is a
// purge that was carried out.
func (tx *Tx) PutDecision(d OrderDecision) error {
	_, err := tx.exec(`INSERT INTO withdrawal_decision (order_leaf, n, state, law, until, account, at, done) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (order_leaf, n) DO UPDATE SET state = excluded.state, law = excluded.law, until = excluded.until, account = excluded.account,
			at = excluded.at, done = excluded.done WHERE NOT (withdrawal_decision.state = 'purged' AND withdrawal_decision.done > 0)`,
		d.Order[:], d.Target, d.State, d.Law, d.Until.String(), d.Account, millis(d.At), millis(d.Done))
	return failed(err, "note a decision on order %s", d.Order)
}

const decisionColumns = `order_leaf, n, state, law, until, account, at, done FROM withdrawal_decision`

func readDecision(r row) (d OrderDecision, err error) {
	var until string
	if err = r.Scan(fixed(d.Order[:]), &d.Target, &d.State, &d.Law, &until, &d.Account, instant{&d.At}, instant{&d.Done}); err == nil {
		d.Until, err = readUntil(until)
	}
	return d, err
}

// Decisions lists what this side decided on an order, target by target.
func (tx *Tx) Decisions(order record.Leaf) ([]OrderDecision, error) {
	all, err := list(tx, readDecision, `SELECT `+decisionColumns+` WHERE order_leaf = $1 ORDER BY n`, order[:])
	return all, failed(err, "list decisions on order %s", order)
}

// OpenDecisions lists what was decided and is not carried out or answered yet.
func (tx *Tx) OpenDecisions() ([]OrderDecision, error) {
	all, err := list(tx, readDecision, `SELECT `+decisionColumns+` WHERE done = 0 ORDER BY at, order_leaf, n`)
	return all, failed(err, "list decisions that are not carried out")
}

// A Request asks a partner whose entry quotes a target for an order of its own.
type Request struct {
	Leaf    record.Leaf
	Channel record.ChannelID
	Order   record.Leaf
	Origin  string // of the entry that quotes
	Index   int64
	Quoting record.Leaf
	Partner keys.PartnerID // who asks
	At      time.Time
	Refused bool
}

// PutRequest notes one, unless it is noted already.
func (tx *Tx) PutRequest(r Request) error {
	_, err := tx.exec(`INSERT INTO withdrawal_request (leaf, channel, order_leaf, origin, idx, quoting, partner, at, refused)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0) ON CONFLICT (leaf) DO NOTHING`,
		r.Leaf[:], r.Channel[:], r.Order[:], r.Origin, r.Index, r.Quoting[:], r.Partner[:], millis(r.At))
	return failed(err, "note request %s", r.Leaf)
}

const requestColumns = `leaf, channel, order_leaf, origin, idx, quoting, partner, at, refused FROM withdrawal_request`

func readRequest(r row) (q Request, err error) {
	err = r.Scan(fixed(q.Leaf[:]), fixed(q.Channel[:]), fixed(q.Order[:]), &q.Origin, &q.Index, fixed(q.Quoting[:]), fixed(q.Partner[:]), instant{&q.At}, &q.Refused)
	return q, err
}

// Request finds one by its leaf.
func (tx *Tx) Request(leaf record.Leaf) (Request, error) {
	q, err := one(tx, readRequest, `SELECT `+requestColumns+` WHERE leaf = $1`, leaf[:])
	return q, failed(err, "find request %s", leaf)
}

// Requests lists those of an order; those of every order if it is zero.
func (tx *Tx) Requests(order record.Leaf) ([]Request, error) {
	query, args := `SELECT `+requestColumns, []any(nil)
	if !order.IsZero() {
		query, args = query+` WHERE order_leaf = $1`, []any{order[:]}
	}
	all, err := list(tx, readRequest, query+` ORDER BY at, leaf`, args...)
	return all, failed(err, "list requests")
}

// RefuseRequest notes that whoever was asked does not do it.
func (tx *Tx) RefuseRequest(leaf record.Leaf) error {
	err := tx.must(`UPDATE withdrawal_request SET refused = 1 WHERE leaf = $1`, leaf[:])
	if errors.Is(err, ErrNotFound) {
		return nil // it refuses what never came
	}
	return failed(err, "refuse request %s", leaf)
}
