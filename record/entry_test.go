package record_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"entente/keys"
	"entente/record"
)

// counted is randomness that is the same every time: SHA-256 of a counter.
type counted struct{ n uint64 }

func (c *counted) Read(p []byte) (int, error) {
	for done := 0; done < len(p); c.n++ {
		block := sha256.Sum256(binary.BigEndian.AppendUint64(nil, c.n))
		done += copy(p[done:], block[:])
	}
	return len(p), nil
}

func drawParts(t *rapid.T) []record.Part {
	content := rapid.SliceOfN(rapid.Byte(), 0, 40)
	var parts []record.Part
	add := func(kind record.PartType) {
		parts = append(parts, record.Part{Type: kind, Content: append([]byte{}, content.Draw(t, kind.String())...)})
	}
	add(record.LabelPart)
	add(record.HeaderPart)
	add(record.BodyPart)
	for range rapid.IntRange(0, 4).Draw(t, "more") {
		if rapid.Bool().Draw(t, "personal") {
			add(record.PersonalPart)
		} else {
			add(record.AttachmentLabelPart)
			add(record.AttachmentPart)
		}
	}
	return parts
}

func seal(t rapid.TB, random *counted, parts []record.Part) record.Entry {
	t.Helper()
	e, err := record.Seal(random, parts)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnEntryIsSentAndReadExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := seal(t, &counted{rapid.Uint64().Draw(t, "seed")}, drawParts(t))
		e.Index = rapid.Int64Range(0, 1<<62).Draw(t, "index")
		if err := e.Verify(); err != nil {
			t.Fatal(err)
		}
		for i := range e.Parts { // take some parts away, as withholding and withdrawing do
			state := record.PartState(rapid.IntRange(0, 4).Draw(t, "state"))
			if state != record.Present {
				e.Parts[i] = record.Part{Type: e.Parts[i].Type, State: state, Commitment: e.Parts[i].Commitment}
			}
		}
		if err := e.Verify(); err != nil {
			t.Fatalf("an entry without some of its parts does not verify: %v", err)
		}
		encoded := record.AppendEntry(nil, e)
		back, err := record.DecodeEntry(encoded)
		if err != nil || !reflect.DeepEqual(back, e) {
			t.Fatalf("decoded %+v, %v, expected %+v", back, err, e)
		}
		if inspected := record.Inspect(back); !reflect.DeepEqual(inspected, e) {
			t.Fatalf("inspected %+v, expected %+v", inspected, e)
		}
	})
}

func TestNoBitOfAnEntryCanBeChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := seal(t, &counted{7}, drawParts(t))
		encoded := record.AppendEntry(nil, e)
		const afterIndex = 9 // the version is checked, the index is the ledger's to check
		at := rapid.IntRange(afterIndex, len(encoded)-1).Draw(t, "byte")
		encoded[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		changed, err := record.DecodeEntry(encoded)
		if err != nil {
			if !errors.Is(err, record.ErrMalformedEntry) {
				t.Fatalf("error is %v", err)
			}
			return
		}
		if changed.Leaf != e.Leaf {
			return // another leaf, which the ledger's tree does not hold
		}
		withheld := false
		for i, p := range changed.Parts {
			withheld = withheld || i < len(e.Parts) && p.State != e.Parts[i].State
		}
		if err := changed.Verify(); err == nil && !withheld {
			t.Fatalf("byte %d was changed and nobody notices", at)
		}
	})
}

func TestPartsStandInTheirOrder(t *testing.T) {
	const (
		l, h, b = record.LabelPart, record.HeaderPart, record.BodyPart
		p, a, m = record.PersonalPart, record.AttachmentPart, record.AttachmentLabelPart
	)
	many := []record.PartType{l, h, b}
	for len(many) <= record.MaxParts {
		many = append(many, p)
	}
	for _, test := range []struct {
		order []record.PartType
		right bool
	}{
		{[]record.PartType{l, h, b}, true},
		{[]record.PartType{l, h, b, p, m, a, p}, true},
		{many[:record.MaxParts], true},
		{nil, false},
		{[]record.PartType{l, h}, false},
		{[]record.PartType{h, l, b}, false},
		{[]record.PartType{l, h, b, b}, false},
		{[]record.PartType{l, h, b, a}, false},
		{[]record.PartType{l, h, b, m}, false},
		{[]record.PartType{l, h, b, m, p}, false},
		{[]record.PartType{l, h, b, m, a, a}, false},
		{[]record.PartType{l, h, b, record.PartType(6)}, false},
		{many, false},
	} {
		var parts []record.Part
		for _, kind := range test.order {
			parts = append(parts, record.Part{Type: kind})
		}
		if _, err := record.Seal(&counted{}, parts); (err == nil) != test.right {
			t.Errorf("%v: %v", test.order, err)
		}
	}
}

