package storetest

import (
	"errors"
	"testing"

	"entente/record"
	"entente/store"
)

// withParts appends one entry whose body is in this state.
func withBody(t *testing.T, s store.Store, state record.PartState) record.Entry {
	t.Helper()
	var e record.Entry
	update(t, s, func(tx *store.Tx) error {
		l := must(tx.Ledger(Origin))
		e = Sealed(Random(byte(l.Size)), l.Size, []byte("{}"), []byte(`{"n":1}`))
		stored := e
		stored.Parts = append([]record.Part{}, e.Parts...)
		if state != record.Present {
			stored.Parts[2] = record.Part{Type: record.BodyPart, State: state, Commitment: e.Parts[2].Commitment}
		}
		_, err := tx.AppendEntries(Origin, []record.Entry{stored})
		return err
	})
	return e
}

func partsChangeOnlyByTheRule(t *testing.T, s store.Store) {
	update(t, s, Create)
	const final = -1
	allowed := map[record.PartState][5]int{ // by the state after: pending present withheld withdrawn rejected
		record.Pending:   {0, 1, 1, 1, 1},
		record.Present:   {0, 1, 0, 1, 0},
		record.Withheld:  {0, 1, 1, 1, 1},
		record.Rejected:  {0, 1, 1, 1, 1},
		record.Withdrawn: {final, final, final, 1, final},
	}
	for before, after := range allowed {
		for state, verdict := range after {
			e := withBody(t, s, before)
			given := record.Part{State: record.PartState(state), Reason: "a reason"}
			if given.State == record.Present {
				given = e.Parts[2]
			}
			err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.SetPart(Origin, e.Index, 2, given) })
			want := map[int]error{1: nil, 0: store.ErrState, final: store.ErrWithdrawn}[verdict]
			if !errors.Is(err, want) || (want == nil) != (err == nil) {
				t.Errorf("%s to %s: %v, expected %v", before, given.State, err, want)
			}
			if err != nil {
				continue
			}
			view(t, s, func(tx *store.Tx) error {
				got := must(tx.Entry(Origin, e.Index))
				if p := got.Parts[2]; p.State != given.State || string(p.Content) != string(given.Content) || p.Salt != given.Salt {
					t.Errorf("%s to %s reads %+v", before, given.State, p)
				}
				return got.Verify()
			})
		}
	}
}

func contentThatDoesNotOpenIsNotPresent(t *testing.T, s store.Store) {
	update(t, s, Create)
	e := withBody(t, s, record.Pending)
	forged := e.Parts[2]
	forged.Content = []byte(`{"n":2}`)
	refused(t, s, record.ErrMalformedEntry, func(tx *store.Tx) error { return tx.SetPart(Origin, 0, 2, forged) })
	refused(t, s, record.ErrMalformedEntry, func(tx *store.Tx) error { return tx.SetPart(Origin, 0, 2, e.Parts[3]) })
	for _, nowhere := range [][2]int{{0, 4}, {0, -1}, {1, 2}, {-1, 2}} {
		refused(t, s, store.ErrNotFound, func(tx *store.Tx) error { return tx.SetPart(Origin, int64(nowhere[0]), nowhere[1], e.Parts[2]) })
	}
}

func withdrawnIsFinal(t *testing.T, s store.Store) {
	update(t, s, Create)
	e := withBody(t, s, record.Present)
	withdraw := func(part int) func(tx *store.Tx) error {
		return func(tx *store.Tx) error { return tx.SetPart(Origin, 0, part, record.Part{State: record.Withdrawn}) }
	}
	refused(t, s, store.ErrState, withdraw(0))
	refused(t, s, store.ErrState, withdraw(1))
	update(t, s, withdraw(3))
	update(t, s, withdraw(3))
	refused(t, s, store.ErrWithdrawn, func(tx *store.Tx) error { return tx.SetPart(Origin, 0, 3, e.Parts[3]) })
	view(t, s, func(tx *store.Tx) error {
		got := must(tx.Entry(Origin, 0))
		if p := got.Parts[3]; p.State != record.Withdrawn || p.Content != nil || p.Salt != [32]byte{} || p.Commitment != e.Parts[3].Commitment {
			t.Errorf("withdrawn part reads %+v", p)
		}
		if got.Parts[2].State != record.Present {
			t.Errorf("the body went with it")
		}
		return got.Verify()
	})
}

func withdrawalBlanksProjections(t *testing.T, s store.Store) {
	update(t, s, Create)
	ids := &record.IDs{}
	kept, gone := NewFact(ids, "observers at the exercise"), NewFact(ids, "observers of 군사협력")
	update(t, s, func(tx *store.Tx) error {
		must(0, WriteFacts(tx, Random(1), kept, gone))
		return tx.Quarantine(store.Quarantined{Origin: Origin, Index: 1, Part: 3, Reason: "body", Detail: "군사협력 is no date", At: Now()})
	})
	update(t, s, func(tx *store.Tx) error { return tx.SetPart(Origin, 1, 2, record.Part{State: record.Withdrawn}) })
	view(t, s, func(tx *store.Tx) error {
		r := must(tx.Record(shared, gone.ID))
		if !r.Title.IsZero() || r.Sort != "" || r.Body != nil || len(r.References)+len(r.External) > 0 {
			t.Errorf("record still says %+v", r)
		}
		if v := must(tx.Revisions(shared, gone.ID)); len(v) != 1 || v[0].Body != nil || v[0].Kind != gone.Kind {
			t.Errorf("history reads %+v", v)
		}
		if hits := must(tx.Search(store.SearchQuery{Text: "군사"})); len(hits) > 0 {
			t.Errorf("still found")
		}
		if hits := must(tx.Search(store.SearchQuery{Text: "observers"})); len(hits) != 1 || hits[0].ID != kept.ID {
			t.Errorf("%d found, expected the one that was kept", len(hits))
		}
		if q := must(tx.Quarantined(nil)); len(q) != 1 || q[0].Detail != "" {
			t.Errorf("quarantine still says %+v", q)
		}
		return nil
	})
}
