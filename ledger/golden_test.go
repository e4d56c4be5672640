package ledger_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/keys"
	"entente/ledger"
	"entente/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

// vectors is testdata/ledger.json: what a reader in another language needs to
// check its own code. Leaf n of its tree is 01 ‖ SHA-256(n as eight bytes).
type vectors struct {
	Origins []originVector `json:"origins"`
	Trees   []treeVector   `json:"trees"`
	Proofs  []proofVector  `json:"proofs"`
	Keys    keyVector      `json:"keys"`
	Partner keys.PartnerID `json:"cosigning partner"`
	Note    string         `json:"checkpoint"`
	Line    string         `json:"cosignature"`
	Marks   markVector     `json:"marks"`
	Frames  string         `json:"frames in hex"`
}

type originVector struct {
	Channel     record.ChannelID `json:"channel"`
	Epoch       int              `json:"epoch"`
	Partner     keys.PartnerID   `json:"partner"`
	Incarnation int              `json:"incarnation"`
	Origin      string           `json:"origin"`
}

type treeVector struct {
	Size  int64       `json:"size"`
	Root  record.Hash `json:"root"`
	Edge  string      `json:"edge in hex"`
	Tiles string      `json:"SHA-256 of all tiles"` // by level, then by number
}

type proofVector struct {
	Index, Old, Size int64         `json:",omitzero"`
	Hashes           []record.Hash `json:"hashes"`
}

type keyVector struct {
	Ed25519 keys.Public `json:"ed25519"`
	MLDSA44 keys.Public `json:"ml-dsa-44"`
	Mirror  keys.Public `json:"mirror"`
}

type markVector struct {
	Key  string `json:"key in hex"`
	Text string `json:"text"`
}

func goldenVectors(t *testing.T) vectors {
	s := newSigner(t, "golden")
	m := memoryOf(70_000)
	c := s.checkpoint(t, origin, 5, memoryOf(5).tree.Root(), noon)
	v := vectors{
		Keys:    keyVector{s.public.Ed25519, s.public.MLDSA44, s.public.Mirror},
		Partner: partner,
		Note:    string(c.Note),
		Line:    string(s.cosign(t, partner, c, uint64(later.Unix()))),
		Frames:  hex.EncodeToString(writeFrames(t, []frame{{ledger.ManifestFrame, []byte("{}")}, {ledger.CheckpointFrame, []byte("note\n")}})),
	}
	for _, o := range []originVector{{Incarnation: 0}, {Epoch: 1, Incarnation: 2}} {
		o.Channel, o.Partner = record.ChannelID{1, 2, 3}, keys.PartnerID{4, 5, 6}
		o.Origin = ledger.Origin(o.Channel, o.Epoch, o.Partner, o.Incarnation)
		v.Origins = append(v.Origins, o)
	}
	for _, size := range []int64{0, 1, 2, 3, 5, 255, 256, 257, 1000, 70_000} {
		v.Trees = append(v.Trees, treeVectorOf(memoryOf(size)))
	}
	for _, p := range []proofVector{{Index: 0, Size: 1}, {Index: 3, Size: 5}, {Index: 69_999, Size: 70_000}, {Old: 3, Size: 5}, {Old: 4, Size: 5}, {Old: 1000, Size: 70_000}} {
		tree := m
		if p.Size != m.tree.Size() {
			tree = memoryOf(p.Size)
		}
		var err error
		if p.Old > 0 {
			p.Hashes, err = ledger.ProveConsistency(p.Old, p.Size, tree.tree.Root(), tree)
		} else {
			p.Hashes, err = ledger.ProveInclusion(p.Index, p.Size, tree.tree.Root(), tree)
		}
		if err != nil {
			t.Fatal(err)
		}
		v.Proofs = append(v.Proofs, p)
	}
	path := filepath.Join(t.TempDir(), "marks")
	set(t, openMarks(t, path), ledger.Mark{Origin: origin, Size: 5, Root: c.Root})
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v.Marks = markVector{hex.EncodeToString(marksKey[:]), string(text)}
	return v
}

func treeVectorOf(m *memory) treeVector {
	tiles := sha256.New()
	for level := range 8 {
		for n := int64(0); ; n++ {
			tile, err := m.Tile(level, n)
			if err != nil {
				break
			}
			tiles.Write(tile)
		}
	}
	return treeVector{m.tree.Size(), m.tree.Root(), hex.EncodeToString(m.tree.Edge()), hex.EncodeToString(tiles.Sum(nil))}
}