func TestAPartThatIsTooLargeIsNotSealed(t *testing.T) {
	parts := []record.Part{{Type: record.LabelPart, Content: make([]byte, record.MaxLabelBytes+1)}, {Type: record.HeaderPart}, {Type: record.BodyPart}}
	if _, err := record.Seal(&counted{}, parts); !errors.Is(err, record.ErrMalformedEntry) {
		t.Errorf("error is %v", err)
	}
}

func TestAnIDProvesWhoCreatedTheRecord(t *testing.T) {
	var ids record.IDs
	rapid.Check(t, func(t *rapid.T) {
		channel := record.ChannelID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "channel"))
		partner := keys.PartnerID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "partner"))
		at := time.UnixMilli(rapid.Int64Range(0, 1<<42).Draw(t, "at"))
		first, second := ids.Next(channel, partner, at), ids.Next(channel, partner, at)
		if bytes.Compare(first[:8], second[:8]) >= 0 {
			t.Fatalf("%s comes before %s", first, second)
		}
		if back, err := record.ParseID(first.String()); err != nil || back != first {
			t.Fatalf("%s is read as %s, %v", first, back, err)
		}
		if !first.CreatedBy(channel, partner) {
			t.Fatal("the creator is denied")
		}
		other := partner
		other[3] ^= 1
		if first.CreatedBy(channel, other) || first.CreatedBy(record.ChannelID(other), partner) && record.ChannelID(other) != channel {
			t.Fatal("another is taken for the creator")
		}
	})
}

func TestOnlyOneSpellingOfAnIDIsRead(t *testing.T) {
	for _, text := range []string{"", someID[1:], someID + "0", "0190F5FE-7C00-7A00-8ABC-0123456789AB", "0190f5fe07c00-7a00-8abc-0123456789ab",
		"0190f5fe-7c00-4a00-8abc-0123456789ab", "0190f5fe-7c00-7a00-0abc-0123456789ab", "{190f5fe-7c00-7a00-8abc-0123456789ab"} {
		if back, err := record.ParseID(text); err == nil {
			t.Errorf("%q is read as %s", text, back)
		}
	}
}

func someHeader() record.Header {
	var channel record.ChannelID
	var partner keys.PartnerID
	random := &counted{100}
	random.Read(channel[:])
	random.Read(partner[:])
	var ids record.IDs
	h := record.Header{
		Kind: "programme/activity", Schema: 2, ID: ids.Next(channel, partner, time.UnixMilli(1732320000123)), Revision: 2,
		Channel: channel, Epoch: 1, Partner: partner, Office: "Desk for partnerships", Actor: "3f9a1c",
		At: time.Date(2026, 11, 23, 9, 30, 0, 250e6, time.UTC),
	}
	random.Read(h.Previous[:])
	h.Previous[0] = record.LeafVersion
	seen := record.Seen{Origin: "ledger.entente.invalid/abc", Size: 1284}
	random.Read(seen.Root[:])
	h.Frontier = []record.Seen{seen}
	h.Quotes = []record.Leaf{h.Previous}
	return h
}

func TestAHeaderIsReadAsItWasWritten(t *testing.T) {
	h := someHeader()
	encoded, err := h.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := record.DecodeHeader(encoded)
	if err != nil || !reflect.DeepEqual(back, h) {
		t.Errorf("decoded %+v, %v", back, err)
	}
	future := append(bytes.TrimSuffix(encoded, []byte("}")), `,"later":{"x":1}}`...)
	if back, err := record.DecodeHeader(future); err != nil || !reflect.DeepEqual(back, h) {
		t.Errorf("a member of a later version stops the header: %v", err)
	}
}

