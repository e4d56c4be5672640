package storetest

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"entente/ledger"
	"entente/record"
	"entente/store"
)

func entriesReadAsTheyWereWritten(t *testing.T, s store.Store) {
	entries := plainEntries(Random(1), 0, 700)
	update(t, s, Create)
	update(t, s, func(tx *store.Tx) error {
		l, err := tx.AppendEntries(Origin, entries)
		if l.Size != 700 || l.Root != rootOf(entries) {
			t.Errorf("after the append: size %d, root %s", l.Size, l.Root)
		}
		return err
	})
	view(t, s, func(tx *store.Tx) error {
		next := int64(100)
		err := tx.Entries(Origin, 100, 9999, func(e record.Entry) error {
			if e.Index != next || !sameEntry(e, entries[next]) {
				t.Fatalf("entry %d reads as %+v", next, e)
			}
			next++
			return e.Verify()
		})
		if err != nil || next != 700 {
			t.Fatalf("entries end at %d: %v", next, err)
		}
		leaves := must(tx.Leaves(Origin, 650, 9999))
		if len(leaves) != 50 || leaves[49] != entries[699].Leaf {
			t.Errorf("%d leaves", len(leaves))
		}
		origin, index, err := tx.FindLeaf(entries[123].Leaf)
		if origin != Origin || index != 123 || err != nil {
			t.Errorf("leaf found at %s %d: %v", origin, index, err)
		}
		if e, err := tx.Entry(Origin, 699); err != nil || !sameEntry(e, entries[699]) {
			t.Errorf("last entry: %v", err)
		}
		if _, err := tx.Entry(Origin, 700); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("entry behind the last: %v", err)
		}
		_, _, err = tx.FindLeaf(record.Leaf{1})
		return expect(err, store.ErrNotFound)
	})
}

func pagesOfAnySizeMakeTheSameTree(t *testing.T, s store.Store) {
	entries := plainEntries(Random(2), 0, 1400)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		origin := Origin + string(rune('a'+n%26)) + string(rune('a'+n/26))
		total := rapid.IntRange(1, len(entries)).Draw(rt, "total")
		update(t, s, func(tx *store.Tx) error { return tx.CreateLedger(store.Ledger{Origin: origin}) })
		want, tiles := ledger.NewTree(), [][]byte{nil, nil}
		for _, e := range entries[:total] {
			for _, h := range want.Append(e.Leaf) {
				tiles[h.Level] = append(tiles[h.Level], h.Hash[:]...)
			}
		}
		for from := 0; from < total; {
			to := min(total, from+rapid.IntRange(1, 600).Draw(rt, "page"))
			update(t, s, func(tx *store.Tx) error {
				_, err := tx.AppendEntries(origin, entries[from:to])
				return err
			})
			from = to
		}
		view(t, s, func(tx *store.Tx) error {
			if l := must(tx.Ledger(origin)); l.Size != int64(total) || l.Root != want.Root() {
				rt.Fatalf("size %d root %s, expected %d %s", l.Size, l.Root, total, want.Root())
			}
			for level, hashes := range tiles {
				for i := 0; i < len(hashes); i += 8192 {
					tile := must(tx.Tile(origin, level, int64(i/8192)))
					if !bytes.Equal(tile, hashes[i:min(i+8192, len(hashes))]) {
						rt.Fatalf("tile %d of level %d differs", i/8192, level)
					}
				}
			}
			_, err := tx.Tile(origin, 0, int64(total/256+1))
			return expect(err, store.ErrNotFound)
		})
	})
}

func anEntryThatDoesNotFollowIsRefused(t *testing.T, s store.Store) {
	update(t, s, Create)
	entries := plainEntries(Random(3), 0, 20)
	for name, wrong := range map[string][]record.Entry{
		"gap before":  entries[1:],
		"gap between": {entries[0], entries[2]},
		"twice":       {entries[0], entries[0]},
	} {
		t.Log(name)
		refused(t, s, store.ErrWrongIndex, func(tx *store.Tx) error {
			_, err := tx.AppendEntries(Origin, wrong)
			return err
		})
	}
	refused(t, s, store.ErrNotFound, func(tx *store.Tx) error {
		_, err := tx.AppendEntries(other, entries)
		return err
	})
	view(t, s, func(tx *store.Tx) error {
		if l := must(tx.Ledger(Origin)); l.Size != 0 || l.Root != rootOf(nil) {
			t.Errorf("something was written: %+v", l)
		}
		return nil
	})
	refused(t, s, store.ErrExists, Create)
}

