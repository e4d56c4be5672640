package exchange_test

import (
	"bytes"
	"fmt"
	"testing"

	"entente/channel"
	"entente/node"
	"entente/record"
	"entente/store"
)

func (m *member) release(narrow, wide record.ChannelID, ids ...record.ID) channel.Plan {
	m.w.t.Helper()
	plan, err := m.PlanRelease(m.w.t.Context(), node.Selection{Narrow: narrow, Wide: wide, Records: ids})
	if err != nil {
		m.w.t.Fatal(err)
	}
	if _, err := m.Release(m.w.t.Context(), node.Author{Office: "desk"}, narrow, plan); err != nil {
		m.w.t.Fatal(err)
	}
	return plan
}

// leaf is the whole entry behind the newest revision of a record.
func (m *member) entry(id record.ChannelID, of record.ID) (e record.Entry, r store.Record) {
	m.w.t.Helper()
	err := m.View(m.w.t.Context(), func(tx *store.Tx) (err error) {
		if r, err = tx.Record(id, of); err != nil {
			return err
		}
		e, err = tx.Entry(r.Origin, r.Index)
		return err
	})
	if err != nil {
		m.w.t.Fatal(err)
	}
	return e, r
}

func TestASelectionIsReleasedAndItsSecondRoundRevisesTheSharedCounterparts(t *testing.T) {
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
	stays := a.write(private, "stays at home")
	parent := a.draft(private, node.Draft{Kind: "test/note", Body: fmt.Appendf(nil,
		`{"title":{"en":"parent"},"about":{"kind":"test/note","id":%q},"secret":"never leaves"}`, stays.ID)})
	child := a.draft(private, node.Draft{Kind: "test/note", Body: fmt.Appendf(nil,
		`{"title":{"en":"child"},"about":{"kind":"test/note","id":%q}}`, parent.ID)})

	plan := a.release(private, shared, parent.ID, child.ID)
	if len(plan.Items) != 2 || len(plan.Items[0].Removed) != 2 {
		t.Fatalf("the plan does not say what stays behind: %+v", plan)
	}
	wideParent, wideChild := plan.Items[0].ID, plan.Items[1].ID
	b.has(shared, wideParent, 1)
	b.has(shared, wideChild, 1)
	_, got := b.entry(shared, wideChild)
	if want := fmt.Sprintf(`{"title":{"en":"child"},"about":{"kind":"test/note","id":%q}}`, wideParent); string(got.Body) != want {
		t.Errorf("the child arrived as %s, expected %s", got.Body, want)
	}
	_, got = b.entry(shared, wideParent)
	if want := `{"title":{"en":"parent"}}`; string(got.Body) != want {
		t.Errorf("the parent arrived as %s, expected %s", got.Body, want)
	}

	a.draft(private, node.Draft{Kind: "test/note", ID: parent.ID, After: 1, Body: body("parent, second round")})
	second := a.release(private, shared, parent.ID, child.ID)
	if second.Items[0].Action != channel.Revise || second.Items[1].Action != channel.Unchanged {
		t.Errorf("the second round would %s and %s, expected revise and unchanged", second.Items[0].Action, second.Items[1].Action)
	}
	b.has(shared, wideParent, 2)
	if records := b.records(shared); len(records) != 2 {
		t.Errorf("the second round left %d shared records, expected 2", len(records))
	}
	nothingInCommon(t, a, private, parent.ID, shared, wideParent)
	for _, m := range []*member{a, b} {
		m.sound(0)
	}
	b.close()
	for _, secret := range []string{"never leaves", "stays at home", parent.ID.String(), private.String()} {
		if found := grep(t, string(b.folder), []byte(secret)); found != "" {
			t.Errorf("%q of the private channel stands in %s of the partner", secret, found)
		}
	}
}

// nothingInCommon checks that no 8 bytes of ids, salts, commitments or leaves
// tie a released record to its source.
func nothingInCommon(t *testing.T, m *member, narrow record.ChannelID, narrowID record.ID, wide record.ChannelID, wideID record.ID) {
	t.Helper()
	identifying := func(e record.Entry, id record.ID) (pieces [][]byte) {
		pieces = append(pieces, id[:], e.Leaf[1:], e.Salt[:])
		for _, part := range e.Parts {
			pieces = append(pieces, part.Salt[:], part.Commitment[:])
		}
		return pieces
	}
	first, _ := m.entry(narrow, narrowID)
	second, _ := m.entry(wide, wideID)
	other := bytes.Join(identifying(second, wideID), nil)
	for _, piece := range identifying(first, narrowID) {
		for i := 0; i+8 <= len(piece); i++ {
			if bytes.Contains(other, piece[i:i+8]) {
				t.Errorf("bytes %d to %d of an identifying value stand on both sides", i, i+8)
			}
		}
	}
}
