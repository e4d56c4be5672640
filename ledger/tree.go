package ledger

import (
	"errors"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"entente/record"
)

// MaxSize bounds every size that is read from outside. Above 2⁶² the index
// arithmetic of sumdb/tlog overflows and does not end; a ledger that grew by a
// million entries a second would reach this bound after nine years.
const MaxSize = 1 << 48

// ErrMalformed is wrapped by every error about the form of what was read, as
// against whether it is signed or true.
var ErrMalformed = errors.New("malformed")

// A Tree is the growing edge of a ledger's Merkle tree: its size and the roots
// of its complete subtrees, at most 48 hashes, enough to append to it and to
// know its root. The hashes below live in tiles.
type Tree struct {
	size int64
	edge [49]tlog.Hash // by level; level l counts only where size has bit l set
}

// A TileHash is a hash to be appended to the newest tile of its level. Tiles of
// level L list the hashes of tree level 8·L. C2SP tlog-tiles.
type TileHash struct {
	Level int
	Hash  record.Hash
}

// NewTree is the tree of no leaves.
func NewTree() *Tree { return &Tree{} }

// ResumeTree continues a tree from what Size and Edge said of it.
func ResumeTree(size int64, edge []byte) (*Tree, error) {
	if size < 0 || size > MaxSize {
		return nil, fmt.Errorf("ledger: resume tree of %d leaves: size out of range: %w", size, ErrMalformed)
	}
	if want := bits.OnesCount64(uint64(size)) * tlog.HashSize; len(edge) != want {
		return nil, fmt.Errorf("ledger: resume tree of %d leaves: edge of %d bytes, expected %d: %w", size, len(edge), want, ErrMalformed)
	}
	t := &Tree{size: size}
	for level := len(t.edge) - 1; level >= 0; level-- {
		if t.has(level) {
			t.edge[level], edge = tlog.Hash(edge[:tlog.HashSize]), edge[tlog.HashSize:]
		}
	}
	return t, nil
}

// Append adds a leaf and returns the hashes that it adds to tiles: always one of
// level 0, and one more for every 256th of the level below.
func (t *Tree) Append(leaf record.Leaf) []TileHash {
	completed, err := tlog.StoredHashes(t.size, leaf[:], tlog.HashReaderFunc(t.readEdge))
	if err != nil || t.size >= MaxSize {
		panic(fmt.Sprintf("ledger: append to a tree of %d leaves: %v", t.size, err)) // only a mistake in this file leads here
	}
	t.size++
	var tiles []TileHash
	for level, h := range completed {
		t.edge[level] = h
		if level%tileHeight == 0 {
			tiles = append(tiles, TileHash{Level: level / tileHeight, Hash: record.Hash(h)})
		}
	}
	return tiles
}

// Size is the number of leaves.
func (t *Tree) Size() int64 { return t.size }

// Root is the hash over all leaves. RFC 6962, section 2.1.
func (t *Tree) Root() record.Hash {
	root, err := tlog.TreeHash(t.size, tlog.HashReaderFunc(t.readEdge))
	if err != nil {
		panic(fmt.Sprintf("ledger: root of a tree of %d leaves: %v", t.size, err)) // as in Append
	}
	return record.Hash(root)
}

// Edge is what ResumeTree needs beside the size: the roots of the complete
// subtrees, the largest first.
func (t *Tree) Edge() []byte {
	var edge []byte
	for level := len(t.edge) - 1; level >= 0; level-- {
		if t.has(level) {
			edge = append(edge, t.edge[level][:]...)
		}
	}
	return edge
}

func (t *Tree) has(level int) bool { return t.size>>level&1 == 1 }

// readEdge serves tlog: both appending to a tree and hashing all of it need the
// roots of complete subtrees and nothing else.
func (t *Tree) readEdge(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		if level >= len(t.edge) || !t.has(level) || n != t.size>>level-1 {
			return nil, fmt.Errorf("hash %d of level %d is not on the edge", n, level)
		}
		hashes[i] = t.edge[level]
	}
	return hashes, nil
}
