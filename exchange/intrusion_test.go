package exchange_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"entente/keys"
	"entente/ledger"
	"entente/node"
	"entente/record"
	"entente/store"
)

func TestASecondCopyOfAFolderFindsOutThatTheFirstHasSigned(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	before := a.snapshot()
	a.listen(b)
	written := a.write(id, "by the first folder")
	a.confirmed(written.Origin, b, written.Index+1)
	a.revert(before)
	a.open()
	a.write(id, "by its copy, at the same place")
	a.listen(b)
	a.until("closes its gate", func(*store.Tx) bool { return a.Gate() != nil })
	a.refusesToWrite(id, "another copy of this folder")
}

func TestOnlyOurOwnPrivateRecordsAreReleased(t *testing.T) {
	a, b, shared := pair(t, "AMBER")
	theirs := b.write(shared, "written by b")
	a.has(shared, theirs.ID, 1)
	_, err := a.PlanRelease(t.Context(), node.Selection{Narrow: shared, Wide: shared, Records: []record.ID{theirs.ID}})
	if err == nil || !strings.Contains(err.Error(), "private channel") {
		t.Errorf("a record of a shared channel could be released: %v", err)
	}
}

func TestATextThatNamesAPrivateRecordIsNotReleased(t *testing.T) {
	w := newWorld(t)
	a, b := w.found("AAA", declareNotes(1)), w.found("BBB", declareNotes(1))
	introduce(a, b)
	a.listen(b)
	b.listen(a)
	shared := channelOf(a, b, "AMBER+STRICT")
	private, err := a.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	secret := a.write(private, "secret")
	pointing := a.write(private, fmt.Sprintf("see record %s", secret.ID))
	plan, err := a.PlanRelease(t.Context(), node.Selection{Narrow: private, Wide: shared, Records: []record.ID{pointing.ID}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Release(t.Context(), node.Author{Office: "desk"}, private, plan); err == nil || len(plan.Refused) != 1 {
		t.Errorf("a text with the id of a private record was released: %v", err)
	}
}

func TestTwoPlansForOneRecordMakeOneSharedRecord(t *testing.T) {
	w := newWorld(t)
	a, b := w.found("AAA", declareNotes(1)), w.found("BBB", declareNotes(1))
	introduce(a, b)
	a.listen(b)
	b.listen(a)
	shared := channelOf(a, b, "AMBER+STRICT")
	private, err := a.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	draft := a.write(private, "one draft")
	selection := node.Selection{Narrow: private, Wide: shared, Records: []record.ID{draft.ID}}
	first, err := a.PlanRelease(t.Context(), selection)
	if err != nil {
		t.Fatal(err)
	}
	second, err := a.PlanRelease(t.Context(), selection)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Release(t.Context(), node.Author{}, private, first); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Release(t.Context(), node.Author{}, private, second); !errors.Is(err, node.ErrStale) {
		t.Errorf("a second plan for the same draft was carried out: %v", err)
	}
	if records := a.records(shared); len(records) != 1 {
		t.Errorf("%d shared records, expected one", len(records))
	}
}

func TestAPenHolderCannotRewriteARevisionThatWasSeen(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	first := a.write(id, "one")
	second := a.draft(id, node.Draft{Kind: "test/note", ID: first.ID, After: 1, Body: body("two")})
	third := a.draft(id, node.Draft{Kind: "test/note", ID: first.ID, After: 2, Body: body("three")})
	b.has(id, first.ID, 3)
	a.forge(id, func(l store.Ledger, valid record.Entry) []record.Entry {
		label, _ := valid.Content(record.LabelPart)
		hidden := seal(t, []byte("<no label at all>"), []byte("{}"), body("x"))
		h := record.Header{Kind: "test/note", Schema: 1, ID: first.ID, Revision: 2, Previous: hidden.Leaf, Channel: id, Partner: l.Partner, At: a.w.now()}
		return []record.Entry{hidden, seal(t, label, encode(t, h), body("two, rewritten"))}
	})
	a.listen(b)
	after := a.write(id, "after")
	b.has(id, after.ID, 1)
	_, r := b.entry(id, first.ID)
	if r.Revision.Revision != 3 || r.Leaf != third.Leaf {
		t.Errorf("b shows revision %d", r.Revision.Revision)
	}
	err := b.View(t.Context(), func(tx *store.Tx) error {
		revisions, err := tx.Revisions(id, first.ID)
		if err == nil && (len(revisions) != 3 || revisions[1].Leaf != second.Leaf) {
			t.Errorf("b's history of the record was rewritten")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestACheckpointOfAFastClockDoesNotSpoilTheLedger(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	right := a.w.now()
	a.w.setClock(right.AddDate(1, 0, 0))
	a.write(id, "next year")
	a.w.setClock(right.Add(time.Minute))
	written := a.write(id, "today")
	b.has(id, written.ID, 1)
	a.confirmed(written.Origin, b, written.Index+1)
	a.sound(0)
	b.sound(0)
	receipts := 0
	err := a.View(t.Context(), func(tx *store.Tx) error {
		all, err := tx.LatestCosignatures(written.Origin)
		receipts = len(all)
		return err
	})
	if err != nil || receipts == 0 {
		t.Errorf("%d receipts: %v", receipts, err)
	}
}

func TestAPartnerCannotClaimAnothersKeysOrCode(t *testing.T) {
	w := newWorld(t)
	a, b := w.found("AAA", declareNotes(1)), w.found("BBB", declareNotes(1))
	introduce(a, b)
	impostor := func(change func(*keys.Manifest)) error {
		signers, root, err := keys.GenerateRoot(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		own, err := keys.GenerateNode(rand.Reader, w.now())
		if err != nil {
			t.Fatal(err)
		}
		m := keys.NewManifest(root, w.now())
		m.Code, m.Name, m.Demo = "CCC", map[string]string{"en": "C"}, true
		m.Ledger, m.TLS, m.Recipients = []keys.LedgerKey{own.LedgerKey(w.now())}, []string{own.TLSPin()}, []string{own.RecipientText()}
		m.LeastSoftware = node.Software
		change(&m)
		envelope, err := m.Sign(signers...)
		if err != nil {
			t.Fatal(err)
		}
		card, err := keys.NewCard("https://127.0.0.1:1", envelope)
		if err != nil {
			t.Fatal(err)
		}
		_, err = a.AddPartner(t.Context(), card, nil)
		return err
	}
	if err := impostor(func(*keys.Manifest) {}); err != nil {
		t.Fatalf("an honest card was refused: %v", err)
	}
	for name, change := range map[string]func(*keys.Manifest){
		"its TLS key":    func(m *keys.Manifest) { m.TLS = append(m.TLS, b.Keys().TLSPin()) },
		"its code":       func(m *keys.Manifest) { m.Code = "BBB" },
		"its ledger key": func(m *keys.Manifest) { m.Ledger[0] = b.Keys().LedgerKey(w.now()) },
	} {
		if err := impostor(change); !errors.Is(err, node.ErrClaimed) {
			t.Errorf("a card that claims %s of another partner was taken: %v", name, err)
		}
	}
}

func TestAReceiptFromBeforeTheCheckpointIsRefused(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	written := a.write(id, "an entry")
	a.confirmed(written.Origin, b, written.Index+1)
	var checkpoint ledger.Checkpoint
	if err := a.View(t.Context(), func(tx *store.Tx) (err error) {
		checkpoint, err = tx.LatestCheckpoint(written.Origin)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	early, err := ledger.Cosign(b.Keys(), b.Self(), checkpoint, time.Unix(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.TakeCosignature(t.Context(), written.Origin, checkpoint.Size, early.Line, b.Self()); !errors.Is(err, ledger.ErrSignedTime) {
		t.Errorf("a receipt from 1970 was taken: %v", err)
	}
}