// goldenProof has fixed salts; only its ML-DSA lines differ when it is made anew.
func goldenProof(t *testing.T) ledger.Proof {
	s := newSigner(t, "golden")
	m := memoryOf(4)
	salts := rand.NewChaCha8([32]byte{1})
	entry, err := record.Seal(salts, []record.Part{
		{Type: record.LabelPart, Content: []byte("<label/>")},
		{Type: record.HeaderPart, Content: []byte("{}")},
		{Type: record.BodyPart, Content: []byte(`{"title":{"en":"Golden"}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	entry.Index = 4
	m.append(entry.Leaf)
	c := s.checkpoint(t, origin, 5, m.tree.Root(), noon)
	hashes, err := ledger.ProveInclusion(4, 5, c.Root, m)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Proof{Index: 4, Hashes: hashes, Entry: entry, Checkpoint: c.AddLines(s.cosign(t, partner, c, uint64(later.Unix())))}
}

func goldenEvidence(t *testing.T) ledger.Evidence {
	s := newSigner(t, "golden")
	m := fork(t, 1, 5)
	e, err := ledger.NewEvidence(s.checkpoint(t, origin, 3, memoryOf(3).tree.Root(), noon), s.checkpoint(t, origin, 5, m.tree.Root(), later), m)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// golden compares with a file, or writes it. same replaces what is random.
func golden(t *testing.T, name string, made []byte, same func(file []byte) []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, made, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file := kept(t, name)
	if remade := same(file); !bytes.Equal(remade, file) {
		t.Errorf("%s differs from what this version makes:\n%s", path, remade)
	}
}

func kept(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func keptVectors(t testing.TB) (v vectors) {
	t.Helper()
	if err := json.Unmarshal(kept(t, "ledger.json"), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestLedgersKeepTheirBytes(t *testing.T) {
	s := newSigner(t, "golden")
	v := goldenVectors(t)
	encode := func(v vectors) []byte {
		text, err := json.Marshal(v, json.Deterministic(true), jsontext.WithIndent("  "))
		if err != nil {
			t.Fatal(err)
		}
		return append(text, '\n')
	}
	golden(t, "ledger.json", encode(v), func([]byte) []byte {
		k := keptVectors(t)
		c, err := ledger.OpenCheckpoint([]byte(k.Note), origin, s.keys(), noon)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ledger.OpenCosignature([]byte(k.Line), c, partner, s.keys(), later); err != nil {
			t.Fatal(err)
		}
		v.Note, v.Line = k.Note, k.Line // ML-DSA signing is randomised
		return encode(v)
	})
	golden(t, "entry.tlog-proof", marshal(t, goldenProof(t)), func(file []byte) []byte {
		read, err := ledger.ParseProof(file)
		if err != nil {
			t.Fatal(err)
		}
		trust := ledger.Trust{Origin: origin, Writer: s.keys(), Latest: later, Mirror: func(keys.PartnerID) []keys.LedgerKey { return s.keys() }}
		if shown, err := ledger.VerifyProof(read, trust); err != nil || len(shown.Cosignatures) != 1 {
			t.Fatalf("%+v, %v", shown, err)
		}
		again := goldenProof(t)
		again.Checkpoint = read.Checkpoint
		return marshal(t, again)
	})
	golden(t, "fork.evidence", goldenEvidence(t).Marshal(), func(file []byte) []byte {
		read, err := ledger.ParseEvidence(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := read.Verify(origin, s.keys(), later); err != nil {
			t.Fatal(err)
		}
		again := goldenEvidence(t)
		again.Smaller, again.Larger = read.Smaller, read.Larger
		return again.Marshal()
	})
}

func TestAnOriginSaysNothingAboutItsChannel(t *testing.T) {
	seen := map[string]string{}
	for _, o := range []struct {
		channel            byte
		epoch, incarnation int
		partner            byte
	}{{1, 0, 0, 1}, {2, 0, 0, 1}, {1, 1, 0, 1}, {1, 0, 1, 1}, {1, 0, 0, 2}} {
		name := ledger.Origin(record.ChannelID{o.channel}, o.epoch, keys.PartnerID{o.partner}, o.incarnation)
		if before, ok := seen[name]; ok {
			t.Errorf("%+v and %s are both %s", o, before, name)
		}
		seen[name] = fmt.Sprint(o)
		if len(name) != len("ledger.entente.invalid/")+32 {
			t.Errorf("%s has %d characters", name, len(name))
		}
	}
}
