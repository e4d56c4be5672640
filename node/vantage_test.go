package node_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"entente/node"
	"entente/record"
	"entente/store"
)

func TestAVantageLosesWhatIsWithdrawnAtOnceAndLeavesNoneOfItOnTheDisk(t *testing.T) {
	w := newWorld(t)
	first, _, second := mandated(t, w.ROK)
	it := write(t, w, w.ROK, record.ID{}, 0, secretContact())
	hits := func() (n int) {
		t.Helper()
		err := w.ROK.ViewFrom(t.Context(), w.NATO.Self(), func(v *node.Vantage) error {
			return v.View(t.Context(), func(tx *store.Tx) error {
				found, err := tx.Search(store.SearchQuery{Text: "quixotzephyrwaltz"})
				n = len(found)
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	below := filepath.Join(string(w.ROK.Folder), "vantages")
	if hits() != 1 || len(found(rawFiles(t, below))) == 0 {
		t.Fatal("the search is blind: the text is not in the vantage")
	}
	w.Part() // the partner does not learn of the order: it is not shown all the same
	sign(t, w.ROK, order(t, w, w.ROK, it.ID), first, second)
	if hits() != 0 {
		t.Error("what an order names is still found in the vantage")
	}
	if left := found(rawFiles(t, below)); len(left) > 0 {
		t.Errorf("the vantage made after the order has %q in its files", left)
	}
	if pending, err := w.ROK.CarryOutWithdrawals(t.Context()); err != nil || len(pending) > 0 {
		t.Fatalf("pending: %v, %v", pending, err)
	}
	if left := found(rawFiles(t, string(w.ROK.Folder))); len(left) > 0 {
		t.Errorf("%q is in the raw files", left)
	}
}

func TestAVantageThatIsInterruptedLeavesNothing(t *testing.T) {
	w := newWorld(t)
	gone, leave := context.WithCancel(t.Context())
	leave()
	var making *node.BuildingError
	err := w.ROK.ViewFrom(gone, w.NATO.Self(), func(*node.Vantage) error { return nil })
	if err == nil || errors.As(err, &making) && making.Total == 0 {
		t.Fatalf("a reader who has gone is answered: %v", err)
	}
	if err := w.ROK.Close(); err != nil {
		t.Fatal(err)
	}
	if rest, err := os.ReadDir(filepath.Join(string(w.ROK.Folder), "vantages")); err == nil && len(rest) > 0 {
		t.Errorf("%d folders stay", len(rest))
	}
}
