package ledger_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"entente/keys"
	"entente/ledger"
	"entente/record"
)

var (
	origin  = ledger.Origin(record.ChannelID{1}, 0, keys.PartnerID{2}, 0)
	noon    = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	later   = noon.Add(2 * time.Minute)
	partner = keys.PartnerID{7}
)

func nodeKeys(t testing.TB) keys.NodeKeys {
	t.Helper()
	k, err := keys.GenerateNode(rand.Reader, noon)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestACheckpointOpensAsItWasSigned(t *testing.T) {
	k := nodeKeys(t)
	writer := []keys.LedgerKey{k.LedgerKey(noon)}
	for _, size := range []int64{0, 1, 256, 1_000} {
		root := memoryOf(size).tree.Root()
		signed, err := ledger.SignCheckpoint(k, origin, size, root, noon.Add(999*time.Millisecond))
		if err != nil {
			t.Fatal(err)
		}
		opened, err := ledger.OpenCheckpoint(signed.Note, origin, writer, noon)
		if err != nil {
			t.Fatal(err)
		}
		if opened.Size != size || opened.Root != root || opened.Origin != origin || !opened.Time.Equal(noon) {
			t.Errorf("opened %+v", opened)
		}
		if !bytes.Equal(opened.Note, signed.Note) || !opened.Time.Equal(signed.Time) {
			t.Errorf("opened %q, signed %q", opened.Note, signed.Note)
		}
	}
}

func TestACheckpointThatNobodyWouldOpenIsNotSigned(t *testing.T) {
	k := nodeKeys(t)
	for _, c := range []struct {
		name   string
		origin string
		size   int64
		root   record.Hash
		at     time.Time
	}{
		{"no origin", "", 1, record.Hash{1}, noon},
		{"an origin of two lines", "a\nb", 1, record.Hash{1}, noon},
		{"an origin with a space", "a b", 1, record.Hash{1}, noon},
		{"a negative size", origin, -1, record.Hash{1}, noon},
		{"a size too large", origin, ledger.MaxSize + 1, record.Hash{1}, noon},
		{"leaves for an empty tree", origin, 0, record.Hash{1}, noon},
		{"no time", origin, 1, record.Hash{1}, time.Time{}},
		{"the beginning of time", origin, 1, record.Hash{1}, time.Unix(0, 0)},
	} {
		if _, err := ledger.SignCheckpoint(k, c.origin, c.size, c.root, c.at); err == nil {
			t.Errorf("%s: signed", c.name)
		}
	}
}

func TestOtherLinesDecideNothing(t *testing.T) {
	s, other := newSigner(t, "writer"), newSigner(t, "other")
	root := memoryOf(3).tree.Root()
	c := s.checkpoint(t, origin, 3, root, noon)
	text := body(origin, 3, root)
	for _, junk := range []string{
		"— somebody AAAAAAAA\n",
		"— somebody AAAA\n",
		"— somebody ???\n",
		"— \n",
		"what\n",
		"— " + origin + " AAAAAAAAAAAAAAAA\n",
		string(other.edLine(origin, text)),
		string(other.cosign(t, partner, c, 0)),
		strings.Repeat("— somebody AAAAAAAA\n", 62),
	} {
		for _, signed := range []string{string(c.Note) + junk, strings.Replace(string(c.Note), "\n\n", "\n\n"+junk, 1)} {
			opened, err := ledger.OpenCheckpoint([]byte(signed), origin, s.keys(), noon)
			if err != nil {
				t.Errorf("with %.60q: %v", junk, err)
			} else if !bytes.Equal(opened.Note, c.Note) {
				t.Errorf("with %.60q the note kept is %q", junk, opened.Note)
			}
		}
	}
}

func TestEachOfTheWritersKeyPairsMaySign(t *testing.T) {
	before, after := newSigner(t, "before"), newSigner(t, "after")
	root := memoryOf(3).tree.Root()
	text := body(origin, 3, root)
	both := []keys.LedgerKey{before.public, after.public}
	for _, s := range []signer{before, after} {
		if _, err := ledger.OpenCheckpoint(s.note(t, origin, 3, root, noon), origin, both, noon); err != nil {
			t.Error(err)
		}
	}
	mixed := signedNote(text, before.edLine(origin, text), pqLine(t, after.pq, origin, uint64(noon.Unix()), origin, 3, root))
	if _, err := ledger.OpenCheckpoint(mixed, origin, both, noon); !errors.Is(err, ledger.ErrUnsigned) {
		t.Errorf("half of one pair and half of another: %v", err)
	}
	if _, err := ledger.OpenCheckpoint(before.note(t, origin, 3, root, noon), origin, nil, noon); !errors.Is(err, ledger.ErrUnsigned) {
		t.Errorf("no keys: %v", err)
	}
}

func TestNotesThatAreNotExactlyACheckpointAreRefused(t *testing.T) {
	s := newSigner(t, "writer")
	root := memoryOf(3).tree.Root()
	good := string(s.note(t, origin, 3, root, noon))
	sign := func(text string) string {
		return string(signedNote([]byte(text), s.edLine(origin, []byte(text)), pqLine(t, s.pq, origin, uint64(noon.Unix()), origin, 3, root)))
	}
	for _, c := range []struct{ name, signed string }{
		{"nothing", ""},
		{"only a body", string(body(origin, 3, root))},
		{"no signatures", string(body(origin, 3, root)) + "\n"},
		{"no last newline", strings.TrimSuffix(good, "\n")},
		{"a carriage return", strings.Replace(good, "\n3\n", "\r\n3\n", 1)},
		{"invalid UTF-8", sign("\xff" + origin + "\n3\n" + root.String() + "\n")},
		{"two lines", sign(origin + "\n3\n")},
		{"four lines", sign(string(body(origin, 3, root)) + "extension\n")},
		{"another origin", sign(string(body("example.com/log", 3, root)))},
		{"an empty origin", sign(string(body("", 3, root)))},
		{"a size with zeroes before it", sign(string(body(origin, "03", root)))},
		{"a size with a sign", sign(string(body(origin, "+3", root)))},
		{"a negative size", sign(string(body(origin, "-3", root)))},
		{"a size of 2^62", sign(string(body(origin, int64(1)<<62, root)))},
		{"a size of 2^64", sign(string(body(origin, "18446744073709551616", root)))},
		{"a short root", sign(origin + "\n3\nAAAA\n")},
		{"a root with other last bits", sign(origin + "\n3\n" + strings.Repeat("A", 42) + "B=\n")},
		{"a root of an empty tree that has one", sign(string(body(origin, 0, root)))},
		{"too many lines", good + strings.Repeat("— somebody AAAAAAAA\n", 63)},
		{"too many bytes", good + "— somebody " + strings.Repeat("A", ledger.MaxNoteBytes) + "\n"},
	} {
		if _, err := ledger.OpenCheckpoint([]byte(c.signed), origin, s.keys(), noon); err == nil {
			t.Errorf("%s: opened", c.name)
		}
	}
	if _, err := ledger.OpenCheckpoint([]byte(good), origin, s.keys(), noon); err != nil {
		t.Errorf("the note that the others were made of: %v", err)
	}
}

func TestAChangedNoteIsRefused(t *testing.T) {
	s := newSigner(t, "writer")
	good := s.note(t, origin, 3, memoryOf(3).tree.Root(), noon)
	rapid.Check(t, func(rt *rapid.T) {
		changed := bytes.Clone(good)
		changed[rapid.IntRange(0, len(changed)-1).Draw(rt, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
		if _, err := ledger.OpenCheckpoint(changed, origin, s.keys(), noon); err == nil {
			rt.Fatalf("%q was opened", changed)
		}
	})
}

func TestACosignatureOpensAsItWasMade(t *testing.T) {
	writer, k := newSigner(t, "writer"), nodeKeys(t)
	c := writer.checkpoint(t, origin, 3, memoryOf(3).tree.Root(), noon)
	made, err := ledger.Cosign(k, partner, c, later.Add(999*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	its := []keys.LedgerKey{newSigner(t, "before").public, k.LedgerKey(noon)}
	opened, err := ledger.OpenCosignature(made.Line, c, partner, its, later)
	if err != nil {
		t.Fatal(err)
	}
	if opened.Partner != partner || !opened.Time.Equal(later) || opened.Size != 3 || opened.Root != c.Root || opened.Origin != origin {
		t.Errorf("opened %+v", opened)
	}
	if !bytes.Equal(opened.Line, made.Line) || !made.Time.Equal(later) {
		t.Errorf("made %+v, opened %+v", made, opened)
	}
	lines := ledger.CosignatureLines(c.AddLines(made.Line, []byte("— somebody AAAAAAAA\n")))
	if len(lines) != 2 || !bytes.Equal(lines[0], made.Line) {
		t.Errorf("lines of the note: %q", lines)
	}
	if who, ok := ledger.Cosigner(made.Line); !ok || who != partner {
		t.Errorf("cosigner %s, %v", who, ok)
	}
	if _, ok := ledger.Cosigner(lines[1]); ok {
		t.Error("somebody is taken for a partner")
	}
}

func TestACosignatureSpeaksOfOneCheckpointOnly(t *testing.T) {
	writer, s := newSigner(t, "writer"), newSigner(t, "mirror")
	root := memoryOf(3).tree.Root()
	c := writer.checkpoint(t, origin, 3, root, noon)
	good := s.cosign(t, partner, c, uint64(noon.Unix()))
	if _, err := ledger.OpenCosignature(good, c, partner, s.keys(), noon); err != nil {
		t.Fatal(err)
	}
	anotherSize, anotherRoot, anotherOrigin := c, c, c
	anotherSize.Size, anotherRoot.Root, anotherOrigin.Origin = 4, record.Hash{1}, "example.com/log"
	for name, other := range map[string]ledger.Checkpoint{"size": anotherSize, "root": anotherRoot, "origin": anotherOrigin} {
		if _, err := ledger.OpenCosignature(good, other, partner, s.keys(), noon); !errors.Is(err, ledger.ErrUnsigned) {
			t.Errorf("another %s: %v", name, err)
		}
	}
	if _, err := ledger.OpenCosignature(good, c, keys.PartnerID{8}, s.keys(), noon); !errors.Is(err, ledger.ErrUnsigned) {
		t.Errorf("another partner: %v", err)
	}
	if _, err := ledger.OpenCosignature(good, c, partner, writer.keys(), noon); !errors.Is(err, ledger.ErrUnsigned) {
		t.Errorf("another key: %v", err)
	}
	if _, err := ledger.OpenCosignature(good, c, partner, nil, noon); !errors.Is(err, ledger.ErrUnsigned) {
		t.Errorf("no key: %v", err)
	}
	for _, bad := range [][]byte{nil, good[:len(good)-1], append(bytes.Clone(good), good...), bytes.TrimPrefix(good, []byte("— "))} {
		if _, err := ledger.OpenCosignature(bad, c, partner, s.keys(), noon); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%.40q: %v", bad, err)
		}
	}
}

// FuzzCheckpoint starts from the golden note: a fresh one would differ in every
// process, because ML-DSA signing is randomised.
func FuzzCheckpoint(f *testing.F) {
	s, good := newSigner(f, "golden"), []byte(keptVectors(f).Note)
	f.Add(good)
	f.Add(append(bytes.Clone(good), "— somebody AAAAAAAA\n"...))
	f.Add([]byte("\n\n"))
	f.Add([]byte(origin + "\n3\nAAAA\n\n— a b\n"))
	f.Fuzz(func(t *testing.T, signed []byte) {
		ledger.CosignatureLines(signed)
		opened, err := ledger.OpenCheckpoint(signed, origin, s.keys(), noon)
		if err == nil && !bytes.Equal(opened.Note, good) {
			t.Errorf("%q was opened, and nobody signed it", signed)
		}
	})
}

func FuzzCosignatureLine(f *testing.F) {
	s, kept := newSigner(f, "golden"), keptVectors(f)
	c, err := ledger.OpenCheckpoint([]byte(kept.Note), origin, s.keys(), noon)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(kept.Line))
	f.Add([]byte("— a AAAAAAAA\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		ledger.Cosigner(text)
		if _, err := ledger.OpenCosignature(text, c, partner, s.keys(), later); err == nil && string(text) != kept.Line {
			t.Errorf("%q was opened, and nobody signed it", text)
		}
	})
}

func BenchmarkSignCheckpoint(b *testing.B) {
	k, root := nodeKeys(b), memoryOf(3).tree.Root()
	for b.Loop() {
		if _, err := ledger.SignCheckpoint(k, origin, 3, root, noon); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenCheckpoint(b *testing.B) {
	s := newSigner(b, "writer")
	signed := s.note(b, origin, 3, memoryOf(3).tree.Root(), noon)
	for b.Loop() {
		if _, err := ledger.OpenCheckpoint(signed, origin, s.keys(), noon); err != nil {
			b.Fatal(err)
		}
	}
}
