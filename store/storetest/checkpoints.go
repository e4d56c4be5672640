package storetest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"entente/keys"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

func checkpointsAreKeptForEver(t *testing.T, s store.Store) {
	node := must(keys.GenerateNode(Random(1), Now()))
	sign := func(size int64, root byte, after time.Duration) ledger.Checkpoint {
		return must(ledger.SignCheckpoint(node, Origin, size, record.Hash{root}, Now().Add(after)))
	}
	first, second, again := sign(5, 1, 0), sign(9, 2, time.Hour), sign(9, 2, 2*time.Hour)
	refused(t, s, store.ErrNotFound, func(tx *store.Tx) error { return tx.PutCheckpoint(first) })
	update(t, s, Create)
	for _, c := range []ledger.Checkpoint{second, again, first, second} {
		update(t, s, func(tx *store.Tx) error { return tx.PutCheckpoint(c) })
	}
	view(t, s, func(tx *store.Tx) error {
		for size, want := range map[int64]ledger.Checkpoint{5: first, 9: again} {
			if got := must(tx.Checkpoint(Origin, size)); !reflect.DeepEqual(got, want) {
				t.Errorf("checkpoint at %d reads %+v", size, got)
			}
		}
		if got := must(tx.LatestCheckpoint(Origin)); !reflect.DeepEqual(got, again) {
			t.Errorf("latest reads %+v", got)
		}
		if got := must(tx.Checkpoints(Origin)); !reflect.DeepEqual(got, []ledger.Checkpoint{first, second, again}) {
			t.Errorf("all read %+v", got)
		}
		_, err := tx.Checkpoint(Origin, 6)
		return expect(err, store.ErrNotFound)
	})
	forked := sign(5, 7, 3*time.Hour)
	err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutCheckpoint(forked) })
	var contradiction *store.ContradictionError
	if !errors.As(err, &contradiction) || !reflect.DeepEqual(contradiction.Stored, first) || !reflect.DeepEqual(contradiction.Given, forked) {
		t.Errorf("a fork is answered with %v", err)
	}
}

func cosignaturesAreKeptEachByItself(t *testing.T, s store.Store) {
	update(t, s, Create)
	node := must(keys.GenerateNode(Random(1), Now()))
	cosign := func(partner keys.PartnerID, size int64, after time.Duration) ledger.Cosignature {
		c := must(ledger.SignCheckpoint(node, Origin, size, record.Hash{byte(size)}, Now()))
		return must(ledger.Cosign(node, partner, c, Now().Add(after)))
	}
	early, late := cosign(brussels, 5, time.Minute), cosign(brussels, 5, time.Hour)
	backdated, own := cosign(brussels, 9, 0), cosign(seoul, 5, 0)
	for _, c := range []ledger.Cosignature{late, early, backdated, own, early} {
		update(t, s, func(tx *store.Tx) error { return tx.PutCosignature(c) })
	}
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Cosignatures(Origin, 5)); !reflect.DeepEqual(got, []ledger.Cosignature{own, early, late}) {
			t.Errorf("at 5: %+v", got)
		}
		if got := must(tx.LatestCosignatures(Origin)); !reflect.DeepEqual(got, []ledger.Cosignature{own, backdated}) {
			t.Errorf("latest: %+v", got)
		}
		for index, want := range map[int64]ledger.Cosignature{0: early, 4: early, 5: backdated, 8: backdated} {
			if got := must(tx.FirstCosignatureCovering(Origin, index, brussels)); !reflect.DeepEqual(got, want) {
				t.Errorf("covering %d: %+v", index, got)
			}
		}
		_, err := tx.FirstCosignatureCovering(Origin, 9, brussels)
		return expect(err, store.ErrNotFound)
	})
}

func quarantineSaysWhy(t *testing.T, s store.Store) {
	update(t, s, Create)
	update(t, s, createOther)
	first := store.Quarantined{Origin: Origin, Index: 7, Part: -1, Reason: "pen", Detail: "partner 2 does not hold the pen", At: Now(), Kind: "programme/area"}
	second := store.Quarantined{Origin: other, Index: 0, Part: 2, Reason: "body", At: Now().Add(time.Second)}
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.Quarantine(second))
		must(0, tx.Quarantine(store.Quarantined{Origin: Origin, Index: 7, Part: -1, Reason: "label"}))
		return tx.Quarantine(first)
	})
	update(t, s, func(tx *store.Tx) error { return tx.DropProjections() })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Quarantined(nil)); !reflect.DeepEqual(got, []store.Quarantined{first, second}) {
			t.Errorf("quarantine reads %+v", got)
		}
		channel := private
		if got := must(tx.Quarantined(&channel)); !reflect.DeepEqual(got, []store.Quarantined{second}) {
			t.Errorf("quarantine of the channel reads %+v", got)
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return tx.EndQuarantine(Origin, 7) })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Quarantined(nil)); len(got) != 1 {
			t.Errorf("quarantine reads %+v", got)
		}
		return nil
	})
}

func counterpartsAreFoundFromBothSides(t *testing.T, s store.Store) {
	ids := &record.IDs{}
	c := store.Counterpart{Narrow: private, NarrowID: ids.Next(private, seoul, Now()), Revision: 1, Wide: shared, WideID: ids.Next(shared, seoul, Now()), At: Now()}
	update(t, s, func(tx *store.Tx) error { return tx.PutCounterpart(c) })
	c.Revision, c.At = 3, Now().Add(time.Hour)
	update(t, s, func(tx *store.Tx) error { return tx.PutCounterpart(c) })
	update(t, s, func(tx *store.Tx) error { return tx.DropProjections() })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.CounterpartOf(private, c.NarrowID, shared)); got != c {
			t.Errorf("forward: %+v", got)
		}
		if got := must(tx.ReleasedFrom(shared, c.WideID)); got != c {
			t.Errorf("back: %+v", got)
		}
		_, err := tx.CounterpartOf(shared, c.NarrowID, private)
		return expect(err, store.ErrNotFound)
	})
}
