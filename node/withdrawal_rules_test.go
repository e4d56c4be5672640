package node_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"entente/channel"
	"entente/exchange"
	"entente/internal/testworld"
	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

func TestAnOrderOfOneMandateOrOfAHolderAndItsDeputyHasNoEffect(t *testing.T) {
	w := newWorld(t)
	first, deputy, second := mandated(t, w.ROK)
	it := write(t, w, w.ROK, record.ID{}, 0, secretContact())
	ordered := order(t, w, w.ROK, it.ID)
	for what, by := range map[string][]signer{"one holder": {first}, "the same again": {first}, "its deputy": {deputy}} {
		sign(t, w.ROK, ordered, by...)
		w.Settle(t)
		if inEffect(t, w.ROK, ordered) || inEffect(t, w.NATO, ordered) {
			t.Fatalf("signed by %s it is in effect", what)
		}
	}
	if got := contactAt(t, w, w.NATO, it.ID); got.Title.EN != secret {
		t.Errorf("its receiver shows %q before the second mandate", got.Title.EN)
	}
	sign(t, w.ROK, ordered, second)
	w.Settle(t)
	if !inEffect(t, w.ROK, ordered) || !inEffect(t, w.NATO, ordered) {
		t.Error("signed by another holder it is not in effect")
	}
}

