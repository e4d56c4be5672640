package node

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"entente/access"
	"entente/audit"
	"entente/channel"
	"entente/keys"
	"entente/record"
	"entente/store"
)

func TestAnEntryTakesEffectWhenAHolderHasReleasedIt(t *testing.T) {
	w := newBench(t, access.Release)
	first := w.write(w.a, "First")
	w.carry(w.a, w.b)
	for _, s := range []*benchSide{w.a, w.b} {
		if shown, waiting := w.title(s, first.ID), w.waiting(s, w.a); shown != "" || waiting != 1 {
			t.Errorf("before it is signed %s shows %q, and %d wait", s.Folder, shown, waiting)
		}
	}
	w.release(w.a, first)
	w.carry(w.a, w.b)
	for _, s := range []*benchSide{w.a, w.b} {
		if shown, waiting := w.title(s, first.ID), w.waiting(s, w.a); shown != "First" || waiting != 0 {
			t.Errorf("once it is signed %s shows %q, and %d wait", s.Folder, shown, waiting)
		}
	}
	if _, err := w.a.TakeActs(t.Context(), Author{Office: "desk"}, first.Origin, w.sign(w.a.one, access.Release, first.Leaf, w.a.first)); !errors.Is(err, ErrSigned) {
		t.Errorf("signed again: %v", err)
	}
}

func TestAChannelWithoutMandatesWorksAsBefore(t *testing.T) {
	w := newBench(t)
	first := w.write(w.a, "First")
	w.carry(w.a, w.b)
	if w.title(w.b, first.ID) != "First" || w.waiting(w.b, w.a) != 0 {
		t.Error("an entry waits for a signature that nobody asks for")
	}
}

func TestALaterRevisionThatIsSignedOvertakesThoseThatWait(t *testing.T) {
	w := newBench(t, access.Release)
	first := w.write(w.a, "First")
	second := w.write(w.a, "Second", first)
	third := w.write(w.a, "Third", second)
	w.release(w.a, second)
	w.carry(w.a, w.b)
	for _, s := range []*benchSide{w.a, w.b} {
		if w.title(s, first.ID) != "Second" || w.waiting(s, w.a) != 1 {
			t.Errorf("%s shows %q, %d wait", s.Folder, w.title(s, first.ID), w.waiting(s, w.a))
		}
	}
	w.release(w.a, first) // stands, and changes nothing any more
	w.release(w.a, third)
	w.carry(w.a, w.b)
	for _, s := range []*benchSide{w.a, w.b} {
		if w.title(s, first.ID) != "Third" || w.waiting(s, w.a) != 0 {
			t.Errorf("%s shows %q, %d wait", s.Folder, w.title(s, first.ID), w.waiting(s, w.a))
		}
	}
}

