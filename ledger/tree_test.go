package ledger_test

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"entente/keys"
	"entente/ledger"
	"entente/record"
)

// leafOf makes a leaf that differs for every number.
func leafOf(n int64) record.Leaf {
	return record.NewLeaf(keys.Commitment(sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(n)))))
}

// memory is a ledger in memory: what the store keeps in its tables.
type memory struct {
	tree   *ledger.Tree
	leaves []record.Leaf
	tiles  map[string][]byte
}

func newMemory() *memory {
	return &memory{tree: ledger.NewTree(), tiles: map[string][]byte{}}
}

func memoryOf(size int64) *memory {
	m := newMemory()
	for n := range size {
		m.append(leafOf(n))
	}
	return m
}

func (m *memory) append(leaf record.Leaf) {
	m.leaves = append(m.leaves, leaf)
	for _, h := range m.tree.Append(leaf) {
		last := (m.tree.Size()>>(8*h.Level) - 1) / ledger.TileWidth
		at := tileName(h.Level, last)
		m.tiles[at] = append(m.tiles[at], h.Hash[:]...)
	}
}

func tileName(level int, n int64) string { return fmt.Sprintf("%d/%d", level, n) }

func (m *memory) Tile(level int, n int64) ([]byte, error) {
	tile, ok := m.tiles[tileName(level, n)]
	if !ok {
		return nil, errors.New("no such tile")
	}
	return tile, nil
}

// rootsOf hashes leaves with sumdb/tlog alone and returns the root of every size.
func rootsOf(t testing.TB, leaves []record.Leaf) []record.Hash {
	t.Helper()
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	var roots []record.Hash
	for n := range len(leaves) + 1 {
		root, err := tlog.TreeHash(int64(n), read)
		if err != nil {
			t.Fatal(err)
		}
		roots = append(roots, record.Hash(root))
		if n < len(leaves) {
			hashes, err := tlog.StoredHashes(int64(n), leaves[n][:], read)
			if err != nil {
				t.Fatal(err)
			}
			stored = append(stored, hashes...)
		}
	}
	return roots
}

func TestTreeHasTheRootThatTlogComputes(t *testing.T) {
	m := newMemory()
	for n := range int64(1100) {
		m.append(leafOf(n))
	}
	roots := rootsOf(t, m.leaves)
	again := ledger.NewTree()
	for n, leaf := range m.leaves {
		if again.Root() != roots[n] {
			t.Fatalf("root at size %d: %s, tlog has %s", n, again.Root(), roots[n])
		}
		again.Append(leaf)
	}
	if again.Root() != roots[1100] {
		t.Fatalf("root at size 1100: %s, tlog has %s", again.Root(), roots[1100])
	}
}

func TestATreeResumesFromItsSizeAndEdge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := memoryOf(rapid.Int64Range(0, 700).Draw(t, "size"))
		resumed, err := ledger.ResumeTree(before.tree.Size(), before.tree.Edge())
		if err != nil {
			t.Fatal(err)
		}
		for n := range rapid.Int64Range(0, 300).Draw(t, "more") {
			leaf := leafOf(-n)
			if got, want := fmt.Sprint(resumed.Append(leaf)), fmt.Sprint(before.tree.Append(leaf)); got != want {
				t.Fatalf("append after resuming at %d: tiles get %s, expected %s", before.tree.Size(), got, want)
			}
		}
		if resumed.Root() != before.tree.Root() || string(resumed.Edge()) != string(before.tree.Edge()) {
			t.Fatalf("a resumed tree of %d leaves differs", resumed.Size())
		}
	})
}

func TestATreeDoesNotResumeFromAnEdgeOfAnotherSize(t *testing.T) {
	for _, c := range []struct {
		name string
		size int64
		edge []byte
	}{
		{"negative", -1, nil},
		{"too large", ledger.MaxSize + 1, make([]byte, 2*32)},
		{"no edge", 3, nil},
		{"one hash too few", 3, make([]byte, 32)},
		{"one hash too many", 4, make([]byte, 64)},
		{"half a hash", 1, make([]byte, 16)},
	} {
		if _, err := ledger.ResumeTree(c.size, c.edge); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%s: got %v, expected ErrMalformed", c.name, err)
		}
	}
}

func TestEveryLeafIsProvableAndNothingElseIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := memoryOf(rapid.Int64Range(1, 800).Draw(t, "size"))
		size, root := m.tree.Size(), m.tree.Root()
		index := rapid.Int64Range(0, size-1).Draw(t, "index")
		proof, err := ledger.ProveInclusion(index, size, root, m)
		if err != nil {
			t.Fatal(err)
		}
		if err := ledger.VerifyInclusion(proof, size, root, index, m.leaves[index]); err != nil {
			t.Fatal(err)
		}
		wrong := func(what string, err error) {
			if !errors.Is(err, ledger.ErrUnproven) {
				t.Fatalf("leaf %d of %d with %s: got %v, expected ErrUnproven", index, size, what, err)
			}
		}
		wrong("another leaf", ledger.VerifyInclusion(proof, size, root, index, leafOf(-1)))
		wrong("another root", ledger.VerifyInclusion(proof, size, flip(t, root), index, m.leaves[index]))
		wrong("another index", ledger.VerifyInclusion(proof, size, root, index+1, m.leaves[index]))
		wrong("one more hash", ledger.VerifyInclusion(append(proof[:len(proof):len(proof)], root), size, root, index, m.leaves[index]))
		if len(proof) > 0 {
			wrong("one hash less", ledger.VerifyInclusion(proof[1:], size, root, index, m.leaves[index]))
			tampered := append([]record.Hash{}, proof...)
			i := rapid.IntRange(0, len(proof)-1).Draw(t, "which")
			tampered[i] = flip(t, tampered[i])
			wrong("a changed hash", ledger.VerifyInclusion(tampered, size, root, index, m.leaves[index]))
		}
	})
}