func TestAHeaderThatSaysTooMuchOrTooLittleIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*record.Header){
		"kind":             func(h *record.Header) { h.Kind = "activity" },
		"schema":           func(h *record.Header) { h.Schema = 0 },
		"id":               func(h *record.Header) { h.ID = record.ID{} },
		"revision":         func(h *record.Header) { h.Revision = 0 },
		"no previous":      func(h *record.Header) { h.Previous = record.Leaf{} },
		"previous of none": func(h *record.Header) { h.Revision = 1 },
		"channel":          func(h *record.Header) { h.Channel = record.ChannelID{} },
		"partner":          func(h *record.Header) { h.Partner = keys.PartnerID{} },
		"epoch":            func(h *record.Header) { h.Epoch = -1 },
		"office":           func(h *record.Header) { h.Office = string(make([]byte, 201)) },
		"time":             func(h *record.Header) { h.At = time.Time{} },
		"far time":         func(h *record.Header) { h.At = time.Date(36812, 1, 1, 0, 0, 0, 0, time.UTC) },
		"frontier":         func(h *record.Header) { h.Frontier = make([]record.Seen, 257) },
		"size":             func(h *record.Header) { h.Frontier[0].Size = -1 },
		"origin":           func(h *record.Header) { h.Frontier[0].Origin = "" },
		"quotes":           func(h *record.Header) { h.Quotes = make([]record.Leaf, 1025) },
	} {
		h := someHeader()
		spoil(&h)
		if _, err := h.Encode(); err == nil {
			t.Errorf("%s: encoded", name)
		}
		if raw, err := json.Marshal(h); err == nil {
			if _, err := record.DecodeHeader(raw); !errors.Is(err, record.ErrMalformedEntry) {
				t.Errorf("%s: decoded, error %v", name, err)
			}
		}
	}
	for _, text := range []string{``, `{}`, `[]`, `{"kind":"a/b","kind":"a/c"}`, `{"Kind":"a/b"}`} {
		if _, err := record.DecodeHeader([]byte(text)); !errors.Is(err, record.ErrMalformedEntry) {
			t.Errorf("%s: error is %v", text, err)
		}
	}
}

func FuzzDecodeEntry(f *testing.F) {
	random := &counted{1}
	e, err := record.Seal(random, []record.Part{
		{Type: record.LabelPart, Content: []byte("<label/>")}, {Type: record.HeaderPart, Content: []byte("{}")}, {Type: record.BodyPart, Content: []byte("{}")},
		{Type: record.PersonalPart, Content: []byte(`"x"`)}, {Type: record.AttachmentLabelPart}, {Type: record.AttachmentPart, Content: []byte("{}")},
	})
	if err != nil {
		f.Fatal(err)
	}
	encoded := record.AppendEntry(nil, e)
	f.Add(encoded)
	f.Add(encoded[:len(encoded)/2])
	f.Add(append(bytes.Clone(encoded), 0))
	e.Parts[3] = record.Part{Type: record.PersonalPart, State: record.Withdrawn, Commitment: e.Parts[3].Commitment}
	f.Add(record.AppendEntry(nil, e))
	f.Fuzz(func(t *testing.T, encoded []byte) {
		e, err := record.DecodeEntry(encoded)
		if err != nil {
			if !errors.Is(err, record.ErrMalformedEntry) {
				t.Fatalf("error is %v", err)
			}
			return
		}
		if again := record.AppendEntry(nil, e); !bytes.Equal(again, encoded) {
			t.Fatalf("%x is read, and written as %x", encoded, again)
		}
		verified := e.Verify() == nil
		for _, p := range record.Inspect(e).Parts {
			if verified && p.State == record.Rejected && p.Reason != "" {
				t.Fatalf("verifies, but %s", p.Reason)
			}
		}
	})
}

func FuzzDecodeHeader(f *testing.F) {
	encoded, err := someHeader().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(encoded)
	f.Add([]byte(`{"kind":"a/b","schema":1,"at":"2026-11-23T09:30:00.123456789+09:00"}`))
	f.Add(bytes.Replace(encoded, []byte(`"2026`), []byte(`"0026`), 1))
	f.Add(bytes.Replace(encoded, []byte(`.25Z`), []byte(`.123456789+23:59`), 1))
	f.Fuzz(func(t *testing.T, text []byte) {
		h, err := record.DecodeHeader(text)
		if err != nil {
			return
		}
		once, err := h.Encode()
		if err != nil {
			t.Fatalf("read, and cannot be written: %v", err)
		}
		back, err := record.DecodeHeader(once)
		if err != nil {
			t.Fatalf("written as %s and cannot be read: %v", once, err)
		}
		if twice, err := back.Encode(); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("written as %s, then as %s (%v)", once, twice, err)
		}
	})
}

func readGolden(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
