package ledger_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	formats "github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"

	"entente/keys"
	"entente/ledger"
)

// The libraries that we read these formats with accept more than we may. Each
// test here shows the library accepting and us refusing; should one fail
// because the library grew stricter, the test can go.

func TestTheLibraryIsContentWithOneLineOfTheLogAndWeAreNot(t *testing.T) {
	s := newSigner(t, "writer")
	root := memoryOf(3).tree.Root()
	text := body(origin, 3, root)
	ed, pq := s.libraryVerifiers(t, origin)
	edLine, pqLine := s.edLine(origin, text), pqLine(t, s.pq, origin, uint64(noon.Unix()), origin, 3, root)

	onlyEd := signedNote(text, edLine)
	if _, _, _, err := formats.ParseCheckpoint(onlyEd, origin, ed, pq); err != nil {
		t.Errorf("the library refuses a note without its ML-DSA line: %v", err)
	}
	onlyPQ := signedNote(text, pqLine)
	if _, _, _, err := formats.ParseCheckpoint(onlyPQ, origin, pq, ed); err != nil {
		t.Errorf("the library refuses a note without its Ed25519 line: %v", err)
	}
	for _, signed := range [][]byte{onlyEd, onlyPQ, signedNote(text, edLine, edLine), signedNote(text, pqLine, pqLine)} {
		if _, err := ledger.OpenCheckpoint(signed, origin, s.keys(), noon); !errors.Is(err, ledger.ErrUnsigned) {
			t.Errorf("with one kind of line: %v", err)
		}
	}
	if _, err := ledger.OpenCheckpoint(signedNote(text, pqLine, edLine), origin, s.keys(), noon); err != nil {
		t.Errorf("with both lines, in whatever order: %v", err)
	}
}

func TestTheLibraryBelievesEveryTimeAndWeDoNot(t *testing.T) {
	s := newSigner(t, "writer")
	root := memoryOf(3).tree.Root()
	text := body(origin, 3, root)
	c := s.checkpoint(t, origin, 3, root, noon)
	_, pq := s.libraryVerifiers(t, origin)
	year36812 := uint64(time.Date(36812, 2, 20, 0, 36, 16, 0, time.UTC).Unix())
	for _, seconds := range []uint64{0, year36812, uint64(later.Unix()) + 1, 1 << 63, 1<<64 - 1} {
		line := pqLine(t, s.pq, origin, seconds, origin, 3, root)
		if _, err := note.Open(signedNote(text, line), note.VerifierList(pq)); err != nil {
			t.Errorf("the library refuses a time of %d: %v", seconds, err)
		}
		if _, err := ledger.OpenCheckpoint(signedNote(text, s.edLine(origin, text), line), origin, s.keys(), later); !errors.Is(err, ledger.ErrSignedTime) {
			t.Errorf("a checkpoint at %d: %v", seconds, err)
		}
		if _, err := ledger.OpenCosignature(s.cosign(t, partner, c, seconds), c, partner, s.keys(), later); !errors.Is(err, ledger.ErrSignedTime) {
			t.Errorf("a cosignature at %d: %v", seconds, err)
		}
	}
	if _, err := ledger.OpenCosignature(s.cosign(t, partner, c, uint64(later.Unix())), c, partner, s.keys(), later); err != nil {
		t.Errorf("a cosignature at the last moment that is allowed: %v", err)
	}
}

func TestTheLibraryTakesTheFirstLineOfAKeyAndWeConsiderEach(t *testing.T) {
	s := newSigner(t, "writer")
	root := memoryOf(3).tree.Root()
	text := body(origin, 3, root)
	_, pq := s.libraryVerifiers(t, origin)
	at := func(when time.Time) []byte {
		return pqLine(t, s.pq, origin, uint64(when.Unix()), origin, 3, root)
	}
	lines := [][]byte{s.edLine(origin, text), pqLine(t, s.pq, origin, 0, origin, 3, root), at(later.Add(time.Hour)), at(later), at(noon)}

	opened, err := note.Open(signedNote(text, lines...), note.VerifierList(pq))
	if err != nil {
		t.Fatal(err)
	}
	if first, err := fnote.CoSigV1Timestamp(opened.Sigs[0]); err != nil || len(opened.Sigs) != 1 || first.Unix() != 0 {
		t.Errorf("the library no longer takes the first line alone: %d signatures, %v, %v", len(opened.Sigs), first, err)
	}
	c, err := ledger.OpenCheckpoint(signedNote(text, lines...), origin, s.keys(), later)
	if err != nil || !c.Time.Equal(noon) {
		t.Errorf("the earliest time that can be believed is %v: %v, %v", noon, c.Time, err)
	}

	signed := c.AddLines(s.cosign(t, partner, c, 0), s.cosign(t, partner, c, uint64(later.Unix())), s.cosign(t, partner, c, uint64(noon.Unix())))
	var times []time.Time
	for _, l := range ledger.CosignatureLines(signed) {
		if k, err := ledger.OpenCosignature(l, c, partner, s.keys(), later); err == nil {
			times = append(times, k.Time)
		}
	}
	if len(times) != 2 || !times[0].Equal(later) || !times[1].Equal(noon) {
		t.Errorf("cosignatures kept: %v", times)
	}
}

