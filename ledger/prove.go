package ledger

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"entente/record"
)

// TileWidth is the number of hashes in a complete tile. C2SP tlog-tiles.
const TileWidth = 1 << tileHeight

const tileHeight = 8

// maxProofHashes is more than any proof in a tree of MaxSize leaves has.
const maxProofHashes = 63

// ErrUnproven is wrapped when a proof does not show what it claims to show.
var ErrUnproven = errors.New("proof does not hold")

// A TileReader reads tiles of one ledger: 32 bytes for each hash. It may return
// more than is asked for (a tile that has grown since), never less. What it
// returns is checked against the root before it is used.
type TileReader interface {
	Tile(level int, n int64) ([]byte, error)
}

// ProveInclusion proves that the leaf at index is in the tree of this size and root.
func ProveInclusion(index, size int64, root record.Hash, tiles TileReader) ([]record.Hash, error) {
	if size < 1 || size > MaxSize || index < 0 || index >= size {
		return nil, fmt.Errorf("ledger: prove leaf %d in a tree of %d leaves: out of range", index, size)
	}
	proof, err := tlog.ProveRecord(size, index, hashReader(size, root, tiles))
	if err != nil {
		return nil, fmt.Errorf("ledger: prove leaf %d in a tree of %d leaves: %w", index, size, err)
	}
	return fromTlog(proof), nil
}

// VerifyInclusion checks what ProveInclusion made.
func VerifyInclusion(proof []record.Hash, size int64, root record.Hash, index int64, leaf record.Leaf) error {
	if size < 1 || size > MaxSize || index < 0 || index >= size || len(proof) > maxProofHashes {
		return fmt.Errorf("ledger: verify leaf %d in a tree of %d leaves: out of range: %w", index, size, ErrUnproven)
	}
	if tlog.CheckRecord(toTlog(proof), size, tlog.Hash(root), index, tlog.RecordHash(leaf[:])) != nil {
		return fmt.Errorf("ledger: verify leaf %d in a tree of %d leaves with root %s: %w", index, size, root, ErrUnproven)
	}
	return nil
}

// ProveConsistency proves that the tree of this size and root begins with the
// leaves of the tree of the old size. From nothing, or to the same size, there
// is nothing to prove and the proof is empty.
func ProveConsistency(old, size int64, root record.Hash, tiles TileReader) ([]record.Hash, error) {
	if old < 0 || old > size || size > MaxSize {
		return nil, fmt.Errorf("ledger: prove that %d leaves begin with %d: out of range", size, old)
	}
	if old == 0 || old == size {
		return nil, nil
	}
	proof, err := tlog.ProveTree(size, old, hashReader(size, root, tiles))
	if err != nil {
		return nil, fmt.Errorf("ledger: prove that %d leaves begin with %d: %w", size, old, err)
	}
	return fromTlog(proof), nil
}

// VerifyConsistency checks what ProveConsistency made: that the tree of size and
// root only added leaves to the tree of old and oldRoot.
func VerifyConsistency(proof []record.Hash, size int64, root record.Hash, old int64, oldRoot record.Hash) error {
	holds := false
	switch {
	case old < 0 || old > size || size > MaxSize || len(proof) > maxProofHashes:
	case old == 0:
		holds = len(proof) == 0 && oldRoot == emptyRoot && (size > 0 || root == emptyRoot)
	case old == size:
		holds = len(proof) == 0 && oldRoot == root
	default:
		holds = tlog.CheckTree(toTlog(proof), size, tlog.Hash(root), old, tlog.Hash(oldRoot)) == nil
	}
	if !holds {
		return fmt.Errorf("ledger: verify that %d leaves with root %s begin with %d leaves with root %s: %w", size, root, old, oldRoot, ErrUnproven)
	}
	return nil
}

// prefixRoot is the root over the first leaves of a larger tree.
func prefixRoot(size int64, larger Checkpoint, tiles TileReader) (record.Hash, error) {
	if size < 0 || size > larger.Size || larger.Size > MaxSize {
		return record.Hash{}, fmt.Errorf("ledger: root of the first %d of %d leaves: out of range", size, larger.Size)
	}
	root, err := tlog.TreeHash(size, hashReader(larger.Size, larger.Root, tiles))
	if err != nil {
		return record.Hash{}, fmt.Errorf("ledger: root of the first %d of %d leaves: %w", size, larger.Size, err)
	}
	return record.Hash(root), nil
}

// emptyRoot is the hash of no leaves. RFC 6962, section 2.1.
var emptyRoot = NewTree().Root()

// tileHashes lets sumdb/tlog read our tiles; its TileHashReader recomputes the
// root from them first, so that a wrong tile can only ever be an error.
type tileHashes struct{ tiles TileReader }

func hashReader(size int64, root record.Hash, tiles TileReader) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: size, Hash: tlog.Hash(root)}, tileHashes{tiles})
}

func (r tileHashes) Height() int { return tileHeight }

func (r tileHashes) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(wanted))
	for i, t := range wanted {
		tile, err := r.tiles.Tile(t.L, t.N)
		if err != nil {
			return nil, fmt.Errorf("tile %d of level %d: %w", t.N, t.L, err)
		}
		if need := t.W * tlog.HashSize; len(tile) < need {
			return nil, fmt.Errorf("tile %d of level %d has %d bytes, expected %d: %w", t.N, t.L, len(tile), need, ErrMalformed)
		}
		data[i] = tile[:t.W*tlog.HashSize]
	}
	return data, nil
}

func (r tileHashes) SaveTiles([]tlog.Tile, [][]byte) {}

func toTlog(hashes []record.Hash) []tlog.Hash {
	out := make([]tlog.Hash, len(hashes))
	for i, h := range hashes {
		out[i] = tlog.Hash(h)
	}
	return out
}

func fromTlog(hashes []tlog.Hash) []record.Hash {
	out := make([]record.Hash, len(hashes))
	for i, h := range hashes {
		out[i] = record.Hash(h)
	}
	return out
}