func aFrozenLedgerTakesNothing(t *testing.T, s store.Store) {
	update(t, s, Create)
	for state, want := range map[store.LedgerState]error{store.LedgerFrozen: store.ErrFrozen, store.LedgerSealed: nil} {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			must(0, tx.SetLedgerState(Origin, state))
			_, err := tx.AppendEntries(Origin, plainEntries(Random(4), 0, 1))
			return err
		})
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", state, err)
		}
	}
}

func aCopiedLeafIsFoundWhereItStoodFirst(t *testing.T, s store.Store) {
	entries := plainEntries(Random(5), 0, 3)
	update(t, s, createOther)
	update(t, s, Create)
	for _, origin := range []string{Origin, other} {
		update(t, s, func(tx *store.Tx) error {
			_, err := tx.AppendEntries(origin, entries)
			return err
		})
	}
	view(t, s, func(tx *store.Tx) error {
		if origin, _, err := tx.FindLeaf(entries[2].Leaf); err != nil || origin != Origin {
			t.Errorf("found in %s: %v", origin, err)
		}
		all := must(tx.Ledgers())
		of := must(tx.LedgersOf(shared))
		if len(all) != 2 || len(of) != 1 || of[0].Origin != Origin || !of[0].Own || of[0].State != store.LedgerOpen {
			t.Errorf("ledgers: %+v, of the channel: %+v", all, of)
		}
		return nil
	})
}

func sizesDoNotPassTheEnd(t *testing.T, s store.Store) {
	update(t, s, Create)
	update(t, s, func(tx *store.Tx) error {
		must(tx.AppendEntries(Origin, plainEntries(Random(6), 0, 5)))
		must(0, tx.SetFolded(Origin, 4))
		return tx.SetReadable(Origin, 5)
	})
	refused(t, s, store.ErrNotFound, func(tx *store.Tx) error { return tx.SetReadable(Origin, 6) })
	refused(t, s, store.ErrNotFound, func(tx *store.Tx) error { return tx.SetFolded(Origin, 6) })
	view(t, s, func(tx *store.Tx) error {
		if l := must(tx.Ledger(Origin)); l.Readable != 5 || l.Folded != 4 {
			t.Errorf("ledger reads %+v", l)
		}
		return nil
	})
}

func anEntryOfEveryStateReadsAsWritten(t *testing.T, s store.Store) {
	update(t, s, Create)
	whole := must(record.Seal(Random(7), []record.Part{
		{Type: record.LabelPart, Content: []byte(Label)}, {Type: record.HeaderPart, Content: []byte("{}")}, {Type: record.BodyPart, Content: []byte{}},
		{Type: record.PersonalPart, Content: []byte("name")}, {Type: record.AttachmentLabelPart, Content: []byte(Label)},
		{Type: record.AttachmentPart, Content: bytes.Repeat([]byte("chunk"), 50_000)},
	}))
	var entries []record.Entry
	for part := range whole.Parts {
		for state := record.Pending; state.Known(); state++ {
			if state == record.Withdrawn && part < 2 || state == record.Withdrawn && part == 4 {
				continue
			}
			e := whole
			e.Index = int64(len(entries))
			e.Parts = append([]record.Part{}, whole.Parts...)
			if state != record.Present {
				p := record.Part{Type: whole.Parts[part].Type, State: state, Commitment: whole.Parts[part].Commitment}
				if state == record.Withheld || state == record.Rejected {
					p.Reason = "above the ceiling"
				}
				e.Parts[part] = p
			}
			entries = append(entries, e)
		}
	}
	entries = append(entries, record.Entry{Index: int64(len(entries)), Leaf: record.Leaf{9}})
	update(t, s, func(tx *store.Tx) error {
		_, err := tx.AppendEntries(Origin, entries)
		return err
	})
	view(t, s, func(tx *store.Tx) error {
		return tx.Entries(Origin, 0, int64(len(entries)), func(e record.Entry) error {
			if !sameEntry(e, entries[e.Index]) {
				t.Errorf("entry %d differs", e.Index)
			}
			for i, p := range e.Parts {
				if p.Reason != entries[e.Index].Parts[i].Reason {
					t.Errorf("reason reads %q", p.Reason)
				}
			}
			return nil
		})
	})
}

func anEntryTooLargeIsRefused(t *testing.T, s store.Store) {
	update(t, s, Create)
	for name, parts := range map[string][]record.Part{
		"body":            {{Type: record.BodyPart, State: record.Present, Content: make([]byte, record.MaxBodyBytes+1)}},
		"parts":           make([]record.Part, record.MaxParts+1),
		"unknown type":    {{Type: 99}},
		"unknown state":   {{State: 99}},
		"withdrawn label": {{Type: record.LabelPart, State: record.Withdrawn}},
	} {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			_, err := tx.AppendEntries(Origin, []record.Entry{{Parts: parts}})
			return err
		})
		if err == nil {
			t.Errorf("%s: stored", name)
		}
	}
}
