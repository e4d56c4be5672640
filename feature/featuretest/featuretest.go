// Package featuretest holds a feature to what it promised: every word that it
// says is translated and every translation is said, and what it writes on the
// wire stays as it was.
//
// go test ./FEATURE -update writes the wire schemas of new kinds and versions
// into its testdata.
package featuretest

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/feature"
	"entente/words"
	"entente/words/wordstest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Check is the test that every feature has, called in the feature's own folder.
// Further are phrases that are said only by way of a variable.
func Check(t *testing.T, f feature.Feature, further ...string) {
	t.Helper()
	t.Run("every word is translated and used", func(t *testing.T) {
		own, err := words.Own()
		if err != nil {
			t.Fatal(err)
		}
		wordstest.Check(t, f.Words, own, append(declared(f), further...)...)
	})
	t.Run("wire schemas stay as they were", func(t *testing.T) {
		for _, kind := range f.Kinds {
			for _, version := range kind.Versions() {
				schema, _ := kind.SchemaOf(version)
				Golden(t, fmt.Sprintf("%s.%d.json", strings.ReplaceAll(kind.Name(), "/", "."), version), schema)
			}
		}
	})
}

// declared are the phrases of a feature's kinds and of the titles of its pages.
func declared(f feature.Feature) []string {
	var all []string
	for _, kind := range f.Kinds {
		all = append(all, kind.Phrases()...)
	}
	for _, page := range f.Pages {
		if page.Title != "" {
			all = append(all, page.Title)
		}
	}
	return all
}

// Golden compares with a file of testdata, which is for reading in a review:
// what changes there changes for every partner.
func Golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || !bytes.Equal(want, got) {
		t.Errorf("%s differs from what is declared; if that is meant, run go test -update (%v)", path, err)
	}
}
