package node

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"entente/ledger"
	"entente/record"
	"entente/store"
)

// Published is a ledger of this node as tools of others read it: up to its
// newest checkpoint, as C2SP tiles.
func (n *Node) Published(origin string) ledger.Published { return published{n, origin} }

// MonitorToken is the bearer token for one ledger's tiles. It is derived, so
// that it need not be kept, and tells nothing about another ledger's.
func (n *Node) MonitorToken(origin string) string {
	mac := hmac.New(sha256.New, n.keys.Actor[:])
	mac.Write([]byte("entente monitor 1\n" + origin))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// MonitorPath is where Monitor serves a ledger.
func MonitorPath(origin string) string {
	return "/" + origin[strings.LastIndex(origin, "/")+1:] + "/"
}

// Monitor serves the tiles of every ledger that this node keeps, each below its
// MonitorPath and behind its own token. It is for a listener of its own on
// loopback: partners' nodes use the exchange.
func (n *Node) Monitor() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ledgers, err := n.Ledgers(r.Context())
		if err != nil {
			http.Error(w, "this node cannot answer now", http.StatusInternalServerError)
			return
		}
		for _, l := range ledgers {
			if path := MonitorPath(l.Origin); strings.HasPrefix(r.URL.Path, path) {
				tiles := ledger.TileHandler(n.Published(l.Origin), n.MonitorToken(l.Origin))
				http.StripPrefix(strings.TrimSuffix(path, "/"), tiles).ServeHTTP(w, r)
				return
			}
		}
		http.NotFound(w, r)
	})
}

type published struct {
	node   *Node
	origin string
}

func (p published) Checkpoint(ctx context.Context) (note []byte, size int64, err error) {
	err = p.node.View(ctx, func(tx *store.Tx) error {
		c, err := tx.LatestCheckpoint(p.origin)
		note, size = c.Note, c.Size
		return err
	})
	return note, size, err
}

func (p published) Tile(ctx context.Context, level int, n int64) (tile []byte, err error) {
	err = p.node.View(ctx, func(tx *store.Tx) error {
		tile, err = tx.Tile(p.origin, level, n)
		return err
	})
	return tile, err
}

func (p published) Leaves(ctx context.Context, from, to int64) (leaves []record.Leaf, err error) {
	err = p.node.View(ctx, func(tx *store.Tx) error {
		leaves, err = tx.Leaves(p.origin, from, to)
		return err
	})
	return leaves, err
}
