package storetest

import (
	"testing"

	"entente/keys"
	"entente/record"
	"entente/store"
)

func filesAreKeptByTheirPart(t *testing.T, s store.Store) {
	update(t, s, Create)
	e := withBody(t, s, record.Present)
	f := store.File{
		Origin: Origin, Index: e.Index, Part: 5, Channel: shared, Record: record.ID{7}, Revision: 2,
		Name: [16]byte{1}, Size: 3 << 20, State: store.FileArriving, Changed: Now(),
	}
	later := f
	later.Index, later.Part, later.Name, later.Revision = e.Index, 7, [16]byte{2}, 3
	update(t, s, func(tx *store.Tx) error {
		again := f
		again.State, again.Name = store.FilePresent, [16]byte{9}
		for _, each := range []store.File{f, later, again} {
			if err := tx.PutFile(each); err != nil {
				return err
			}
		}
		return nil
	})
	f.Held, f.State, f.Reason = 2, store.FileRejected, "a reason"
	update(t, s, func(tx *store.Tx) error { return tx.SetFile(f) })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.FileAt(Origin, e.Index, 5)); got != f {
			t.Errorf("%+v, expected %+v", got, f)
		}
		if got := must(tx.FilesOf(shared, record.ID{7})); len(got) != 2 || got[0] != later || got[1] != f {
			t.Errorf("of the record: %+v", got)
		}
		if got := must(tx.FilesIn(store.FileArriving)); len(got) != 1 || got[0] != later {
			t.Errorf("arriving: %+v", got)
		}
		for _, nowhere := range [][2]int64{{e.Index, 4}, {e.Index, -1}, {e.Index, 256 + 5}, {e.Index + 1, 5}, {-1, 5}} {
			if _, err := tx.FileAt(Origin, nowhere[0], int(nowhere[1])); expect(err, store.ErrNotFound) != nil {
				t.Errorf("at %v: %v", nowhere, err)
			}
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return tx.DropFile(f) })
	refused(t, s, store.ErrNotFound, func(tx *store.Tx) error { return tx.SetFile(f) })
}

func uploadsAreKeptUntilTheyEnd(t *testing.T, s store.Store) {
	u := store.Upload{Name: [16]byte{1}, Account: "author", Salt: keys.Salt{5}, Called: "회의록.pdf", Size: -1, Changed: Now()}
	chunks := []keys.Commitment{{1}, {2}, {3}}
	update(t, s, func(tx *store.Tx) error { return tx.PutUpload(u) })
	u.MediaType, u.Held = "application/pdf", 2
	update(t, s, func(tx *store.Tx) error { return tx.AddChunks(u, 0, chunks[:2]) })
	u.Held, u.Size, u.Whole = 3, 3<<20, true
	update(t, s, func(tx *store.Tx) error { return tx.AddChunks(u, 2, chunks[2:]) })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Upload(u.Name)); got != u {
			t.Errorf("%+v, expected %+v", got, u)
		}
		if got := must(tx.Commitments(u)); len(got) != 3 || got[0] != chunks[0] || got[2] != chunks[2] {
			t.Errorf("commitments %v", got)
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return tx.EndUpload(u.Name) })
	view(t, s, func(tx *store.Tx) error {
		if left := must(tx.Uploads()); len(left) > 0 {
			t.Errorf("%d are left", len(left))
		}
		if left := must(tx.Commitments(u)); len(left) > 0 {
			t.Errorf("%d commitments are left", len(left))
		}
		return nil
	})
}
