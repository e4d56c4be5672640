package ledger

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"entente/record"
)

// Published is one ledger as far as readers may see it.
type Published interface {
	// Checkpoint returns the newest checkpoint that readers may see, as a signed
	// note, and its size.
	Checkpoint(ctx context.Context) (signed []byte, size int64, err error)
	// Tile returns the hashes of a tile as far as they exist.
	Tile(ctx context.Context, level int, n int64) ([]byte, error)
	// Leaves returns the leaves from one index up to, not including, another.
	Leaves(ctx context.Context, from, to int64) ([]record.Leaf, error)
}

// TileHandler serves a ledger as C2SP tlog-tiles below its root ("/checkpoint",
// "/tile/…"), to who sends the token as a bearer token (RFC 6750). It is how
// tools of others check a ledger; partners' nodes use the exchange.
func TileHandler(ledger Published, token string) http.Handler {
	h := tileHandler{ledger}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /checkpoint", h.checkpoint)
	mux.HandleFunc("GET /tile/", h.tile)
	return requireToken(token, mux)
}

// requireToken compares hashes, so that the time it takes tells neither the
// token nor its length. Without a token nothing is served.
func requireToken(token string, next http.Handler) http.Handler {
	want := sha256.Sum256([]byte(token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		got := sha256.Sum256([]byte(sent))
		if token == "" || !bearer || subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "this ledger needs its token", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type tileHandler struct{ ledger Published }

func (h tileHandler) checkpoint(w http.ResponseWriter, r *http.Request) {
	signed, _, err := h.ledger.Checkpoint(r.Context())
	if err != nil {
		http.Error(w, "this ledger has no checkpoint yet", http.StatusNotFound)
		return
	}
	respond(w, "text/plain; charset=utf-8", "no-cache", signed)
}

func (h tileHandler) tile(w http.ResponseWriter, r *http.Request) {
	data, ok := h.read(r.Context(), strings.TrimPrefix(r.URL.Path, "/"))
	if !ok {
		w.Header().Set("Cache-Control", "no-store") // it may exist in a moment
		http.Error(w, "no such tile", http.StatusNotFound)
		return
	}
	// A tile never changes; it is private because it is behind a token.
	respond(w, "application/octet-stream", "private, max-age=31536000, immutable", data)
}

// read returns exactly the width that the path asks for, and nothing that the
// readable checkpoint does not cover.
func (h tileHandler) read(ctx context.Context, path string) ([]byte, bool) {
	t, ok := parseTilePath(path)
	if !ok {
		return nil, false
	}
	_, size, err := h.ledger.Checkpoint(ctx)
	if err != nil {
		return nil, false
	}
	level := max(t.L, 0)
	from := t.N << tileHeight
	to := from + int64(t.W)
	if to > size>>(tileHeight*level) {
		return nil, false
	}
	if t.L < 0 {
		leaves, err := h.ledger.Leaves(ctx, from, to)
		return appendBundle(nil, leaves), err == nil && len(leaves) == t.W
	}
	data, err := h.ledger.Tile(ctx, t.L, t.N)
	if err != nil || len(data) < t.W*tlog.HashSize {
		return nil, false
	}
	return data[:t.W*tlog.HashSize], true
}

func respond(w http.ResponseWriter, contentType, cache string, data []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.Header().Set("Cache-Control", cache)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Write(data)
}

// parseTilePath reads "tile/<L>/<N>[.p/<W>]" and "tile/entries/<N>[.p/<W>]"; the
// latter has level -1. C2SP tlog-tiles leaves out the height that sumdb/tlog has
// in its paths, and calls "entries" what that calls "data".
func parseTilePath(path string) (tlog.Tile, bool) {
	rest, ok := strings.CutPrefix(path, "tile/")
	if bundle, isBundle := strings.CutPrefix(rest, "entries/"); isBundle {
		rest = "data/" + bundle
	} else if strings.HasPrefix(rest, "data/") {
		return tlog.Tile{}, false
	}
	t, err := tlog.ParseTilePath("tile/" + strconv.Itoa(tileHeight) + "/" + rest)
	return t, ok && err == nil && t.L < 8 && t.N <= MaxSize>>tileHeight
}

// appendBundle writes leaves as a tile of entries: each after its length.
func appendBundle(dst []byte, leaves []record.Leaf) []byte {
	for _, leaf := range leaves {
		dst = binary.BigEndian.AppendUint16(dst, uint16(len(leaf)))
		dst = append(dst, leaf[:]...)
	}
	return dst
}
