package exchange_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

// pair is two partners that listen and share a channel.
func pair(t *testing.T, ceiling string) (a, b *member, id record.ChannelID) {
	t.Helper()
	w := newWorld(t)
	a, b = w.found("AAA", declareNotes(1)), w.found("BBB", declareNotes(1))
	introduce(a, b)
	a.listen(b)
	b.listen(a)
	return a, b, channelOf(a, b, ceiling)
}

func TestWhatOneSideWritesIsVerifiedAndConfirmedByTheOther(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	began := time.Now()
	first := a.write(id, "from the first")
	b.has(id, first.ID, 1)
	if took := time.Since(began); took > time.Second {
		t.Logf("a new entry took %v to reach the other node; a second is the aim", took)
	}
	second := b.write(id, "from the second")
	a.has(id, second.ID, 1)
	a.confirmed(first.Origin, b, first.Index+1)
	b.confirmed(second.Origin, a, second.Index+1)
	a.sound(0)
	b.sound(0)
}

func TestARevisionFollowsTheOneBeforeItOnBothNodes(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	first := a.write(id, "one")
	second := a.draft(id, node.Draft{Kind: "test/note", ID: first.ID, After: 1, Body: body("two")})
	b.has(id, first.ID, 2)
	if second.Revision != 2 {
		t.Errorf("the second revision is numbered %d", second.Revision)
	}
	_, err := a.Write(t.Context(), id, node.Author{Office: "desk"}, node.Draft{Kind: "test/note", ID: first.ID, After: 1, Body: body("three")})
	if !errors.Is(err, node.ErrStale) {
		t.Errorf("a draft made from revision 1 was not refused as stale: %v", err)
	}
	_, err = b.Write(t.Context(), id, node.Author{Office: "desk"}, node.Draft{Kind: "test/note", ID: first.ID, After: 2, Body: body("mine now")})
	var refusal *record.Refusal
	if !errors.As(err, &refusal) || refusal.Code != record.RefusedPen {
		t.Errorf("who does not hold the pen could write a revision: %v", err)
	}
}

func TestAPartnerThatWasAwayCatchesUpAfterARestart(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	b.close()
	var last node.Written
	for range 30 {
		last = a.write(id, "while you were away")
	}
	b.open()
	b.listen(a)
	b.has(id, last.ID, 1)
	a.confirmed(last.Origin, b, last.Index+1)
	a.close()
	a.open()
	a.listen(b)
	again := a.write(id, "after a restart")
	b.has(id, again.ID, 1)
	a.sound(0)
	b.sound(0)
}

func TestAKindThatANodeDoesNotKnowIsKeptVerifiedAndShownAsUnknown(t *testing.T) {
	w := newWorld(t)
	newer, older := w.found("NEW", declareNotes(2), declareOthers()), w.found("OLD", declareNotes(1))
	introduce(newer, older)
	newer.listen(older)
	older.listen(newer)
	id := channelOf(newer, older, "AMBER")
	unknownKind := newer.draft(id, node.Draft{Kind: "test/other", Body: []byte(`{"name":"x"}`)})
	unknownSchema := newer.write(id, "of schema version 2")
	for _, written := range []node.Written{unknownKind, unknownSchema} {
		older.until("holds the entry", func(tx *store.Tx) bool {
			r, err := tx.Record(id, written.ID)
			return err == nil && !r.Known && len(r.Body) > 0
		})
	}
	newer.confirmed(unknownSchema.Origin, older, unknownSchema.Index+1)
	older.sound(0)
}

