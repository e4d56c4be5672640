package storetest

import (
	"testing"
	"time"

	"entente/record"
	"entente/store"
)

func proposalIsApprovedOnce(t *testing.T, s store.Store) {
	ids := &record.IDs{}
	p := store.Proposal{
		Deed: "downgrade", Hash: [32]byte{7}, Channel: shared, Record: NewFact(ids, "a record").ID, Kind: "test/fact",
		Label: []byte(Label), Account: "kim", Office: "desk", Content: []byte(`{"body":"초안"}`), Proposed: Now(),
	}
	update(t, s, func(tx *store.Tx) error { return tx.PutProposal(p) })
	later := p.Proposed.Add(time.Hour)
	update(t, s, func(tx *store.Tx) error { return tx.SecondProposal(p.Deed, p.Hash, "lee", later) })
	refused(t, s, store.ErrNotFound, func(tx *store.Tx) error { return tx.SecondProposal(p.Deed, p.Hash, "park", later) })
	refused(t, s, store.ErrNotFound, func(tx *store.Tx) error { return tx.SecondProposal("release", p.Hash, "park", later) })
	view(t, s, func(tx *store.Tx) error {
		got := must(tx.Proposal(p.Deed, p.Hash))
		if got.Second != "lee" || !got.Seconded.Equal(later) || string(got.Content) != string(p.Content) || string(got.Label) != Label || got.Account != "kim" {
			t.Errorf("read %+v", got)
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return tx.PutProposal(p) })
	view(t, s, func(tx *store.Tx) error {
		if all := must(tx.Proposals()); len(all) != 1 || all[0].Second != "" || !all[0].Seconded.IsZero() {
			t.Errorf("proposed anew: %+v", all)
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return tx.DropProposalsBefore(p.Proposed) })
	update(t, s, func(tx *store.Tx) error {
		for i := range store.MaxProposals - 1 {
			p.Hash = [32]byte{8, byte(i)}
			must(0, tx.PutProposal(p))
		}
		return nil
	})
	p.Hash = [32]byte{9}
	refused(t, s, store.ErrTooManyProposals, func(tx *store.Tx) error { return tx.PutProposal(p) })
	update(t, s, func(tx *store.Tx) error { return tx.DropProposalsBefore(later) })
	view(t, s, func(tx *store.Tx) error {
		if all := must(tx.Proposals()); len(all) != 0 {
			t.Errorf("%d are left", len(all))
		}
		_, err := tx.Proposal(p.Deed, p.Hash)
		return expect(err, store.ErrNotFound)
	})
}
