package ledger_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"entente/ledger"
	"entente/record"
)

// published shows a ledger in memory up to a readable size.
type published struct {
	*memory
	signed   []byte
	readable int64
}

func (p published) Checkpoint(context.Context) ([]byte, int64, error) {
	if p.signed == nil {
		return nil, 0, errors.New("none yet")
	}
	return p.signed, p.readable, nil
}

func (p published) Tile(_ context.Context, level int, n int64) ([]byte, error) {
	return p.memory.Tile(level, n)
}

func (p published) Leaves(_ context.Context, from, to int64) ([]record.Leaf, error) {
	return p.leaves[from:to], nil
}

func get(h http.Handler, method, path, authorization string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestTilesOfATreeOf70000 takes the example of C2SP tlog-tiles, "Partial Tiles".
func TestTilesOfATreeOf70000(t *testing.T) {
	h := ledger.TileHandler(published{memoryOf(70_300), []byte("note"), 70_000}, "secret")
	for _, c := range []struct {
		path  string
		bytes int // 0: not served
	}{
		{"/tile/0/000", 256 * 32},
		{"/tile/0/272", 256 * 32},
		{"/tile/0/273.p/112", 112 * 32},
		{"/tile/0/273.p/1", 32},
		{"/tile/0/273.p/113", 0}, // exists, but no readable checkpoint covers it
		{"/tile/0/273", 0},
		{"/tile/0/274.p/1", 0},
		{"/tile/1/000", 256 * 32},
		{"/tile/1/001.p/17", 17 * 32},
		{"/tile/1/001.p/18", 0},
		{"/tile/2/000.p/1", 32},
		{"/tile/2/000.p/2", 0},
		{"/tile/3/000.p/1", 0},
		{"/tile/entries/000", 256 * 35},
		{"/tile/entries/273.p/112", 112 * 35},
		{"/tile/entries/273.p/113", 0},
		{"/tile/entries/273", 0},
		{"/tile/0/0", 0},
		{"/tile/0/x000/000", 0},
		{"/tile/0/000.p/0", 0},
		{"/tile/0/000.p/256", 0},
		{"/tile/0/000.p/01", 0},
		{"/tile/00/000", 0},
		{"/tile/-1/000", 0},
		{"/tile/data/000", 0},
		{"/tile/8/0/000", 0},
		{"/tile/63/000.p/1", 0},
		{"/tile/0/x999/x999/x999/x999/x999/x999/999", 0},
		{"/tile/", 0},
	} {
		w := get(h, "GET", c.path, "Bearer secret")
		if c.bytes == 0 {
			if w.Code != http.StatusNotFound || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s: status %d, %q", c.path, w.Code, w.Header().Get("Cache-Control"))
			}
			continue
		}
		if w.Code != http.StatusOK || w.Body.Len() != c.bytes {
			t.Errorf("%s: status %d, %d bytes, expected %d", c.path, w.Code, w.Body.Len(), c.bytes)
		}
		if got := w.Header().Get("Content-Type"); got != "application/octet-stream" {
			t.Errorf("%s: content type %q", c.path, got)
		}
		if got := w.Header().Get("Cache-Control"); !strings.Contains(got, "immutable") || !strings.Contains(got, "private") {
			t.Errorf("%s: cache control %q", c.path, got)
		}
	}
}

func TestTheCheckpointIsNotCached(t *testing.T) {
	h := ledger.TileHandler(published{memoryOf(1), []byte("note"), 1}, "secret")
	w := get(h, "GET", "/checkpoint", "Bearer secret")
	if w.Code != http.StatusOK || w.Body.String() != "note" {
		t.Errorf("status %d, body %q", w.Code, w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("content type %q", got)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-cache" {
		t.Errorf("cache control %q", got)
	}
	none := ledger.TileHandler(published{memory: memoryOf(1)}, "secret")
	for _, path := range []string{"/checkpoint", "/tile/0/000.p/1"} {
		if w := get(none, "GET", path, "Bearer secret"); w.Code != http.StatusNotFound {
			t.Errorf("%s without a checkpoint: status %d", path, w.Code)
		}
	}
}

func TestNothingIsServedWithoutTheToken(t *testing.T) {
	source := published{memoryOf(300), []byte("note"), 300}
	for _, c := range []struct{ token, sent string }{
		{"secret", ""},
		{"secret", "Bearer"},
		{"secret", "Bearer "},
		{"secret", "Bearer secre"},
		{"secret", "Bearer secrett"},
		{"secret", "Basic secret"},
		{"secret", "secret"},
		{"", "Bearer "},
		{"", ""},
	} {
		h := ledger.TileHandler(source, c.token)
		for _, path := range []string{"/checkpoint", "/tile/0/000", "/tile/entries/000", "/tile/0/999", "/"} {
			w := get(h, "GET", path, c.sent)
			if w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") != "Bearer" {
				t.Errorf("token %q, sent %q, %s: status %d", c.token, c.sent, path, w.Code)
			}
		}
	}
	if w := get(ledger.TileHandler(source, "secret"), "POST", "/checkpoint", "Bearer secret"); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d", w.Code)
	}
}
