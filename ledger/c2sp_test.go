package ledger

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"testing"

	"github.com/go-json-experiment/json"

	"entente/record"
)

// c2sp holds the examples that the C2SP documents publish. They show form only:
// the documents give no keys for them.
type c2sp struct {
	Checkpoint struct {
		Source, Note, Origin string
		Size                 int64
		Root                 record.Hash
		Lines                []struct {
			Name    string
			KeyHash string
			Time    uint64
		}
	}
	TilePaths struct {
		Source string
		Paths  []struct {
			Path     string
			Level, N int64
			Width    int
		}
	}
	TilesOfSize struct {
		Source string
		Trees  []struct {
			Size          int64
			Full, Partial []int64
		}
	}
	Proof struct {
		Source     string
		Index      int64
		Hashes     []string
		Checkpoint string
	}
}

func readC2SP(t *testing.T) (examples c2sp) {
	t.Helper()
	file, err := os.ReadFile("testdata/c2sp.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file, &examples, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	return examples
}

func TestPublishedCheckpointAndCosignature(t *testing.T) {
	want := readC2SP(t).Checkpoint
	text, lines, err := cutNote([]byte(want.Note))
	if err != nil {
		t.Fatal(err)
	}
	origin, size, root, err := parseCheckpointText(text)
	if err != nil || origin != want.Origin || size != want.Size || root != want.Root {
		t.Errorf("read %q, %d, %s: %v", origin, size, root, err)
	}
	if !bytes.Equal(checkpointText(origin, size, root), text) {
		t.Error("the text is written differently")
	}
	if len(lines) != len(want.Lines) {
		t.Fatalf("%d lines, expected %d", len(lines), len(want.Lines))
	}
	for i, l := range lines {
		if w := want.Lines[i]; l.name != w.Name || fmt.Sprintf("%08x", l.keyHash) != w.KeyHash {
			t.Errorf("line %d is by %s, %08x", i, l.name, l.keyHash)
		} else if w.Time != 0 && binary.BigEndian.Uint64(l.signature) != w.Time {
			t.Errorf("line %d has time %d", i, binary.BigEndian.Uint64(l.signature))
		}
	}
	if others := CosignatureLines([]byte(want.Note)); len(others) != 1 || !bytes.Equal(others[0], lines[1].text) {
		t.Errorf("cosignatures: %q", others)
	}
}

func TestPublishedTilePaths(t *testing.T) {
	for _, want := range readC2SP(t).TilePaths.Paths {
		got, ok := parseTilePath(want.Path)
		if !ok || int64(got.L) != want.Level || got.N != want.N || got.W != want.Width {
			t.Errorf("%s: %+v, %v", want.Path, got, ok)
		}
	}
}

func TestPublishedTileCounts(t *testing.T) {
	for _, want := range readC2SP(t).TilesOfSize.Trees {
		var perLevel [3]int64
		tree := NewTree()
		for range want.Size {
			for _, h := range tree.Append(record.Leaf{}) {
				perLevel[h.Level]++
			}
		}
		for level := range want.Full {
			full, partial := perLevel[level]/TileWidth, perLevel[level]%TileWidth
			if full != want.Full[level] || partial != want.Partial[level] {
				t.Errorf("%d leaves, level %d: %d full tiles and one of %d, expected %d and %d", want.Size, level, full, partial, want.Full[level], want.Partial[level])
			}
		}
	}
}

// TestPublishedProof puts the example's lines around an entry of ours, which
// they do not prove.
func TestPublishedProof(t *testing.T) {
	want := readC2SP(t).Proof
	ours := Proof{Index: want.Index, Entry: record.Entry{Index: want.Index, Leaf: record.Leaf{0: record.LeafVersion}}}
	for i := range 3 {
		ours.Entry.Parts = append(ours.Entry.Parts, record.Part{Type: record.PartType(i)})
	}
	for _, text := range want.Hashes {
		var h record.Hash
		if err := h.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		ours.Hashes = append(ours.Hashes, h)
	}
	ours.Checkpoint = []byte(want.Checkpoint + "\n— " + "example.com/fancylog hI2DJw==\n")
	file, err := ours.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfterN(file, []byte("\n"), 3)
	middle := fmt.Sprintf("index %d\n", want.Index)
	for _, h := range want.Hashes {
		middle += h + "\n"
	}
	if string(lines[0]) != "c2sp.org/tlog-proof@v1\n" || !bytes.HasPrefix(lines[1], []byte("extra ")) ||
		!bytes.HasPrefix(lines[2], []byte(middle+"\n"+want.Checkpoint+"\n")) {
		t.Errorf("written as %q", file)
	}
	if read, err := ParseProof(file); err != nil || read.Index != want.Index || len(read.Hashes) != len(want.Hashes) {
		t.Errorf("read as %+v: %v", read, err)
	}
}
