package storetest

import (
	"testing"

	"entente/keys"
	"entente/record"
	"entente/store"
)

func mandatesAreKept(t *testing.T, s store.Store) {
	envelope := keys.Envelope{PayloadType: "application/test", Payload: []byte("{}"), Signatures: []keys.Signature{
		{KeyID: "sha256:" + "00000000000000000000000000000000000000000000000000000000000000aa", Sig: make([]byte, 64)},
	}}
	for range 2 {
		update(t, s, func(tx *store.Tx) error {
			return tx.PutMandate(store.Mandate{Partner: seoul, Envelope: envelope, Added: Now()})
		})
	}
	view(t, s, func(tx *store.Tx) error {
		all := must(tx.Mandates())
		if len(all) != 1 || all[0].Partner != seoul || all[0].Envelope.Hash() != envelope.Hash() || !all[0].Added.Equal(Now()) {
			t.Errorf("mandates read %+v", all)
		}
		if one := must(tx.Mandate(envelope.Hash())); one.Partner != seoul {
			t.Errorf("the mandate reads %+v", one)
		}
		_, err := tx.Mandate([32]byte{1})
		return expect(err, store.ErrNotFound)
	})
}

func actsAreFoundFromWhatTheyAreOver(t *testing.T, s store.Store) {
	update(t, s, Create)
	for range 4 {
		withBody(t, s, record.Present)
	}
	stands := store.Act{Origin: Origin, Index: 2, Over: 0, Partner: seoul, Verb: "release", Holder: "desk-7", Mandate: [32]byte{3}}
	refused := store.Act{Origin: Origin, Index: 3, Over: 0, Partner: seoul, Verb: "release", Reason: "it is forged"}
	lost := store.Act{Origin: Origin, Index: 1, Over: -1, Partner: seoul, Reason: "it is over nothing"}
	update(t, s, func(tx *store.Tx) error {
		for _, a := range []store.Act{refused, stands, lost, stands} {
			if err := tx.PutAct(a); err != nil {
				return err
			}
		}
		return nil
	})
	view(t, s, func(tx *store.Tx) error {
		if over := must(tx.ActsOver(Origin, 0)); len(over) != 2 || over[0] != stands || over[1] != refused {
			t.Errorf("acts over the first entry: %+v", over)
		}
		if all := must(tx.ActsOf(seoul)); len(all) != 3 || all[0] != lost {
			t.Errorf("acts of the partner: %+v", all)
		}
		if none := must(tx.ActsOf(brussels)); len(none) != 0 {
			t.Errorf("acts of another: %+v", none)
		}
		return nil
	})
}

func whatWaitsIsNoRecordUntilItTakesEffect(t *testing.T, s store.Store) {
	update(t, s, Create)
	ids := &record.IDs{}
	var revisions []store.Revision
	id := ids.Next(shared, seoul, Now())
	for i := range 3 {
		e := withBody(t, s, record.Present)
		revisions = append(revisions, store.Revision{
			Channel: shared, ID: id, Kind: "programme/activity", Schema: 1, Revision: i + 1, Origin: Origin, Index: e.Index, Leaf: e.Leaf,
			Partner: seoul, Office: "desk", At: Now(), Label: []byte(Label), Known: true,
		})
	}
	update(t, s, func(tx *store.Tx) error {
		for _, r := range revisions {
			if err := tx.PutWaiting(store.Waiting{Revision: r, Verb: "release"}); err != nil {
				return err
			}
		}
		return tx.PutListed(Origin, 9, []int64{revisions[0].Index, revisions[2].Index})
	})
	view(t, s, func(tx *store.Tx) error {
		all := must(tx.Waiting(seoul, 0, 0))
		if len(all) != 3 || all[0].Verb != "release" || string(all[0].Body) != `{"n":1}` || string(all[0].Label) != Label || all[2].Leaf != revisions[2].Leaf {
			t.Errorf("what waits reads %+v", all)
		}
		if standing := must(tx.WaitingStanding(shared, id)); standing.Revision != 3 || standing.Leaf != revisions[2].Leaf || standing.Pen != seoul {
			t.Errorf("its standing reads %+v", standing)
		}
		if standing := must(tx.Standing(shared, id)); standing != nil {
			t.Errorf("the record stands at %+v already", standing)
		}
		if newest := must(tx.NewestID(shared, seoul)); newest != id {
			t.Errorf("the newest id is %s", newest)
		}
		if n, since, err := tx.CountWaiting(seoul); n != 3 || !since.Equal(Now()) || err != nil {
			t.Errorf("%d wait since %v: %v", n, since, err)
		}
		if list, other := must(tx.ListOf(Origin, revisions[2].Index)), must(tx.ListOf(Origin, revisions[1].Index)); list != 9 || other != -1 {
			t.Errorf("they stand in lists %d and %d", list, other)
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return tx.EndWaiting(revisions[1]) })
	view(t, s, func(tx *store.Tx) error {
		if w := must(tx.NewestWaiting(shared, id)); w.Revision.Revision != 3 {
			t.Errorf("the third reads %+v", w)
		}
		_, err := tx.WaitingAt(Origin, revisions[0].Index)
		return expect(err, store.ErrNotFound)
	})
	update(t, s, func(tx *store.Tx) error { return tx.DropProjections() })
	view(t, s, func(tx *store.Tx) error {
		if n, _, err := tx.CountWaiting(seoul); n != 0 || err != nil {
			t.Errorf("%d wait after the projections were dropped: %v", n, err)
		}
		return nil
	})
}