func TestAnEntryAboveTheNodesCeilingNeverReachesItsDisk(t *testing.T) {
	const secret = "verysecretuniquemarker"
	a, b, id := pair(t, "RED")
	if err := b.SetCeiling(t.Context(), label.TLP().Name, "GREEN"); err != nil {
		t.Fatal(err)
	}
	red, err := label.New(label.TLP(), "RED", a.w.now(), a.w.now().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	above := a.draft(id, node.Draft{Kind: "test/note", Body: body(secret), Label: red})
	after := a.write(id, "below")
	b.has(id, after.ID, 1)
	a.confirmed(after.Origin, b, after.Index+1)
	err = b.View(t.Context(), func(tx *store.Tx) error {
		quarantined, err := tx.Quarantined(&id)
		if err != nil {
			return err
		}
		if len(quarantined) != 1 || quarantined[0].Index != above.Index || quarantined[0].Reason != record.RefusedCeiling {
			t.Errorf("the entry above the ceiling is not the one in quarantine: %+v", quarantined)
		}
		entry, err := tx.Entry(above.Origin, above.Index)
		if state := entry.Part(record.BodyPart).State; state != record.Withheld {
			t.Errorf("its body is %s, expected withheld", state)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b.sound(1)
	b.close()
	if found := grep(t, string(b.folder), []byte(secret)); found != "" {
		t.Errorf("the text above the ceiling stands in %s", found)
	}
	if found := grep(t, string(a.folder), []byte(secret)); found == "" {
		// The writer's index of words holds it: otherwise this test looks for
		// something that could not be found anyway.
		t.Error("the text is not even found at its writer")
	}
}

func TestALabelAboveTheChannelsCeilingCannotBeWritten(t *testing.T) {
	a, _, id := pair(t, "GREEN")
	red, err := label.New(label.TLP(), "RED", a.w.now(), a.w.now().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Write(t.Context(), id, node.Author{Office: "desk"}, node.Draft{Kind: "test/note", Body: body("x"), Label: red})
	if !errors.Is(err, node.ErrAbove) {
		t.Errorf("a label above the ceiling was written: %v", err)
	}
}

func TestASensitiveFieldStaysInThePrivateChannel(t *testing.T) {
	a, _, id := pair(t, "AMBER")
	sensitive := []byte(`{"title":{"en":"x"},"secret":"only for us"}`)
	_, err := a.Write(t.Context(), id, node.Author{Office: "desk"}, node.Draft{Kind: "test/note", Body: sensitive})
	if !errors.Is(err, node.ErrSensitive) {
		t.Errorf("a sensitive field was written to a shared channel: %v", err)
	}
	private, err := a.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a.draft(private, node.Draft{Kind: "test/note", Body: sensitive})
}

func TestASharedTextNamesNothingOfTheWritersOtherChannels(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	private, err := a.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	naming := func(record record.ID) []byte {
		return fmt.Appendf(nil, `{"title":{"en":"x"},"about":{"kind":"test/note","id":"%s"}}`, record)
	}
	secret := a.draft(private, node.Draft{Kind: "test/note", Body: body("only for us")}).ID
	for name, hidden := range map[string]record.ID{"one that stands there": secret, "one that is only reserved": a.NewID(private)} {
		_, err := a.Write(t.Context(), id, node.Author{Office: "desk"}, node.Draft{Kind: "test/note", Body: naming(hidden)})
		var invalid *node.Invalid
		if !errors.As(err, &invalid) || invalid.Problems.Error() != "about: elsewhere" {
			t.Errorf("a shared record names a private one, %s: %v", name, err)
		}
	}
	shared := a.write(id, "for all").ID
	a.draft(id, node.Draft{Kind: "test/note", Body: naming(shared)})
	a.draft(id, node.Draft{Kind: "test/note", Body: naming(b.NewID(id))}) // it may still arrive
	a.draft(private, node.Draft{Kind: "test/note", Body: naming(shared)})
}

func TestARebuiltNodeAnswersTheSame(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	for range 20 {
		a.write(id, "a record to fold")
	}
	last := b.write(id, "and one more")
	a.has(id, last.ID, 1)
	before := a.records(id)
	if err := a.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	after := a.records(id)
	if len(before) != 21 || len(before) != len(after) {
		t.Fatalf("%d records before, %d after", len(before), len(after))
	}
	for i := range before {
		if before[i].ID != after[i].ID || !bytes.Equal(before[i].Body, after[i].Body) || before[i].Title != after[i].Title {
			t.Errorf("record %d differs after the rebuild", i)
		}
	}
}

// sound verifies a node's whole folder.
func (m *member) sound(quarantined int) {
	m.w.t.Helper()
	report, err := m.Verify(m.w.t.Context(), nil)
	if err != nil {
		m.w.t.Fatalf("verify %s: %v", m.code, err)
	}
	if report.Quarantined != quarantined {
		m.w.t.Errorf("%s has %d entries in quarantine, expected %d", m.code, report.Quarantined, quarantined)
	}
}

func (m *member) records(id record.ChannelID) (records []store.Record) {
	m.w.t.Helper()
	err := m.View(m.w.t.Context(), func(tx *store.Tx) (err error) {
		records, err = tx.Records(store.RecordQuery{Channel: &id, Limit: store.MaxLimit})
		return err
	})
	if err != nil {
		m.w.t.Fatal(err)
	}
	return records
}

// grep names the first file below a folder that holds these bytes.
func grep(t testing.TB, folder string, wanted []byte) (found string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, wanted) {
			found = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
