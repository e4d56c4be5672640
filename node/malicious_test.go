package node

import (
	"errors"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/channel"
	"entente/keys"
	"entente/record"
	"entente/store"
)

// Here node A is the attacker's: its code, its database and its keys. It has no
// key of a holder or of a custodian, and whatever they signed before. Node B is
// honest. What A still can do:
//
//   - keep what its people write from the partners, or from being signed, as long
//     as it likes, and stop speaking altogether;
//   - show its own people other texts than it sends, and hide from them what the
//     partners send; a holder who signs away from the node is shown what the leaf
//     opens, and a partner shows what has arrived;
//   - read all that the node holds, and give it to whom it likes;
//   - write what needs no act: amendments, which only propose, deliveries and
//     receipts, and everything in channels whose charter asks for none;
//   - with a holder who conspires, or with that holder's key, whatever the mandate
//     allows, until it is revoked; dated back as far as the entry that is signed.
//
// The tests below hold it to that.

// forge writes into A's ledger what no honest node would, and takes it to B.
func (w *bench) forge(drafts ...Draft) []Written {
	w.Helper()
	place := need(w.a.place(w.Context(), w.channel))(w)
	for i := range drafts {
		if drafts[i].Label == nil {
			drafts[i].Label = place.charter.DefaultLabel
		}
	}
	written := need(w.a.append(w.Context(), place, Author{Office: "attacker"}, drafts))(w)
	if err := w.a.publish(w.Context(), place.own.Origin, endOf(written)); err != nil {
		w.Fatal(err)
	}
	w.carry(w.a, w.b)
	return written
}

func (w *bench) forgeAct(a channel.ActEntry) Written {
	w.Helper()
	return w.forge(Draft{Kind: channel.KindAct, Body: need(a.Encode())(w)})[0]
}

