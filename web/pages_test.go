package web_test

import (
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"entente/programme"
	"entente/record"
	"entente/store"
)

// pagesDir is where a run leaves the pages for somebody to look at.
var pagesDir = flag.String("pages", "", "folder to write every page to, with its stylesheet")

// get asks a side for a page.
func get(t *testing.T, s side, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	q := httptest.NewRequest("GET", "http://rok.localhost"+path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	answer := httptest.NewRecorder()
	s.pages.ServeHTTP(answer, q)
	return answer
}

func text(t *testing.T, s side, path string, headers ...string) string {
	t.Helper()
	answer := get(t, s, path, headers...)
	if answer.Code != 200 {
		t.Fatalf("%s: %d\n%s", path, answer.Code, answer.Body)
	}
	return answer.Body.String()
}

// find returns the record of this kind with this key.
func (w *world) find(t *testing.T, s side, key string) store.Record {
	t.Helper()
	var found []store.Record
	err := s.View(t.Context(), func(tx *store.Tx) (err error) {
		found, err = tx.FindExternal(w.channel, record.KeyScheme, key)
		return err
	})
	if err != nil || len(found) != 1 {
		t.Fatalf("%d records with key %s: %v", len(found), key, err)
	}
	return found[0]
}

func TestPagesOfTheRealFacts(t *testing.T) {
	w := newWorld(t)
	cyber := w.find(t, w.rok, "2024-1st-rok-nato-high-level-cyber-dialogue")
	edition := w.find(t, w.nato, "itpp-2023")
	pages := map[string]string{
		"years": "/programme/years", "editions": "/programme/editions", "channels": "/channels", "check": "/check",
		"record":  "/records/" + w.channel.String() + "/" + cyber.ID.String(),
		"edition": "/records/" + w.channel.String() + "/" + edition.ID.String(),
		"missing": "/nowhere",
	}
	for name, path := range pages {
		for _, language := range record.Languages() {
			for code, s := range map[string]side{"rok": w.rok, "nato": w.nato} {
				answer := get(t, s, path+"?lang="+string(language))
				keep(t, code+"-"+name+"-"+string(language)+".html", answer.Body.String())
			}
		}
	}
	style := regexp.MustCompile(`/style-[0-9a-f]+\.css`).FindString(text(t, w.rok, "/check"))
	keep(t, filepath.Base(style), text(t, w.rok, style))

	years := text(t, w.rok, "/programme/years?lang=en")
	if got := strings.Count(years, `class="under"`); got < len(programme.ByYear(nil, nil)) {
		t.Error(got)
	}
}

// keep writes a page where -pages says, with addresses that a browser can follow
// from a file.
func keep(t *testing.T, name, page string) {
	t.Helper()
	if *pagesDir == "" {
		return
	}
	page = strings.ReplaceAll(page, `href="/style-`, `href="style-`)
	if err := os.WriteFile(filepath.Join(*pagesDir, name), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
}