func contactAt(t *testing.T, w *testworld.World, s testworld.Side, id record.ID) (c contact) {
	t.Helper()
	if err := s.View(t.Context(), func(tx *store.Tx) error {
		r, err := tx.Record(w.Channel, id)
		if err != nil {
			return err
		}
		entry, err := tx.Entry(r.Origin, r.Index)
		if err != nil {
			return err
		}
		c, err = contacts.Decode(r.Body, entry.Personal)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAPartnerCannotOrderWhatAnotherWrote(t *testing.T) {
	w := newWorld(t)
	first, _, second := mandated(t, w.NATO)
	it := write(t, w, w.ROK, record.ID{}, 0, secretContact())
	body, err := channel.Withdrawal{Reason: channel.Mistake, Targets: []channel.WithdrawalTarget{
		{Origin: it.Origin, Index: it.Index, Leaf: it.Leaf, Parts: []int{2, 3}},
	}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	forged, err := node.Govern(w.NATO.Node, t.Context(), w.Channel, testworld.Author, node.Draft{Kind: channel.KindWithdrawal, Body: body})
	if err != nil {
		t.Fatal(err)
	}
	sign(t, w.NATO, forged[0], first, second)
	w.Settle(t)
	for _, s := range []testworld.Side{w.ROK, w.NATO} {
		if got := contactAt(t, w, s, it.ID); got.Title.EN != secret {
			t.Errorf("it took effect: %q", got.Title.EN)
		}
		if err := s.View(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.Order(forged[0].Leaf); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("it is noted as an order: %v", err)
			}
			refused, err := tx.Quarantined(&w.Channel)
			if !slices.ContainsFunc(refused, func(q store.Quarantined) bool {
				return q.Index == forged[0].Index && q.Reason == record.RefusedPen && q.Kind == channel.KindWithdrawal
			}) {
				t.Errorf("it is not shown as refused: %+v", refused)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPurgedIsNotSignedWhileSomebodyReadsTheFile(t *testing.T) {
	w := newWorld(t)
	first, _, second := mandated(t, w.ROK)
	it := write(t, w, w.ROK, record.ID{}, 0, secretContact())
	ordered := order(t, w, w.ROK, it.ID)
	sign(t, w.ROK, ordered, first, second)
	w.Settle(t)
	db, err := sql.Open("sqlite", filepath.Join(string(w.NATO.Folder), "entente.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	elsewhere, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := elsewhere.QueryRow(`SELECT count(*) FROM ledger`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if err := w.NATO.DecideWithdrawal(t.Context(), "officer", ordered.Leaf, channel.WithdrawalAnswer{State: channel.Purged}); err != nil {
		t.Fatal(err)
	}
	pending, err := w.NATO.CarryOutWithdrawals(t.Context())
	if err != nil || len(pending) != 1 || !errors.Is(pending[0], node.ErrPurgePending) {
		t.Fatalf("with a reader open: %v, %v", pending, err)
	}
	w.Settle(t)
	if answers := answersTo(t, w.ROK, ordered); len(answers) != 0 {
		t.Errorf("with a reader open it answers %+v", answers)
	}
	if still := shows(t, w, w.NATO, it.ID); len(still) > 0 {
		t.Errorf("meanwhile it shows %v", still)
	}
	if err := elsewhere.Rollback(); err != nil {
		t.Fatal(err)
	}
	carryOut(t, w.NATO)
	w.Settle(t)
	if answers := answersTo(t, w.ROK, ordered); len(answers) != 1 || answers[0].State != "purged" {
		t.Errorf("after the reader it answers %+v", answers)
	}
}

func TestAReceiverRetainsUnderALawOrSaysUntilWhenItCannotAndMayChangeItsAnswer(t *testing.T) {
	w := newWorld(t)
	first, _, second := mandated(t, w.ROK)
	it := write(t, w, w.ROK, record.ID{}, 0, secretContact())
	write(t, w, w.ROK, it.ID, 1, secretContact())
	ordered := order(t, w, w.ROK, it.ID)
	sign(t, w.ROK, ordered, first, second)
	w.Settle(t)
	until, err := record.ParseDate("2027-02-01")
	if err != nil {
		t.Fatal(err)
	}
	const law = "Public Records Management Act, article 27"
	if err := w.NATO.DecideWithdrawal(t.Context(), "officer", ordered.Leaf,
		channel.WithdrawalAnswer{Target: 0, State: channel.Retained, Law: law},
		channel.WithdrawalAnswer{Target: 1, State: channel.Cannot, Until: until}); err != nil {
		t.Fatal(err)
	}
	carryOut(t, w.NATO)
	w.Settle(t)
	answers := answersTo(t, w.ROK, ordered)
	if len(answers) != 2 || answers[0].Law != law || answers[1].Until != until {
		t.Fatalf("the originator reads %+v", answers)
	}
	if still := shows(t, w, w.NATO, it.ID); len(still) > 0 {
		t.Errorf("what is retained is shown: %v", still)
	}
	if err := w.NATO.DecideWithdrawal(t.Context(), "officer", ordered.Leaf, channel.WithdrawalAnswer{Target: 1, State: channel.Purged}); err != nil {
		t.Fatal(err)
	}
	carryOut(t, w.NATO)
	w.Settle(t)
	if answers = answersTo(t, w.ROK, ordered); answers[0].State != "retained" || answers[1].State != "purged" {
		t.Errorf("after the second receipt the originator reads %+v", answers)
	}
}

func TestWhatWasWithdrawnIsRefusedWhenAnArchiveBringsItAgain(t *testing.T) {
	w := newWorld(t)
	first, _, second := mandated(t, w.ROK)
	it := write(t, w, w.ROK, record.ID{}, 0, secretContact())
	var old bytes.Buffer
	if err := exchange.WriteArchive(t.Context(), w.ROK.Node, it.Origin, &old, nil); err != nil {
		t.Fatal(err)
	}
	ordered := order(t, w, w.ROK, it.ID)
	sign(t, w.ROK, ordered, first, second)
	carryOut(t, w.ROK)
	var without bytes.Buffer
	if err := exchange.WriteArchive(t.Context(), w.ROK.Node, it.Origin, &without, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := exchange.VerifyArchive(bytes.NewReader(without.Bytes()), testworld.Start.AddDate(1, 0, 0), nil); err != nil {
		t.Errorf("the ledger without its parts does not verify: %v", err)
	}
	if err := w.NATO.View(t.Context(), func(tx *store.Tx) error { _, err := tx.Entry(it.Origin, it.Index); return err }); err != nil {
		t.Fatal(err)
	}
	if _, err := exchange.ImportArchive(t.Context(), w.NATO.Node, bytes.NewReader(old.Bytes()), testworld.Start.AddDate(1, 0, 0)); !errors.Is(err, node.ErrKept) {
		t.Errorf("the old ledger is taken again: %v", err)
	}
	w.Settle(t)
	if still := shows(t, w, w.NATO, it.ID); len(still) > 0 {
		t.Errorf("it shows %v", still)
	}
}

func TestATermOfTheCharterCarriesAnOrderOutWithoutADecision(t *testing.T) {
	w := newWorld(t)
	id, err := w.ROK.Found(t.Context(), node.Founding{
		Name: record.Text{EN: "With a term"}, Members: []keys.PartnerID{w.NATO.Self()}, Policy: label.NATOLike().Name, Ceiling: "UNCLASSIFIED",
		Releasable: []string{"KOR", "NATO"}, OrderDays: 30,
	}, w.ROK.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	w.NATO.Until(t, func(tx *store.Tx) bool { _, err := tx.Channel(id); return err == nil })
	if err := w.NATO.Accept(t.Context(), id, w.NATO.Root(t)); err != nil {
		t.Fatal(err)
	}
	w.ROK.Until(t, func(tx *store.Tx) bool {
		c, err := tx.Channel(id)
		return err == nil && c.State == store.ChannelActive
	})
	w.Channel = id
	first, _, second := mandated(t, w.ROK)
	it := write(t, w, w.ROK, record.ID{}, 0, secretContact())
	ordered := order(t, w, w.ROK, it.ID)
	sign(t, w.ROK, ordered, first, second)
	w.Settle(t)
	carryOut(t, w.NATO)
	w.Settle(t)
	if answers := answersTo(t, w.ROK, ordered); len(answers) != 0 {
		t.Errorf("before the term it answers %+v", answers)
	}
	w.Pass(31 * 24 * time.Hour)
	carryOut(t, w.NATO)
	w.Settle(t)
	if answers := answersTo(t, w.ROK, ordered); len(answers) != 1 || answers[0].State != "purged" {
		t.Errorf("after the term it answers %+v", answers)
	}
	if left := found(rawFiles(t, string(w.NATO.Folder))); len(left) > 0 {
		t.Errorf("after the term the files hold %v", left)
	}
}

func TestAFileIsHiddenWithItsPartAndItsContentGoesWhenItIsDestroyed(t *testing.T) {
	w := newWorld(t)
	first, _, second := mandated(t, w.ROK)
	content := bytes.Repeat([]byte("quixotzephyrwaltz "), 4000)
	u, err := w.ROK.BeginUpload(t.Context(), testworld.Author.Person, "notes.txt", int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	if u, err = w.ROK.Receive(t.Context(), testworld.Author.Person, u.Name, 0, "text/plain", bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	body, personal, err := contacts.Encode(contact{Title: record.Text{EN: "With a file"}})
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.ROK.Write(t.Context(), w.Channel, testworld.Author, node.Draft{
		Kind: contacts.Name(), Body: body, Personal: personal, Attachments: []node.Attachment{{Upload: u.Name}},
	})
	if err != nil {
		t.Fatal(err)
	}
	it := all[0]
	const part = 4
	w.NATO.Until(t, func(tx *store.Tx) bool {
		f, err := tx.FileAt(it.Origin, it.Index, part)
		return err == nil && f.State == store.FilePresent
	})
	ordered := order(t, w, w.ROK, it.ID)
	sign(t, w.ROK, ordered, first, second)
	w.Settle(t)
	for _, s := range []testworld.Side{w.ROK, w.NATO} {
		if _, err := s.OpenContent(t.Context(), it.Origin, it.Index, part); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("its content is still given: %v", err)
		}
		before, err := os.ReadDir(s.Folder.Files())
		if err != nil || len(before) != 1 {
			t.Fatalf("%d files are kept apart: %v", len(before), err)
		}
	}
	if err := w.NATO.DecideWithdrawal(t.Context(), "", ordered.Leaf, channel.WithdrawalAnswer{State: channel.Purged}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []testworld.Side{w.ROK, w.NATO} {
		carryOut(t, s)
		if after, err := os.ReadDir(s.Folder.Files()); err != nil || len(after) != 0 {
			t.Errorf("%d files are left: %v", len(after), err)
		}
	}
}
