package storetest

import (
	"testing"
	"time"

	"entente/record"
	"entente/store"
)

func aHiddenPartReadsAsWithdrawnAndCanBeDestroyed(t *testing.T, s store.Store) {
	update(t, s, Create)
	e := withBody(t, s, record.Present)
	reads := func(part int, hidden bool) {
		t.Helper()
		view(t, s, func(tx *store.Tx) error {
			got := must(tx.Entry(Origin, 0))
			if p := got.Parts[part]; p.State != record.Withdrawn || p.Content != nil || p.Salt != [32]byte{} || p.Commitment != e.Parts[part].Commitment {
				t.Errorf("part %d reads %+v", part, p)
			}
			if must(tx.Hidden(Origin, 0, part)) != hidden {
				t.Errorf("part %d: hidden is not %t", part, hidden)
			}
			return got.Verify()
		})
	}
	for _, first := range []bool{true, false} {
		update(t, s, func(tx *store.Tx) error {
			if changed := must(tx.HidePart(Origin, 0, 2)); changed != first {
				t.Errorf("hiding it changes something: %t", changed)
			}
			return nil
		})
		reads(2, true)
	}
	refused(t, s, store.ErrWithdrawn, func(tx *store.Tx) error { return tx.SetPart(Origin, 0, 2, e.Parts[2]) })
	for range 2 {
		update(t, s, func(tx *store.Tx) error { return tx.DestroyPart(Origin, 0, 2) })
		reads(2, false)
	}
	for _, part := range []int{0, 1} {
		refused(t, s, store.ErrState, func(tx *store.Tx) error { _, err := tx.HidePart(Origin, 0, part); return err })
		refused(t, s, store.ErrState, func(tx *store.Tx) error { return tx.DestroyPart(Origin, 0, part) })
	}
	pending := withBody(t, s, record.Pending)
	update(t, s, func(tx *store.Tx) error { _, err := tx.HidePart(Origin, pending.Index, 2); return err })
	refused(t, s, store.ErrWithdrawn, func(tx *store.Tx) error { return tx.SetPart(Origin, pending.Index, 2, pending.Parts[2]) })
}

// anOrder stands in the ledger itself and names what comes after it.
func anOrder(leaf record.Leaf, targets ...store.OrderTarget) store.Order {
	return store.Order{Leaf: leaf, Origin: Origin, Index: 0, Channel: shared, Partner: seoul, Reason: "spillage", At: Now(), Targets: targets}
}

func whatAnOrderNamesIsRefusedWhenItArrives(t *testing.T, s store.Store) {
	update(t, s, Create)
	first := withBody(t, s, record.Present)
	late := Sealed(Random(9), 1, []byte("{}"), []byte(`{"n":1}`))
	order := anOrder(first.Leaf, store.OrderTarget{Origin: Origin, Index: 1, Leaf: late.Leaf, Parts: []int{2}})
	update(t, s, func(tx *store.Tx) error {
		if err := tx.PutOrder(order); err != nil {
			return err
		}
		return tx.SetOrderEffect(order.Leaf, 0, Now())
	})
	update(t, s, func(tx *store.Tx) error { _, err := tx.AppendEntries(Origin, []record.Entry{late}); return err })
	view(t, s, func(tx *store.Tx) error {
		got := must(tx.Entry(Origin, 1))
		if got.Parts[2].State != record.Withdrawn || got.Parts[3].State != record.Present {
			t.Errorf("it reads %+v", got.Parts)
		}
		if o := must(tx.Order(order.Leaf)); !o.Targets[0].Arrived || o.Effect.IsZero() {
			t.Errorf("the order reads %+v", o)
		}
		if over := must(tx.OrdersOver(late.Leaf)); len(over) != 1 || over[0].Leaf != order.Leaf {
			t.Errorf("orders over it: %+v", over)
		}
		return got.Verify()
	})
}

func ordersKeepTheirAnswers(t *testing.T, s store.Store) {
	update(t, s, Create)
	e := withBody(t, s, record.Present)
	order := anOrder(e.Leaf, store.OrderTarget{Origin: Origin, Index: 0, Leaf: e.Leaf, Parts: []int{2, 3}})
	answer := store.OrderAnswer{Partner: brussels, State: "retained", Law: "an act", At: Now()}
	decision := store.OrderDecision{Order: order.Leaf, OrderAnswer: store.OrderAnswer{State: "purged", At: Now()}}
	update(t, s, func(tx *store.Tx) error {
		for range 2 { // folded again
			must(0, tx.PutOrder(order))
			must(0, tx.PutAnswer(order.Leaf, answer))
			must(0, tx.PutDecision(decision))
		}
		must(0, tx.PutRequest(store.Request{Leaf: record.Leaf{7}, Channel: shared, Order: order.Leaf, Origin: Origin, Quoting: e.Leaf, Partner: seoul, At: Now()}))
		return tx.RefuseRequest(record.Leaf{7})
	})
	view(t, s, func(tx *store.Tx) error {
		if o := must(tx.Order(order.Leaf)); !o.Effect.IsZero() || len(o.Targets) != 1 || !o.Targets[0].Arrived || len(o.Targets[0].Parts) != 2 || o.Partner != seoul {
			t.Errorf("the order reads %+v", o)
		}
		if a := must(tx.Answers(order.Leaf)); len(a) != 1 || a[0].Law != "an act" || a[0].Partner != brussels {
			t.Errorf("answers: %+v", a)
		}
		if d := must(tx.OpenDecisions()); len(d) != 1 || d[0].State != "purged" {
			t.Errorf("open decisions: %+v", d)
		}
		if r := must(tx.Requests(order.Leaf)); len(r) != 1 || !r[0].Refused {
			t.Errorf("requests: %+v", r)
		}
		return nil
	})
	decision.Done = Now()
	update(t, s, func(tx *store.Tx) error { return tx.PutDecision(decision) })
	decision.State, decision.Done = "retained", time.Time{}
	update(t, s, func(tx *store.Tx) error { return tx.PutDecision(decision) })
	view(t, s, func(tx *store.Tx) error {
		if d := must(tx.Decisions(order.Leaf)); d[0].State != "purged" || d[0].Done.IsZero() {
			t.Errorf("what was carried out was decided anew: %+v", d)
		}
		return nil
	})
}

func departuresAreFoundFromTheirEntries(t *testing.T, s store.Store) {
	update(t, s, Create)
	e, untouched := withBody(t, s, record.Present), withBody(t, s, record.Present)
	went := store.Departed{Origin: Origin, Index: 0, Part: store.WholeEntry}
	program := store.Departure{How: store.ByAPI, Whom: "desk", Account: "a", At: Now()}
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.Depart(store.Departure{How: store.ByExport, Whom: "CSV", At: Now()}, went))
		for range 2 {
			must(0, tx.DepartSince(Now().Add(-time.Hour), program, went))
		}
		return tx.DepartLedger(store.Departure{How: store.ByArchive, Whom: Origin, At: Now()}, Origin, 1)
	})
	view(t, s, func(tx *store.Tx) error {
		if all := must(tx.Departures(e.Leaf)); len(all) != 3 || all[0].How != store.ByExport || all[1] != program || all[2].How != store.ByArchive {
			t.Errorf("it went %+v", all)
		}
		if all := must(tx.Departures(untouched.Leaf)); len(all) != 0 {
			t.Errorf("what stayed went %+v", all)
		}
		if !must(tx.HasDeparted(Now().Add(-time.Hour), program, went)) || must(tx.HasDeparted(Now().Add(time.Hour), program, went)) {
			t.Error("whether it went that way is not known")
		}
		return nil
	})
}
