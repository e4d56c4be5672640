package audit_test

import (
	"crypto/rand"
	"errors"
	"testing"

	"entente/audit"
	"entente/record"
)

func TestAnAnchorOpensToItsHeadsAndToNothingElse(t *testing.T) {
	heads := []audit.Head{{Origin: "a", Size: 12, Root: record.Hash{1}}, {Origin: "b", Size: 4711, Root: record.Hash{2}}}
	anchor, opening, err := audit.NewAnchor(rand.Reader, noon, heads)
	if err != nil {
		t.Fatal(err)
	}
	if err := opening.Opens(anchor); err != nil {
		t.Fatal(err)
	}
	one := opening
	one.Heads = opening.Heads[1:]
	if err := one.Opens(anchor); err != nil {
		t.Errorf("one head without the others: %v", err)
	}
	for name, change := range map[string]func(*audit.OpenedHead){
		"another size":   func(h *audit.OpenedHead) { h.Size-- },
		"another root":   func(h *audit.OpenedHead) { h.Root[0]++ },
		"another ledger": func(h *audit.OpenedHead) { h.Origin = "c" },
		"another place":  func(h *audit.OpenedHead) { h.Place ^= 4 },
		"a shorter path": func(h *audit.OpenedHead) { h.Path = h.Path[:7] },
		"no place":       func(h *audit.OpenedHead) { h.Place = 256 },
	} {
		changed := opening
		changed.Heads = append([]audit.OpenedHead{}, opening.Heads...)
		change(&changed.Heads[0])
		if err := changed.Opens(anchor); !errors.Is(err, audit.ErrAnchor) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Who reads a shared ledger learns nothing of how many private ledgers there are
// and whether they grew.
func TestAnchorsSayNothing(t *testing.T) {
	many := make([]audit.Head, 256)
	var size int
	places := map[int]bool{}
	for _, heads := range [][]audit.Head{nil, many[:1], many[:2], many, {{Origin: "long", Size: 1 << 35}}} {
		for range 20 {
			anchor, opening, err := audit.NewAnchor(rand.Reader, noon, heads)
			if err != nil {
				t.Fatal(err)
			}
			body, err := anchor.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if size == 0 {
				size = len(body)
			}
			if len(body) != size {
				t.Errorf("an anchor of %d heads has %d bytes, others have %d", len(heads), len(body), size)
			}
			if len(heads) == 1 {
				places[opening.Heads[0].Place] = true
			}
		}
	}
	if len(places) < 10 {
		t.Errorf("one head had %d places in 40 anchors", len(places))
	}
	if _, _, err := audit.NewAnchor(rand.Reader, noon, make([]audit.Head, 257)); err == nil {
		t.Error("257 heads fit into 256 places")
	}
}
