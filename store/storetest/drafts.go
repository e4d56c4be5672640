package storetest

import (
	"testing"

	"entente/record"
	"entente/store"
)

func draftAbout(ids *record.IDs, account, text string) store.Draft {
	return store.Draft{
		Account: account, Channel: shared, Record: NewFact(ids, "a record").ID, Kind: "test/fact", Revision: 2,
		Label: []byte(Label), Content: []byte(text), Kept: Now(),
	}
}

func draftsBelongToTheirAccount(t *testing.T, s store.Store) {
	ids := &record.IDs{}
	mine, theirs := draftAbout(ids, "kim", `{"title.ko":"초안"}`), draftAbout(ids, "lee", `{}`)
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.PutDraft(mine))
		return tx.PutDraft(theirs)
	})
	mine.Content, mine.Revision = []byte(`{"title.ko":"다시"}`), 3
	update(t, s, func(tx *store.Tx) error { return tx.PutDraft(mine) })
	view(t, s, func(tx *store.Tx) error {
		all := must(tx.Drafts("kim"))
		if len(all) != 1 || string(all[0].Content) != string(mine.Content) || all[0].Revision != 3 || string(all[0].Label) != Label || !all[0].Kept.Equal(mine.Kept) {
			t.Errorf("kim keeps %+v", all)
		}
		if got := must(tx.Draft("kim", shared, mine.Record)); got.Kind != mine.Kind || got.Record != mine.Record {
			t.Errorf("read %+v", got)
		}
		_, err := tx.Draft("kim", shared, theirs.Record)
		return expect(err, store.ErrNotFound)
	})
	update(t, s, func(tx *store.Tx) error { return tx.DropDraft("lee", shared, mine.Record) })
	update(t, s, func(tx *store.Tx) error { return tx.DropDraft("kim", shared, mine.Record) })
	view(t, s, func(tx *store.Tx) error {
		if kim, lee := must(tx.Drafts("kim")), must(tx.Drafts("lee")); len(kim) != 0 || len(lee) != 1 {
			t.Errorf("kim keeps %d, lee %d", len(kim), len(lee))
		}
		return nil
	})
}

func draftsAreBounded(t *testing.T, s store.Store) {
	ids := &record.IDs{}
	first := draftAbout(ids, "kim", "{}")
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.PutDraft(first))
		for range store.MaxDrafts - 1 {
			must(0, tx.PutDraft(draftAbout(ids, "kim", "{}")))
		}
		return nil
	})
	refused(t, s, store.ErrTooManyDrafts, func(tx *store.Tx) error { return tx.PutDraft(draftAbout(ids, "kim", "{}")) })
	update(t, s, func(tx *store.Tx) error { return tx.PutDraft(first) })
	update(t, s, func(tx *store.Tx) error { return tx.PutDraft(draftAbout(ids, "lee", "{}")) })
	first.Content = make([]byte, store.MaxDraftBytes+1)
	refused(t, s, store.ErrTooManyDrafts, func(tx *store.Tx) error { return tx.PutDraft(first) })
}

func withdrawalTakesDraftsAlong(t *testing.T, s store.Store) {
	update(t, s, Create)
	ids := &record.IDs{}
	fact := NewFact(ids, "to be withdrawn")
	about, other := draftAbout(ids, "kim", "{}"), draftAbout(ids, "kim", "{}")
	about.Record = fact.ID
	update(t, s, func(tx *store.Tx) error {
		must(0, WriteFacts(tx, Random(1), fact))
		must(0, tx.PutDraft(about))
		return tx.PutDraft(other)
	})
	update(t, s, func(tx *store.Tx) error { return tx.SetPart(Origin, 0, 2, record.Part{State: record.Withdrawn}) })
	view(t, s, func(tx *store.Tx) error {
		if all := must(tx.Drafts("kim")); len(all) != 1 || all[0].Record != other.Record {
			t.Errorf("kept are %+v", all)
		}
		return nil
	})
}
