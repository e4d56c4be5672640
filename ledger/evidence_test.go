package ledger_test

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"entente/ledger"
	"entente/record"
)

// fork writes a second history: other leaves from an index on.
func fork(t testing.TB, from, size int64) *memory {
	t.Helper()
	m := memoryOf(from)
	for n := from; n < size; n++ {
		m.append(leafOf(-1 - n))
	}
	return m
}

func TestTwoHistoriesMakeEvidence(t *testing.T) {
	s := newSigner(t, "writer")
	rapid.Check(t, func(rt *rapid.T) {
		size := rapid.Int64Range(1, 300).Draw(rt, "size")
		smallerSize := rapid.Int64Range(1, size).Draw(rt, "smaller")
		from := rapid.Int64Range(0, smallerSize-1).Draw(rt, "from")
		one, other := memoryOf(smallerSize), fork(t, from, size)
		smaller := s.checkpoint(t, origin, smallerSize, one.tree.Root(), noon)
		larger := s.checkpoint(t, origin, size, other.tree.Root(), noon)
		evidence, err := ledger.NewEvidence(smaller, larger, other)
		if err != nil {
			rt.Fatal(err)
		}
		read, err := ledger.ParseEvidence(evidence.Marshal())
		if err != nil {
			rt.Fatal(err)
		}
		a, b, err := read.Verify(origin, s.keys(), noon)
		if err != nil || a.Root != smaller.Root || b.Root != larger.Root {
			rt.Fatalf("%v", err)
		}
	})
}

func TestOneHistoryMakesNoEvidence(t *testing.T) {
	s := newSigner(t, "writer")
	m := memoryOf(300)
	for _, size := range []int64{0, 1, 255, 256, 299, 300} {
		smaller := s.checkpoint(t, origin, size, memoryOf(size).tree.Root(), noon)
		larger := s.checkpoint(t, origin, 300, m.tree.Root(), noon)
		if _, err := ledger.NewEvidence(smaller, larger, m); !errors.Is(err, ledger.ErrUnproven) {
			t.Errorf("sizes %d and 300: %v", size, err)
		}
		// Nor does a root that the larger tree does not have, or no proof at all.
		for _, e := range []ledger.Evidence{
			{Smaller: smaller.Note, Larger: larger.Note, Prefix: record.Hash{1}},
			{Smaller: smaller.Note, Larger: larger.Note, Prefix: larger.Root},
			{Smaller: larger.Note, Larger: smaller.Note, Prefix: smaller.Root},
		} {
			if size == 300 {
				continue
			}
			if _, _, err := e.Verify(origin, s.keys(), noon); !errors.Is(err, ledger.ErrUnproven) {
				t.Errorf("sizes %d and 300, invented: %v", size, err)
			}
		}
	}
}

func TestEvidenceNeedsTheWritersOwnSignatures(t *testing.T) {
	s, other := newSigner(t, "writer"), newSigner(t, "other")
	m := fork(t, 1, 3)
	smaller := s.checkpoint(t, origin, 2, memoryOf(2).tree.Root(), noon)
	larger := s.checkpoint(t, origin, 3, m.tree.Root(), noon)
	evidence, err := ledger.NewEvidence(smaller, larger, m)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := evidence.Verify(origin, other.keys(), noon); !errors.Is(err, ledger.ErrUnsigned) {
		t.Errorf("another writer: %v", err)
	}
	if _, _, err := evidence.Verify("example.com/log", s.keys(), noon); err == nil {
		t.Error("another ledger: accepted")
	}
	forged := evidence
	forged.Smaller = other.note(t, origin, 2, memoryOf(2).tree.Root(), noon)
	if _, _, err := forged.Verify(origin, s.keys(), noon); !errors.Is(err, ledger.ErrUnsigned) {
		t.Errorf("one side forged: %v", err)
	}
}

func TestEvidenceOfTwoLedgersIsNone(t *testing.T) {
	s := newSigner(t, "writer")
	elsewhere := s.checkpoint(t, "example.com/log", 3, record.Hash{1}, noon)
	here := s.checkpoint(t, origin, 3, memoryOf(3).tree.Root(), noon)
	if ledger.Contradicts(elsewhere, here, here.Root, nil) {
		t.Error("two ledgers contradict each other")
	}
}

func FuzzEvidence(f *testing.F) {
	s := newSigner(f, "golden")
	f.Add(kept(f, "fork.evidence"))
	f.Add([]byte("entente evidence 1\nsmaller \nlarger \nprefix \n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		read, err := ledger.ParseEvidence(file)
		if err != nil {
			return
		}
		if !bytes.Equal(read.Marshal(), file) {
			t.Errorf("%q has two spellings", file)
		}
		read.Verify(origin, s.keys(), later)
	})
}
