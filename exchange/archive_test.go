package exchange_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"entente/exchange"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
)

// exported is a ledger of a with a receipt of b, as an archive, and one proof.
func exported(t *testing.T) (a, b *member, id record.ChannelID, archive, proof []byte) {
	t.Helper()
	a, b, id = pair(t, "AMBER")
	var last node.Written
	for range 5 {
		last = a.write(id, "an entry to export")
	}
	b.has(id, last.ID, 1)
	a.confirmed(last.Origin, b, last.Index+1)
	var file bytes.Buffer
	if err := exchange.WriteArchive(t.Context(), a.Node, last.Origin, &file, nil); err != nil {
		t.Fatal(err)
	}
	proof, err := a.Proof(t.Context(), last.Origin, last.Index)
	if err != nil {
		t.Fatal(err)
	}
	return a, b, id, file.Bytes(), proof
}

func TestAnExportedLedgerVerifiesAloneAndIsKeptElsewhereAsAReadOnlyCopy(t *testing.T) {
	a, b, id, file, _ := exported(t)
	found, err := exchange.VerifyArchive(bytes.NewReader(file), a.w.now(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if found.Audited.Entries != 6 || found.Partner != a.Self() || found.Audited.Receipts[b.Self()].Size != 6 {
		t.Errorf("the archive holds %d entries, confirmed by b up to %d", found.Audited.Entries, found.Audited.Receipts[b.Self()].Size)
	}

	third := a.w.found("CCC", declareNotes(1))
	if _, err := exchange.ImportArchive(t.Context(), third.Node, bytes.NewReader(file), a.w.now()); err != nil {
		t.Fatal(err)
	}
	if got, want := third.records(id), a.records(id); len(got) != len(want) || string(got[0].Body) != string(want[0].Body) {
		t.Errorf("the copy shows %d records, its writer %d", len(got), len(want))
	}
	third.sound(0)
	if _, err := exchange.ImportArchive(t.Context(), third.Node, bytes.NewReader(file), a.w.now()); !errors.Is(err, node.ErrKept) {
		t.Errorf("a second import was not refused: %v", err)
	}
	if _, err := third.Write(t.Context(), id, node.Author{Office: "desk"}, node.Draft{Kind: "test/note", Body: body("x")}); !errors.Is(err, node.ErrNotMember) {
		t.Errorf("a copy could be written to: %v", err)
	}
	var again bytes.Buffer
	if err := exchange.WriteArchive(t.Context(), third.Node, found.Origin, &again, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := exchange.VerifyArchive(&again, a.w.now(), nil); err != nil {
		t.Errorf("the copy, exported again, does not verify: %v", err)
	}
}

func TestATruncatedOrChangedArchiveIsRefusedAndLeavesNothingBehind(t *testing.T) {
	a, _, _, file, _ := exported(t)
	third := a.w.found("CCC", declareNotes(1))
	damaged := map[string][]byte{
		"cut in the middle":  file[:len(file)/2],
		"without its end":    file[:len(file)-1],
		"only its beginning": file[:30],
		"another file":       []byte("PK\x03\x04 something else entirely"),
		"empty":              nil,
	}
	for at := 40; at < len(file); at += len(file) / 50 {
		flipped := bytes.Clone(file)
		flipped[at] ^= 0x10
		damaged["a changed byte at "+time.Duration(at).String()] = flipped
	}
	for name, content := range damaged {
		if _, err := exchange.ImportArchive(t.Context(), third.Node, bytes.NewReader(content), a.w.now()); err == nil {
			t.Errorf("%s: the archive was taken", name)
		}
	}
	ledgers, err := third.Ledgers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(ledgers) != 2 {
		t.Errorf("%d ledgers are left behind, expected those of the own side: its drafts and its audit", len(ledgers))
	}
}

func TestAProofFileVerifiesWithNothingButItself(t *testing.T) {
	a, b, id, _, file := exported(t)
	proven, err := exchange.VerifyProof(file, a.w.now(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if proven.Partner != a.Self() || proven.Header.Channel != id || len(proven.Cosignatures) != 1 || proven.Cosignatures[0].Partner != b.Self() {
		t.Errorf("the proof shows partner %s, channel %s, %d receipts", proven.Partner, proven.Header.Channel, len(proven.Cosignatures))
	}
	onlyOthers := func(keys.Envelope) error { return errors.New("not a card that the reader holds") }
	if _, err := exchange.VerifyProof(file, a.w.now(), onlyOthers); err == nil {
		t.Error("a proof was taken whose partners the reader does not trust")
	}
	for at := 30; at < len(file); at += len(file) / 200 {
		changed := bytes.Clone(file)
		changed[at] ^= 0x01
		got, err := exchange.VerifyProof(changed, a.w.now(), nil)
		// A receipt's line may be spoilt without harm to the rest of the proof.
		if err == nil && len(got.Cosignatures) > 0 {
			t.Errorf("a changed byte at %d of %d was not noticed", at, len(file))
		}
	}
}

func TestAProofOfAPartThatWasWithheldStillHolds(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	written := a.write(id, "to be proven without its text")
	b.has(id, written.ID, 1)
	err := a.View(t.Context(), func(tx *store.Tx) error {
		e, err := tx.Entry(written.Origin, written.Index)
		if err != nil {
			return err
		}
		e.Parts[record.BodyPart] = record.Part{Type: record.BodyPart, State: record.Withheld, Commitment: e.Parts[record.BodyPart].Commitment}
		return e.Verify()
	})
	if err != nil {
		t.Error(err)
	}
}

func FuzzVerifyArchive(f *testing.F) {
	f.Add([]byte("entente ledger archive 1\n"))
	f.Add([]byte("entente ledger archive 1\n\x28\xb5\x2f\xfd\x04\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, err := exchange.VerifyArchive(bytes.NewReader(file), time.Now(), nil); err == nil {
			t.Error("a made-up archive was taken")
		}
	})
}

func FuzzVerifyProof(f *testing.F) {
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra AAAA\nindex 0\n\nledger.entente.invalid/x\n1\nAAAA\n\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, err := exchange.VerifyProof(file, time.Now(), nil); err == nil {
			t.Error("a made-up proof was taken")
		}
	})
}
