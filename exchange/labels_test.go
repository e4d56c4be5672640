package exchange_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

// wrongLabels are what no path may let in at a node whose own ceiling is AMBER, in
// a channel whose ceiling is RED.
func wrongLabels(t *testing.T, w *world) map[string][]byte {
	t.Helper()
	mark := func(class string) []byte {
		raw, err := label.New(label.TLP(), class, w.now(), w.now().AddDate(1, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	other, err := label.New(label.NATOLike(), "UNCLASSIFIED", w.now(), w.now().AddDate(1, 0, 0), label.Category{Tag: "Releasable To", Values: []string{"KOR"}})
	if err != nil {
		t.Fatal(err)
	}
	green := string(mark("GREEN"))
	nobody := bytes.Replace(other, []byte("<slab:GenericValue>KOR</slab:GenericValue>"), nil, 1)
	return map[string][]byte{
		"above the node's ceiling":         mark("RED"),
		"missing":                          {},
		"no label":                         []byte("GREEN"),
		"of a policy that is not known":    []byte(strings.Replace(green, ">TLP<", ">XLP<", 1)),
		"of a policy that is not pinned":   other,
		"of a classification that is none": []byte(strings.Replace(green, ">GREEN<", ">OLIVE<", 1)),
		"of a tag that is none":            []byte(strings.Replace(green, "</slab:ConfidentialityInformation>", `<slab:Category Type="RESTRICTIVE" TagName="Eyes" URI="urn:oid:1.2"><slab:GenericValue>X</slab:GenericValue></slab:Category></slab:ConfidentialityInformation>`, 1)),
		"for nobody":                       nobody,
		"an alternative label":             []byte(strings.ReplaceAll(green, "originator", "alternative")),
		"without its review":               []byte(strings.Replace(green, ` ReviewDateTime="`, ` Id="`, 1)),
	}
}

// limited is a pair whose first node may hold no more than AMBER.
func limited(t *testing.T) (a, b *member, id record.ChannelID) {
	t.Helper()
	a, b, id = pair(t, "RED")
	if err := a.SetCeiling(t.Context(), label.TLP().Name, "AMBER"); err != nil {
		t.Fatal(err)
	}
	return a, b, id
}

func TestNoPathLetsInALabelThatTheNodeMustNotHold(t *testing.T) {
	a, _, id := limited(t)
	green, err := label.New(label.TLP(), "GREEN", a.w.now(), a.w.now().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	private, err := a.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	own := a.draft(private, node.Draft{Kind: "test/note", Body: body("to release"), Label: green})
	before := a.draft(id, node.Draft{Kind: "test/note", Body: body("to revise"), Label: green})
	paths := map[string]func(wrong []byte) error{
		"a new record, by a person": func(wrong []byte) error {
			_, err := a.Write(t.Context(), id, node.Author{Office: "desk", Person: "tester"}, node.Draft{Kind: "test/note", Body: body("x"), Label: wrong})
			return err
		},
		"a new record, by who holds the folder": func(wrong []byte) error {
			_, err := a.Write(t.Context(), id, node.Author{}, node.Draft{Kind: "test/note", Body: body("x"), Label: wrong})
			return err
		},
		"a new record of our own side": func(wrong []byte) error {
			_, err := a.Write(t.Context(), private, node.Author{}, node.Draft{Kind: "test/note", Body: body("x"), Label: wrong})
			return err
		},
		"a revision": func(wrong []byte) error {
			_, err := a.Write(t.Context(), id, node.Author{}, node.Draft{Kind: "test/note", ID: before.ID, After: 1, Body: body("x"), Label: wrong})
			return err
		},
		"one of several": func(wrong []byte) error {
			_, err := a.Write(t.Context(), id, node.Author{}, node.Draft{Kind: "test/note", Body: body("x"), Label: green}, node.Draft{Kind: "test/note", Body: body("y"), Label: wrong})
			return err
		},
		"a file of a record": func(wrong []byte) error {
			_, err := a.Write(t.Context(), id, node.Author{Office: "desk", Person: "tester"}, node.Draft{
				Kind: "test/note", Body: body("x"), Label: green, Attachments: []node.Attachment{{Label: wrong}}})
			return err
		},
		"a draft": func(wrong []byte) error {
			return a.KeepDraft(t.Context(), store.Draft{Account: "tester", Channel: id, Record: before.ID, Kind: "test/note", Label: wrong, Content: []byte("{}")})
		},
		"a proposal for a second person": func(wrong []byte) error {
			_, err := a.Propose(t.Context(), id, node.Author{Office: "desk", Person: "tester"}, node.Draft{Kind: "test/note", ID: before.ID, After: 1, Body: body("x"), Label: wrong})
			return err
		},
		"a release": func(wrong []byte) error {
			plan, err := a.PlanRelease(t.Context(), node.Selection{Narrow: private, Wide: id, Records: []record.ID{own.ID}, Labels: map[record.ID][]byte{own.ID: wrong}})
			if err != nil {
				return err
			}
			for _, refused := range plan.Refused {
				return refused.Err
			}
			return nil
		},
	}
	size := func() (n int) { return len(a.records(id)) + len(a.records(private)) }
	records := size()
	tried := 0
	for path, enter := range paths {
		for what, wrong := range wrongLabels(t, a.w) {
			tried++
			err := enter(wrong)
			if err == nil {
				t.Errorf("%s, %s: it was taken", path, what)
			} else if !errors.Is(err, node.ErrAbove) && !errors.Is(err, label.ErrAbove) && !errors.Is(err, label.ErrMalformed) && !errors.Is(err, label.ErrNobody) {
				t.Errorf("%s, %s: refused as %v", path, what, err)
			}
		}
	}
	if size() != records {
		t.Errorf("%d records came of it", size()-records)
	}
	t.Logf("%d ways in were tried", tried)
}

func TestWhatAPartnerSendsUnderAWrongLabelIsWithheld(t *testing.T) {
	a, b, id := limited(t)
	b.write(id, "before")
	wrong := wrongLabels(t, a.w)
	forged := map[record.ID]string{}
	var ids record.IDs
	b.forge(id, func(l store.Ledger, valid record.Entry) (entries []record.Entry) {
		for what, raw := range wrong {
			h := record.Header{Kind: "test/note", Schema: 1, ID: ids.Next(id, l.Partner, b.w.now()), Revision: 1, Channel: id, Partner: l.Partner, At: b.w.now()}
			forged[h.ID] = what
			entries = append(entries, seal(t, raw, encode(t, h), body("must not arrive")))
		}
		return entries
	})
	b.listen(a)
	after := b.write(id, "after")
	a.has(id, after.ID, 1)
	for _, r := range a.records(id) {
		if what, isForged := forged[r.ID]; isForged {
			t.Errorf("%s: the record is shown", what)
		}
	}
	err := a.View(t.Context(), func(tx *store.Tx) error {
		for index := after.Index - int64(len(wrong)); index < after.Index; index++ {
			entry, err := tx.Entry(after.Origin, index)
			if err != nil {
				return err
			}
			if part := entry.Part(record.BodyPart); part.State != record.Withheld || part.Content != nil {
				t.Errorf("entry %d: its body is %s", index, part.State)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	a.close()
	if found := grep(t, string(a.folder), []byte("must not arrive")); found != "" {
		t.Errorf("the text stands in %s", found)
	}
}

func TestAFileThatIsMarkedHigherThanItsEntryIsWithheld(t *testing.T) {
	a, b, id := limited(t)
	b.write(id, "before")
	mark := func(class string) []byte {
		raw, err := label.New(label.TLP(), class, a.w.now(), a.w.now().AddDate(1, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	b.forge(id, func(l store.Ledger, valid record.Entry) []record.Entry {
		var ids record.IDs
		h := record.Header{Kind: "test/note", Schema: 1, ID: ids.Next(id, l.Partner, b.w.now()), Revision: 1, Channel: id, Partner: l.Partner, At: b.w.now()}
		description, err := record.Attachment{Name: "plan.txt", MediaType: "text/plain", Size: 1, Chunks: []keys.Commitment{valid.Parts[0].Commitment}}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		e, err := record.Seal(rand.Reader, append(parts(mark("GREEN"), encode(t, h), body("with a file")),
			record.Part{Type: record.AttachmentLabelPart, Content: mark("AMBER")}, record.Part{Type: record.AttachmentPart, Content: description}))
		if err != nil {
			t.Fatal(err)
		}
		return []record.Entry{e}
	})
	b.listen(a)
	after := b.write(id, "after")
	a.has(id, after.ID, 1)
	err := a.View(t.Context(), func(tx *store.Tx) error {
		entry, err := tx.Entry(after.Origin, after.Index-1)
		if err == nil && (entry.Parts[4].State != record.Withheld || entry.Part(record.BodyPart).State != record.Present) {
			t.Errorf("the file is %s, the text %s", entry.Parts[4].State, entry.Part(record.BodyPart).State)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