func TestOneActOverAListReleasesAllThatItNames(t *testing.T) {
	w := newBench(t, access.Release)
	private := need(w.a.PrivateChannel(t.Context()))(t)
	var chosen []record.ID
	shared := need(w.a.place(t.Context(), w.channel))(t)
	for i := range 20 {
		written := need(w.a.Write(t.Context(), private, Author{Office: "desk"}, Draft{Kind: "test/note", Label: shared.charter.DefaultLabel, Body: fmt.Appendf(nil, `{"title":{"en":"Note %d"}}`, i)}))(t)
		chosen = append(chosen, written[0].ID)
	}
	selection := Selection{Narrow: private, Wide: w.channel, Records: chosen}
	plan := need(w.a.PlanRelease(t.Context(), selection))(t)
	written := need(w.a.Release(t.Context(), Author{Office: "desk"}, private, plan))(t)
	if w.waiting(w.a, w.a) != 20 {
		t.Fatalf("%d wait", w.waiting(w.a, w.a))
	}
	var list store.Revision
	err := w.a.View(t.Context(), func(tx *store.Tx) error {
		index, err := tx.ListOf(written[0].Origin, written[7].Index)
		if err != nil {
			return err
		}
		leaves, err := tx.Leaves(written[0].Origin, index, index+1)
		list.Leaf, list.Index = leaves[0], index
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// What waits is what goes on: a second release of one revises what waits.
	again := need(w.a.PlanRelease(t.Context(), Selection{Narrow: private, Wide: w.channel, Records: chosen[:1]}))(t)
	if again.Items[0].Action != channel.Unchanged {
		t.Errorf("released again as %s", again.Items[0].Action)
	}
	w.release(w.a, Written{Origin: written[0].Origin, Leaf: list.Leaf, Index: list.Index})
	w.carry(w.a, w.b)
	for i, one := range written {
		for _, s := range []*benchSide{w.a, w.b} {
			if w.title(s, one.ID) != fmt.Sprintf("Note %d", i) {
				t.Errorf("%s shows %q of record %d", s.Folder, w.title(s, one.ID), i)
			}
		}
	}
}

// state is all that a node shows of a channel and why not the rest.
func (w *bench) state(at *benchSide) (all []string) {
	w.Helper()
	err := at.View(w.Context(), func(tx *store.Tx) error {
		records, err := tx.Records(store.RecordQuery{Channel: &w.channel, Limit: store.MaxLimit})
		for _, r := range records {
			all = append(all, fmt.Sprintf("%s %s %d %s", r.Kind, r.ID, r.Revision.Revision, r.Body))
		}
		if err != nil {
			return err
		}
		quarantined, err := tx.Quarantined(&w.channel)
		for _, q := range quarantined {
			all = append(all, fmt.Sprintf("%s %d %s", q.Origin, q.Index, q.Reason))
		}
		for _, s := range []*benchSide{w.a, w.b} {
			waiting, err := tx.Waiting(s.Self(), 0, store.MaxLimit)
			if err != nil {
				return err
			}
			for _, r := range waiting {
				all = append(all, fmt.Sprintf("waits %s %d", r.ID, r.Revision.Revision))
			}
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func TestTheOrderOfArrivalDoesNotMatter(t *testing.T) {
	for seed := range uint64(4) {
		w := newBench(t, access.Release)
		w.actAtRandom(rand.New(rand.NewPCG(seed, 1)))
		w.carry(w.a, w.b)
		w.carry(w.b, w.a)
		w.handManifest(w.a, w.b)
		want := w.state(w.a)
		if got := w.state(w.b); !slices.Equal(got, want) {
			t.Errorf("seed %d: the two sides differ:\n%q\n%q", seed, want, got)
		}
		for _, s := range []*benchSide{w.a, w.b} {
			if err := s.Rebuild(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			if got := w.state(s); !slices.Equal(got, want) {
				t.Errorf("seed %d: computed anew, %s differs:\n%q\n%q", seed, s.Folder, want, got)
			}
		}
	}
}

// actAtRandom lets both sides write, revise, sign, revoke and hear of each other.
func (w *bench) actAtRandom(choose *rand.Rand) {
	w.Helper()
	sides := []*benchSide{w.a, w.b}
	var written [2][]Written      // all, of each side
	newest := map[record.ID]int{} // where the newest revision stands in it
	for step := range 100 {
		at := choose.IntN(2)
		s, all := sides[at], written[at]
		switch what := choose.IntN(10); {
		case what < 2 || len(all) == 0:
			written[at] = append(all, w.write(s, fmt.Sprint("Note ", step)))
		case what < 5:
			before := all[newest[all[choose.IntN(len(all))].ID]]
			written[at] = append(all, w.write(s, fmt.Sprint("Note ", step), before))
		case what < 8:
			over := all[choose.IntN(len(all))]
			signer := []keys.Private{s.one, s.deputy, s.two}[choose.IntN(3)]
			mandate := s.first
			if signer.Public() == s.two.Public() {
				mandate = s.second
			}
			_, err := s.TakeActs(w.Context(), Author{Office: "desk"}, over.Origin, w.sign(signer, access.Release, over.Leaf, mandate))
			var refused *record.Refusal
			if err != nil && !errors.Is(err, ErrSigned) && !errors.As(err, &refused) {
				w.Fatal(err)
			}
		default:
			w.carry(s, sides[1-at])
		}
		if n := len(written[at]); n > len(all) {
			newest[written[at][n-1].ID] = n - 1
		}
		if step == 60 {
			manifest := need(w.a.DraftRevocation(w.Context(), []string{w.a.first.HashText()}))(w)
			if err := w.a.TakeManifest(w.Context(), w.a.Self(), need(manifest.Sign(w.a.root...))(w).Encode()); err != nil {
				w.Fatal(err)
			}
		}
		if step > 60 && choose.IntN(20) == 0 {
			w.handManifest(w.a, w.b)
		}
	}
}

// handManifest takes a side's newest manifest to the other, past the node.
func (w *bench) handManifest(from, to *benchSide) {
	w.Helper()
	card := need(from.Card(w.Context()))(w)
	if _, err := to.AddPartner(w.Context(), card, nil); err != nil {
		w.Fatal(err)
	}
}

func TestARevocationThatComesLateUndoesWhatStoodOnIt(t *testing.T) {
	w := newBench(t, access.Release)
	before := w.write(w.a, "Before")
	w.release(w.a, before)
	end := w.ledgerOf(w.a, w.a).Size
	after := w.write(w.a, "After")
	w.release(w.a, after)
	w.carry(w.a, w.b)
	if w.title(w.b, after.ID) != "After" {
		t.Fatal("it was not released")
	}
	manifest := need(w.a.DraftRevocation(t.Context(), []string{w.a.first.HashText()}))(t)
	for i := range manifest.Revoked[0].Ledgers {
		if manifest.Revoked[0].Ledgers[i].Origin == after.Origin {
			manifest.Revoked[0].Ledgers[i].Size = end
		}
	}
	envelope := need(manifest.Sign(w.a.root...))(t)
	if err := w.b.TakeManifest(t.Context(), w.a.Self(), envelope.Encode()); err != nil {
		t.Fatal(err)
	}
	if w.title(w.b, before.ID) != "Before" || w.title(w.b, after.ID) != "" || w.waiting(w.b, w.a) != 1 {
		t.Errorf("shows %q and %q, %d wait", w.title(w.b, before.ID), w.title(w.b, after.ID), w.waiting(w.b, w.a))
	}
	var refused bool
	err := w.b.View(t.Context(), func(tx *store.Tx) error {
		quarantined, err := tx.Quarantined(&w.channel)
		for _, q := range quarantined {
			refused = refused || q.Reason == record.RefusedAct
		}
		return err
	})
	if err != nil || !refused {
		t.Errorf("nobody is told why: %v", err)
	}
}

func TestMandatesAreListedWithWhatTheyAreGoodFor(t *testing.T) {
	w := newBench(t)
	late := w.a.give(t, access.Mandate{Holder: "desk-5", Key: need(keys.FromSeed(keys.Ed25519, [32]byte{9}))(t).Public(),
		NotBefore: benchNoon.AddDate(0, 1, 0), NotAfter: benchNoon.AddDate(0, 2, 0)})
	for _, envelope := range []keys.Envelope{w.a.first, w.a.second, late} {
		if _, err := w.a.AddMandate(t.Context(), envelope.Encode()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.a.AddMandate(t.Context(), need(access.Mandate{Partner: w.a.Self(), Holder: "node", Key: w.a.keys.Ledger.Public(),
		Acts: []access.Verb{access.Release}, NotBefore: benchNoon, NotAfter: benchNoon.AddDate(1, 0, 0)}.Sign(w.a.root...))(t).Encode()); !errors.Is(err, access.ErrUnfitKey) {
		t.Errorf("a key of the node holds a mandate: %v", err)
	}
	manifest := need(w.a.DraftRevocation(t.Context(), []string{w.a.second.HashText()}))(t)
	if err := w.a.TakeManifest(t.Context(), w.a.Self(), need(manifest.Sign(w.a.root...))(t).Encode()); err != nil {
		t.Fatal(err)
	}
	lines := need(w.a.auditing.spool.Waiting(0, audit.MostLines))(t)
	if newest := lines[len(lines)-1].Event; newest.What != audit.MandateRevoked || newest.Count != 1 {
		t.Errorf("the newest line is %+v", newest)
	}
	states := func() map[string]MandateState {
		found := map[string]MandateState{}
		err := w.a.View(t.Context(), func(tx *store.Tx) error {
			all, err := w.a.Mandates(tx)
			for _, m := range all {
				found[m.Holder] = m.State
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if s := states(); s["desk-1"] != MandateHolds || s["desk-3"] != MandateRevoked || s["desk-5"] != MandateNotYet {
		t.Errorf("%v", s)
	}
	w.pass(2 * 365 * 24 * 3600 * 1e9)
	if s := states(); s["desk-1"] != MandateEnded || s["desk-3"] != MandateRevoked || s["desk-5"] != MandateEnded {
		t.Errorf("two years later: %v", s)
	}
}
