package store

import (
	"errors"
	"time"

	"entente/keys"
	"entente/record"
)

// An Order is an order to withdraw, as its entry has it. It is in effect since
// Effect, and has none while that is zero.
type Order struct {
	Leaf    record.Leaf
	Origin  string
	Index   int64
	Channel record.ChannelID
	Partner keys.PartnerID // who orders
	Reason  string
	Follows record.Leaf // the order or request that it answers, or zero
	At      time.Time   // what its writer claims
	Effect  time.Time
	Acted   int64 // index of the act that put it into effect
	Targets []OrderTarget
}

// An OrderTarget is one entry of which parts are to be withdrawn.
type OrderTarget struct {
	Origin  string
	Index   int64
	Leaf    record.Leaf
	Parts   []int
	Arrived bool // whether the entry is here
}

// PutOrder notes an order. One that is noted already stays as it is, with its
// effect.
func (tx *Tx) PutOrder(o Order) error { return failed(tx.putOrder(o), "note order %s", o.Leaf) }

func (tx *Tx) putOrder(o Order) error {
	l, err := tx.ledger(o.Origin)
	if err != nil {
		return err
	}
	noted, err := tx.exec(`INSERT INTO withdrawal (leaf, place, channel, partner, reason, follows, at, effect, acted)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0) ON CONFLICT (leaf) DO NOTHING`,
		o.Leaf[:], int64(placeOf(l.key, o.Index)), o.Channel[:], o.Partner[:], o.Reason, o.Follows[:], millis(o.At))
	if err != nil || noted == 0 {
		return err
	}
	for n, t := range o.Targets {
		parts, err := encoded(t.Parts)
		if err != nil {
			return err
		}
		at, err := tx.targetPlace(t)
		if err == nil {
			_, err = tx.exec(`INSERT INTO withdrawal_target (order_leaf, n, origin, idx, leaf, parts, place) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				o.Leaf[:], n, t.Origin, t.Index, t.Leaf[:], parts, int64(at))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// targetPlace is where a target stands, 0 if it has not arrived.
func (tx *Tx) targetPlace(t OrderTarget) (place, error) {
	l, err := tx.ledger(t.Origin)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	at, err := one(tx, scan[place], `SELECT place FROM entry WHERE place = $1 AND leaf = $2`, int64(placeOf(l.key, t.Index)), t.Leaf[:])
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	return at, err
}

const orderColumns = `w.leaf, l.origin, w.place, w.channel, w.partner, w.reason, w.follows, w.at, w.effect, w.acted
	FROM withdrawal w JOIN ledger l ON l.id = w.place / 68719476736`

func readOrder(r row) (o Order, err error) {
	var at place
	err = r.Scan(fixed(o.Leaf[:]), &o.Origin, &at, fixed(o.Channel[:]), fixed(o.Partner[:]), &o.Reason, fixed(o.Follows[:]), instant{&o.At}, instant{&o.Effect}, &o.Acted)
	o.Index = at.index()
	return o, err
}

// Order finds one by its leaf, with its targets.
func (tx *Tx) Order(leaf record.Leaf) (Order, error) {
	o, err := one(tx, readOrder, `SELECT `+orderColumns+` WHERE w.leaf = $1`, leaf[:])
	if err == nil {
		o.Targets, err = tx.orderTargets(leaf)
	}
	return o, failed(err, "find order %s", leaf)
}

func (tx *Tx) orderTargets(order record.Leaf) ([]OrderTarget, error) {
	return list(tx, func(r row) (t OrderTarget, err error) {
		err = r.Scan(&t.Origin, &t.Index, fixed(t.Leaf[:]), decoded{&t.Parts}, &t.Arrived)
		return t, err
	}, `SELECT origin, idx, leaf, parts, place > 0 FROM withdrawal_target WHERE order_leaf = $1 ORDER BY n`, order[:])
}

// Orders lists those of a channel, or all, the newest first, without targets.
func (tx *Tx) Orders(channel *record.ChannelID) ([]Order, error) {
	query, args := `SELECT `+orderColumns, []any(nil)
	if channel != nil {
		query, args = query+` WHERE w.channel = $1`, []any{channel[:]}
	}
	all, err := list(tx, readOrder, query+` ORDER BY w.at DESC, w.leaf`, args...)
	return all, failed(err, "list orders to withdraw")
}

// OrdersOver lists the orders that name an entry, in effect or not.
func (tx *Tx) OrdersOver(leaf record.Leaf) ([]Order, error) {
	all, err := list(tx, readOrder, `SELECT `+orderColumns+` WHERE w.leaf IN (SELECT order_leaf FROM withdrawal_target WHERE leaf = $1) ORDER BY w.at, w.leaf`, leaf[:])
	for i := range all {
		if err == nil {
			all[i].Targets, err = tx.orderTargets(all[i].Leaf)
		}
	}
	return all, failed(err, "list orders over %s", leaf)
}

// OrderFollowing finds the order that answers a request or another order.
func (tx *Tx) OrderFollowing(leaf record.Leaf) (Order, error) {
	o, err := one(tx, readOrder, `SELECT `+orderColumns+` WHERE w.follows = $1 ORDER BY w.at, w.leaf LIMIT 1`, leaf[:])
	return o, failed(err, "find the order that follows %s", leaf)
}

// SetOrderEffect says since when an order is in effect here, by the act at which
// index of its ledger, and finds again
// where its targets stand: they may have arrived since it did.
func (tx *Tx) SetOrderEffect(leaf record.Leaf, acted int64, at time.Time) error {
	return failed(tx.setOrderEffect(leaf, acted, at), "put order %s into effect", leaf)
}

func (tx *Tx) setOrderEffect(leaf record.Leaf, acted int64, at time.Time) error {
	if _, err := tx.exec(`UPDATE withdrawal SET effect = $1, acted = $2 WHERE leaf = $3 AND effect = 0`, millis(at), acted, leaf[:]); err != nil {
		return err
	}
	targets, err := tx.orderTargets(leaf)
	for n, t := range targets {
		var found place
		if err == nil && !t.Arrived {
			found, err = tx.targetPlace(t)
		}
		if err == nil && found != 0 {
			_, err = tx.exec(`UPDATE withdrawal_target SET place = $1 WHERE order_leaf = $2 AND n = $3`, int64(found), leaf[:], n)
		}
	}
	return err
}

// awaited reports whether an order in effect names an entry that has not arrived.
func (tx *Tx) awaited() (bool, error) {
	_, err := one(tx, scan[int64], `SELECT t.n FROM withdrawal_target t JOIN withdrawal w ON w.leaf = t.order_leaf
		WHERE t.place = 0 AND w.effect > 0 UNION ALL SELECT idx FROM withdrawal_recalled LIMIT 1`)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// refuseWithdrawn empties those parts of an entry which arrives that an order in
// effect has withdrawn, whatever way it comes: they are never written. An order
// without effect yet learns that the entry is here.
func (tx *Tx) refuseWithdrawn(origin string, at place, e record.Entry) (record.Entry, error) {
	ordered, err := list(tx, func(r row) (parts []int, err error) {
		err = r.Scan(decoded{&parts})
		return parts, err
	}, `SELECT t.parts FROM withdrawal_target t JOIN withdrawal w ON w.leaf = t.order_leaf
		WHERE t.leaf = $1 AND t.origin = $2 AND t.idx = $3 AND w.effect > 0
		UNION ALL SELECT parts FROM withdrawal_recalled WHERE leaf = $1 AND origin = $2 AND idx = $3`, e.Leaf[:], origin, e.Index)
	if err != nil || len(ordered) == 0 {
		return e, err
	}
	e.Parts = append([]record.Part{}, e.Parts...)
	for _, parts := range ordered {
		for _, n := range parts {
			if n < len(e.Parts) && encrypted(e.Parts[n].Type) {
				e.Parts[n] = record.Part{Type: e.Parts[n].Type, State: record.Withdrawn, Commitment: e.Parts[n].Commitment}
			}
		}
	}
	_, err = tx.exec(`UPDATE withdrawal_target SET place = $1 WHERE leaf = $2 AND origin = $3 AND idx = $4`, int64(at), e.Leaf[:], origin, e.Index)
	if err == nil {
		_, err = tx.exec(`DELETE FROM withdrawal_recalled WHERE leaf = $1 AND origin = $2 AND idx = $3`, e.Leaf[:], origin, e.Index)
	}
	return e, err
}
