package store

import (
	"fmt"

	"entente/ledger"
	"entente/record"
)

// Tiles hold 256 hashes of 32 bytes: C2SP tlog-tiles.
const (
	tileHashes = 256
	tileBytes  = tileHashes * len(record.Hash{})
)

// growth is what an append adds to the tiles, by level.
type growth [][]byte

func (g *growth) add(h ledger.TileHash) {
	for len(*g) <= h.Level {
		*g = append(*g, nil)
	}
	(*g)[h.Level] = append((*g)[h.Level], h.Hash[:]...)
}

// growTiles appends to the newest tile of each level and begins new ones. How
// full the newest is follows from the size that the ledger had.
func (tx *Tx) growTiles(key, size int64, g growth) error {
	for level, hashes := range g {
		n := size / tileHashes
		newest := []byte(nil)
		if filled := size % tileHashes; filled > 0 {
			b, err := one(tx, scan[[]byte], `SELECT hashes FROM tile WHERE ledger = $1 AND level = $2 AND n = $3`, key, level, n)
			if err != nil || int64(len(b)) != filled*int64(len(record.Hash{})) {
				return fmt.Errorf("tile %d of level %d holds %d bytes, expected %d hashes: %w", n, level, len(b), filled, orDamaged(err))
			}
			newest = b
		}
		for len(hashes) > 0 {
			fits := min(tileBytes-len(newest), len(hashes))
			newest, hashes = append(newest, hashes[:fits]...), hashes[fits:]
			_, err := tx.exec(`INSERT INTO tile (ledger, level, n, hashes) VALUES ($1, $2, $3, $4)
				ON CONFLICT (ledger, level, n) DO UPDATE SET hashes = excluded.hashes`, key, level, n, newest)
			if err != nil {
				return err
			}
			newest, n = nil, n+1
		}
		size /= tileHashes
	}
	return nil
}

func orDamaged(err error) error {
	if err == nil || err == ErrNotFound {
		return ErrDamaged
	}
	return err
}

// Tile is tile n of a level of a ledger's tree, as many hashes as it holds by now.
func (tx *Tx) Tile(origin string, level int, n int64) ([]byte, error) {
	hashes, err := one(tx, scan[[]byte], `SELECT t.hashes FROM tile t JOIN ledger l ON l.id = t.ledger
		WHERE l.origin = $1 AND t.level = $2 AND t.n = $3`, origin, level, n)
	return hashes, failed(err, "read tile %d of level %d of %s", n, level, origin)
}