func TestTheLibraryDropsANoteForOneCorruptLineAndWeDoNot(t *testing.T) {
	s, mirror := newSigner(t, "writer"), newSigner(t, "mirror")
	c := s.checkpoint(t, origin, 3, memoryOf(3).tree.Root(), noon)
	name := keys.CosignerName(partner)
	known, err := fnote.NewMLDSAVerifier(pqKey(name, mirror.mirror))
	if err != nil {
		t.Fatal(err)
	}
	ed, pq := s.libraryVerifiers(t, origin)
	corrupt := line(name, known.KeyHash(), bytes.Repeat([]byte{1}, 8+2420))
	good := mirror.cosign(t, partner, c, uint64(noon.Unix()))

	signed := c.AddLines(corrupt, good)
	if _, _, _, err := formats.ParseCheckpoint(signed, origin, ed, pq, known); err == nil {
		t.Error("the library now accepts a note with a corrupt line of a known key")
	}
	if _, err := ledger.OpenCheckpoint(signed, origin, s.keys(), noon); err != nil {
		t.Errorf("the corrupt line of a cosigner cost the checkpoint: %v", err)
	}
	kept := 0
	for _, l := range ledger.CosignatureLines(signed) {
		if _, err := ledger.OpenCosignature(l, c, partner, mirror.keys(), noon); err == nil {
			kept++
		}
	}
	if kept != 1 {
		t.Errorf("%d cosignatures kept, expected the good one", kept)
	}
	// Nor does a corrupt line under the writer's own key.
	ownCorrupt := line(origin, pq.KeyHash(), bytes.Repeat([]byte{1}, 8+2420))
	if _, err := ledger.OpenCheckpoint(c.AddLines(ownCorrupt), origin, s.keys(), noon); err != nil {
		t.Errorf("a corrupt line in the writer's name cost the checkpoint: %v", err)
	}
}

func TestTheLibrarySignsWithTheWallClockAndWeWithTheClockWeAreGiven(t *testing.T) {
	k := nodeKeys(t)
	c, err := ledger.SignCheckpoint(k, origin, 3, memoryOf(3).tree.Root(), noon)
	if err != nil {
		t.Fatal(err)
	}
	first, err := ledger.Cosign(k, partner, c, noon)
	if err != nil {
		t.Fatal(err)
	}
	second, err := ledger.Cosign(k, partner, c, noon)
	if err != nil {
		t.Fatal(err)
	}
	// ML-DSA signing is randomised: two runs of the same steps agree in what
	// they say, not in their bytes.
	if bytes.Equal(first.Line, second.Line) {
		t.Error("signing is no longer randomised")
	}
	if !first.Time.Equal(noon) || !second.Time.Equal(noon) || !c.Time.Equal(noon) {
		t.Errorf("times %v, %v, %v, expected %v", first.Time, second.Time, c.Time, noon)
	}
	for _, at := range []time.Time{{}, time.Unix(0, 0), time.Unix(-5, 0), time.Date(36812, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if _, err := ledger.Cosign(k, partner, c, at); !errors.Is(err, ledger.ErrSignedTime) {
			t.Errorf("cosign at %v: %v", at, err)
		}
	}
}

func TestTheLibraryReadsSeveralSpellingsOfABodyAndWeOne(t *testing.T) {
	s := newSigner(t, "writer")
	root := memoryOf(3).tree.Root()
	ed, _ := s.libraryVerifiers(t, origin)
	for name, text := range map[string][]byte{
		"zeroes before the size": body(origin, "0003", root),
		"an extension line":      append(body(origin, 3, root), "extension\n"...),
		"a root of three bytes":  []byte(origin + "\n3\nAAAA\n"),
		"other bits in the root": []byte(origin + "\n3\n" + strings.Repeat("A", 42) + "B=\n"),
		"a size of 2^63":         body(origin, "9223372036854775808", root),
	} {
		signed := signedNote(text, s.edLine(origin, text), pqLine(t, s.pq, origin, uint64(noon.Unix()), origin, 3, root))
		if _, _, _, err := formats.ParseCheckpoint(signed, origin, ed); err != nil {
			t.Errorf("%s: the library refuses it: %v", name, err)
		}
		if _, err := ledger.OpenCheckpoint(signed, origin, s.keys(), noon); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheLibraryReadsSeveralSpellingsOfAProofAndWeOne(t *testing.T) {
	p, _ := proofOf(t, 3, 1)
	good := string(marshal(t, p))
	for name, file := range map[string]string{
		"zeroes before the index": strings.Replace(good, "\nindex 1\n", "\nindex 01\n", 1),
		"carriage returns":        strings.Replace(good, "\nindex 1\n", "\r\nindex 1\r\n", 1),
		"no blank line":           good[:strings.Index(good, "\n\n")+1],
	} {
		var theirs proof.TLogProof
		if err := theirs.Unmarshal([]byte(file)); err != nil {
			t.Errorf("%s: the library refuses it: %v", name, err)
		}
		if _, err := ledger.ParseProof([]byte(file)); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