// whyNot is the reason why B takes an act for nothing; empty if it stands.
func (w *bench) whyNot(act Written) (reason string) {
	w.Helper()
	err := w.b.View(w.Context(), func(tx *store.Tx) error {
		acts, err := tx.ActsOf(w.a.Self())
		for _, a := range acts {
			if a.Index == act.Index {
				reason = a.Reason
			}
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return reason
}

func TestAMaliciousNodeCannotRelease(t *testing.T) {
	late := benchNoon.AddDate(0, 0, 30)
	for name, test := range map[string]struct {
		act    func(w *bench, target Written) channel.ActEntry
		reason error
	}{
		"with its own key under a holder's mandate": {func(w *bench, target Written) channel.ActEntry {
			return w.sign(w.a.keys.Ledger, access.Release, target.Leaf, w.a.first)
		}, access.ErrNotMandated},
		"under a mandate that it made itself": {func(w *bench, target Written) channel.ActEntry {
			thief := need(keys.FromSeed(keys.Ed25519, [32]byte{66}))(w)
			made := need(access.Mandate{Partner: w.a.Self(), Holder: "thief", Key: thief.Public(), Acts: []access.Verb{access.Release},
				NotBefore: benchNoon, NotAfter: late}.Sign(w.a.keys.Ledger, w.a.keys.LedgerPQ))(w)
			return w.sign(thief, access.Release, target.Leaf, made)
		}, access.ErrUnsigned},
		"under a mandate that names its own key": {func(w *bench, target Written) channel.ActEntry {
			given := w.a.give(w, access.Mandate{Holder: "node", Key: w.a.keys.Ledger.Public()})
			return w.sign(w.a.keys.Ledger, access.Release, target.Leaf, given)
		}, access.ErrUnfitKey},
		"with an act over another leaf": {func(w *bench, target Written) channel.ActEntry {
			act := w.sign(w.a.one, access.Release, w.write(w.a, "Other").Leaf, w.a.first)
			act.Leaf = target.Leaf
			return act
		}, access.ErrOtherAct},
		"with an act that it changed": {func(w *bench, target Written) channel.ActEntry {
			act := w.sign(w.a.one, access.Release, w.write(w.a, "Other").Leaf, w.a.first)
			act.Leaf, act.Act.Leaf = target.Leaf, target.Leaf
			return act
		}, access.ErrForged},
		"with an act of another sort, renamed": {func(w *bench, target Written) channel.ActEntry {
			act := w.sign(w.a.one, access.Withdrawal, target.Leaf, w.a.first)
			act.Act.Verb = access.Release
			return act
		}, access.ErrForged},
		"with an act that the mandate does not allow": {func(w *bench, target Written) channel.ActEntry {
			given := w.a.give(w, access.Mandate{Holder: "desk-9", Key: w.a.two.Public(), Acts: []access.Verb{access.Response}})
			return w.sign(w.a.two, access.Release, target.Leaf, given)
		}, access.ErrNotMandated},
		"under a mandate for another channel": {func(w *bench, target Written) channel.ActEntry {
			given := w.a.give(w, access.Mandate{Holder: "desk-9", Key: w.a.two.Public(), Channel: keys.EncodeID([16]byte{9})})
			return w.sign(w.a.two, access.Release, target.Leaf, given)
		}, access.ErrNotMandated},
		"under a mandate that has ended": {func(w *bench, target Written) channel.ActEntry {
			given := w.a.give(w, access.Mandate{Holder: "desk-9", Key: w.a.two.Public(), NotBefore: benchNoon.AddDate(0, 0, -2), NotAfter: benchNoon.AddDate(0, 0, -1)})
			return w.sign(w.a.two, access.Release, target.Leaf, given)
		}, access.ErrTerm},
		"under a mandate that has not begun": {func(w *bench, target Written) channel.ActEntry {
			given := w.a.give(w, access.Mandate{Holder: "desk-9", Key: w.a.two.Public(), NotBefore: late, NotAfter: late.AddDate(1, 0, 0)})
			return w.sign(w.a.two, access.Release, target.Leaf, given)
		}, access.ErrTerm},
		"dated back to when a mandate held": {func(w *bench, target Written) channel.ActEntry {
			given := w.a.give(w, access.Mandate{Holder: "desk-9", Key: w.a.two.Public(), NotBefore: benchNoon.AddDate(0, 0, -2), NotAfter: benchNoon.AddDate(0, 0, -1)})
			honest := w.a.Now
			w.a.Now = func() time.Time { return benchNoon.AddDate(0, 0, -1).Add(-time.Hour) }
			w.Cleanup(func() { w.a.Now = honest })
			return w.sign(w.a.two, access.Release, target.Leaf, given)
		}, channel.ErrActTime},
		"with the act of a partner's holder": {func(w *bench, target Written) channel.ActEntry {
			return w.sign(w.b.one, access.Release, target.Leaf, w.b.first)
		}, access.ErrOtherPartner},
		"over an entry that is not there": {func(w *bench, target Written) channel.ActEntry {
			return w.sign(w.a.one, access.Release, record.Leaf{1, 2, 3}, w.a.first)
		}, channel.ErrActPlace},
	} {
		t.Run(name, func(t *testing.T) {
			w := newBench(t, access.Release)
			target := w.write(w.a, "Published")
			act := w.forgeAct(test.act(w, target))
			if reason := w.whyNot(act); !strings.Contains(reason, test.reason.Error()) {
				t.Errorf("refused for %q, expected %q", reason, test.reason)
			}
			if shown := w.title(w.b, target.ID); shown != "" {
				t.Errorf("B shows %q", shown)
			}
		})
	}
}

func TestAMaliciousNodeCannotUseARevokedMandate(t *testing.T) {
	w := newBench(t, access.Release)
	target := w.write(w.a, "Published")
	w.carry(w.a, w.b)
	manifest := need(w.a.DraftRevocation(t.Context(), []string{w.a.first.HashText()}))(t)
	envelope := need(manifest.Sign(w.a.root...))(t)
	// The custodians hand it to B; A would keep it to itself.
	if err := w.b.TakeManifest(t.Context(), w.a.Self(), envelope.Encode()); err != nil {
		t.Fatal(err)
	}
	for _, key := range []keys.Private{w.a.one, w.a.deputy} {
		act := w.forgeAct(w.sign(key, access.Release, target.Leaf, w.a.first))
		if reason := w.whyNot(act); !strings.Contains(reason, channel.ErrRevoked.Error()) {
			t.Errorf("refused for %q", reason)
		}
	}
	back := manifest.Successor(envelope)
	taken := need(back.Sign(w.a.keys.Ledger, w.a.keys.LedgerPQ))(t)
	if err := w.b.TakeManifest(t.Context(), w.a.Self(), taken.Encode()); !errors.Is(err, keys.ErrUnsigned) {
		t.Errorf("a manifest that the node signed was taken: %v", err)
	}
	if shown := w.title(w.b, target.ID); shown != "" {
		t.Errorf("B shows %q", shown)
	}
}

func TestAMaliciousNodeCannotReleaseByAList(t *testing.T) {
	w := newBench(t, access.Release)
	target, signed := w.write(w.a, "Published"), w.write(w.a, "Signed")
	other := channel.List{Leaves: []channel.Listed{{Index: target.Index, Leaf: signed.Leaf}}}
	list := w.forge(Draft{Kind: channel.KindList, Body: need(other.Encode())(t)})[0]
	w.forgeAct(w.sign(w.a.one, access.Release, list.Leaf, w.a.first))
	ahead := channel.List{Leaves: []channel.Listed{{Index: 99, Leaf: target.Leaf}}}
	list = w.forge(Draft{Kind: channel.KindList, Body: need(ahead.Encode())(t)})[0]
	w.forgeAct(w.sign(w.a.one, access.Release, list.Leaf, w.a.first))
	if w.title(w.b, target.ID) != "" || w.title(w.b, signed.ID) != "" {
		t.Error("a list that names other entries than it says released them")
	}
	whole := channel.List{Leaves: []channel.Listed{{Index: target.Index, Leaf: target.Leaf}}}
	list = w.forge(Draft{Kind: channel.KindList, Body: need(whole.Encode())(t)})[0]
	w.forgeAct(w.sign(w.a.keys.Ledger, access.Release, list.Leaf, w.a.first))
	if w.title(w.b, target.ID) != "" {
		t.Error("a list that nobody signed released its entries")
	}
}

func TestAMaliciousNodeCannotWithdraw(t *testing.T) {
	w := newBench(t, access.Release)
	target := w.write(w.a, "Agreed")
	w.release(w.a, target)
	order := need(channel.Withdrawal{Reason: channel.Mistake, Targets: []channel.WithdrawalTarget{
		{Origin: target.Origin, Index: target.Index, Leaf: target.Leaf, Parts: []int{2}},
	}}.Encode())(t)
	ordered := w.forge(Draft{Kind: channel.KindWithdrawal, Body: order})[0]
	for _, signers := range [][]keys.Private{{w.a.keys.Ledger}, {w.a.one, w.a.one}, {w.a.one, w.a.deputy}, {w.a.deputy, w.a.deputy}} {
		for _, key := range signers {
			w.forgeAct(w.sign(key, access.Withdrawal, ordered.Leaf, w.a.first))
		}
	}
	w.forgeAct(w.sign(w.a.two, access.Release, ordered.Leaf, w.a.second))
	if w.title(w.b, target.ID) != "Agreed" {
		t.Error("a record is gone that one person withdrew")
	}
	w.forgeAct(w.sign(w.a.two, access.Withdrawal, ordered.Leaf, w.a.second))
	err := w.b.View(t.Context(), func(tx *store.Tx) error {
		order, err := tx.Order(ordered.Leaf)
		if err == nil && order.Effect.IsZero() {
			t.Error("the order of two persons has no effect")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAMaliciousNodeCannotChangeACharter(t *testing.T) {
	w := newBench(t, access.Release)
	var known channel.Known
	var before channel.Opened
	err := w.b.View(t.Context(), func(tx *store.Tx) (err error) {
		if known, err = knownManifests(tx); err != nil {
			return err
		}
		charter, err := tx.Charter(w.channel, 0)
		if err != nil {
			return err
		}
		before, err = channel.Open(charter.Envelope, known)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	next := before.Charter
	next.Epoch, next.Previous, next.Mandated = 1, before.Hash, nil
	for _, s := range []*benchSide{w.a, w.b} {
		l := w.ledgerOf(s, s)
		next.Sealed = append(next.Sealed, channel.Sealed{Partner: s.Self(), Origin: l.Origin, Size: l.Size, Root: l.Root})
	}
	envelope := need(channel.Propose(next, append(append([]keys.Private{}, w.b.root...), w.a.keys.Ledger, w.a.keys.LedgerPQ)...))(t)
	if _, err := channel.Succeeds(before, envelope, known); !errors.Is(err, channel.ErrUnsigned) {
		t.Errorf("a charter holds that A's custodians have not signed: %v", err)
	}
	founding := before.Charter
	founding.Mandated = nil
	forged := need(channel.Propose(founding, append(append([]keys.Private{}, w.b.root...), w.a.keys.Ledger, w.a.keys.LedgerPQ)...))(t)
	if err := w.b.TakeCharter(t.Context(), forged.Encode()); err == nil {
		target := w.write(w.a, "Published")
		w.carry(w.a, w.b)
		if w.title(w.b, target.ID) != "" {
			t.Error("another founding charter took the place of the one that all signed")
		}
	}
}

func TestAMaliciousNodeCanProposeAndDelayAndNoMore(t *testing.T) {
	w := newBench(t, access.Release)
	mine := w.write(w.b, "Ours")
	w.release(w.b, mine)
	w.carry(w.b, w.a)
	amendment := need(channel.Amendment{Of: record.Ref{Kind: "test/note", ID: mine.ID}, Base: mine.Leaf, Schema: 1, Body: []byte(`{"title":{"en":"Theirs"}}`)}.Encode())(t)
	w.forge(Draft{Kind: channel.KindAmendment, Body: amendment, Quotes: []record.Leaf{mine.Leaf}})
	if w.title(w.b, mine.ID) != "Ours" {
		t.Error("a proposal changed a record")
	}
	target := w.write(w.a, "Kept back")
	act := w.sign(w.a.one, access.Release, target.Leaf, w.a.first) // which A does not write
	w.carry(w.a, w.b)
	if w.title(w.b, target.ID) != "" || w.waiting(w.b, w.a) != 1 {
		t.Error("what A keeps back is not shown as waiting")
	}
	w.forgeAct(act)
	if w.title(w.b, target.ID) != "Kept back" {
		t.Error("an act that came late counts for nothing")
	}
}