func flip(t *rapid.T, h record.Hash) record.Hash {
	h[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
	return h
}

func TestEveryEarlierTreeIsAPrefix(t *testing.T) {
	const most = 70
	m := memoryOf(most)
	roots := rootsOf(t, m.leaves)
	trees := make([]*memory, most+1)
	for size := range trees {
		trees[size] = memoryOf(int64(size))
	}
	for size := int64(0); size <= most; size++ {
		for old := int64(0); old <= size; old++ {
			proof, err := ledger.ProveConsistency(old, size, roots[size], trees[size])
			if err != nil {
				t.Fatal(err)
			}
			if err := ledger.VerifyConsistency(proof, size, roots[size], old, roots[old]); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestATreeThatChangedItsPastIsNoContinuation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := memoryOf(rapid.Int64Range(1, 600).Draw(t, "size"))
		old := rapid.Int64Range(1, m.tree.Size()).Draw(t, "old")
		before := memoryOf(old)
		proof, err := ledger.ProveConsistency(old, m.tree.Size(), m.tree.Root(), m)
		if err != nil {
			t.Fatal(err)
		}
		wrong := func(what string, err error) {
			if !errors.Is(err, ledger.ErrUnproven) {
				t.Fatalf("%d leaves after %d with %s: got %v, expected ErrUnproven", m.tree.Size(), old, what, err)
			}
		}
		verify := func(proof []record.Hash, root, oldRoot record.Hash) error {
			return ledger.VerifyConsistency(proof, m.tree.Size(), root, old, oldRoot)
		}
		wrong("another past", verify(proof, m.tree.Root(), flip(t, before.tree.Root())))
		wrong("another present", verify(proof, flip(t, m.tree.Root()), before.tree.Root()))
		wrong("one more hash", verify(append(proof[:len(proof):len(proof)], m.tree.Root()), m.tree.Root(), before.tree.Root()))
		if len(proof) > 0 {
			tampered := append([]record.Hash{}, proof...)
			i := rapid.IntRange(0, len(proof)-1).Draw(t, "which")
			tampered[i] = flip(t, tampered[i])
			wrong("a changed hash", verify(tampered, m.tree.Root(), before.tree.Root()))
		}
		wrong("less", ledger.VerifyConsistency(proof, old-1, m.tree.Root(), old, before.tree.Root()))
	})
}

func TestSizesOutOfRangeAreRefusedBeforeTheyAreUsed(t *testing.T) {
	m := memoryOf(3)
	root := m.tree.Root()
	for _, size := range []int64{-1, 0, ledger.MaxSize + 1, 1<<62 + 1, 1<<63 - 1} {
		if _, err := ledger.ProveInclusion(0, size, root, m); err == nil {
			t.Errorf("inclusion in %d leaves was proven", size)
		}
		if err := ledger.VerifyInclusion(nil, size, root, 0, leafOf(0)); !errors.Is(err, ledger.ErrUnproven) {
			t.Errorf("inclusion in %d leaves: %v", size, err)
		}
		if size != 0 {
			if _, err := ledger.ProveConsistency(1, size, root, m); err == nil {
				t.Errorf("consistency with %d leaves was proven", size)
			}
			if err := ledger.VerifyConsistency(nil, size, root, 1, root); !errors.Is(err, ledger.ErrUnproven) {
				t.Errorf("consistency with %d leaves: %v", size, err)
			}
		}
	}
}

func TestAWrongTileIsAnErrorAndNeverAProof(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := memoryOf(rapid.Int64Range(300, 900).Draw(t, "size"))
		index := rapid.Int64Range(0, m.tree.Size()-1).Draw(t, "index")
		tile := m.tiles[tileName(rapid.IntRange(0, 1).Draw(t, "level"), 0)]
		if rapid.Bool().Draw(t, "cut") {
			m.tiles[tileName(0, index/256)] = m.tiles[tileName(0, index/256)][:31]
		} else {
			tile[rapid.IntRange(0, len(tile)-1).Draw(t, "byte")]++
		}
		proof, err := ledger.ProveInclusion(index, m.tree.Size(), m.tree.Root(), m)
		if err != nil {
			return
		}
		if err := ledger.VerifyInclusion(proof, m.tree.Size(), m.tree.Root(), index, m.leaves[index]); err != nil {
			t.Fatalf("a proof was made of wrong tiles: %v", err)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	const leaves = 100_000
	for b.Loop() {
		tree := ledger.NewTree()
		for n := range int64(leaves) {
			tree.Append(record.Leaf{1: byte(n), 2: byte(n >> 8), 3: byte(n >> 16)})
		}
	}
	b.ReportMetric(leaves*float64(b.N)/b.Elapsed().Seconds(), "leaves/s")
}

func BenchmarkProveInclusion(b *testing.B) {
	m := memoryOf(100_000)
	root := m.tree.Root()
	var n int64
	for b.Loop() {
		n = (n + 7919) % m.tree.Size()
		if _, err := ledger.ProveInclusion(n, m.tree.Size(), root, m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyInclusion(b *testing.B) {
	m := memoryOf(100_000)
	root := m.tree.Root()
	proof, err := ledger.ProveInclusion(77_777, m.tree.Size(), root, m)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := ledger.VerifyInclusion(proof, m.tree.Size(), root, 77_777, m.leaves[77_777]); err != nil {
			b.Fatal(err)
		}
	}
}
