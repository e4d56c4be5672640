package office

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"entente/words"
	"entente/words/wordstest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestEveryWordIsTranslatedAndUsed(t *testing.T) {
	own, err := words.Own()
	if err != nil {
		t.Fatal(err)
	}
	var declared []string
	for _, kind := range Feature.Kinds {
		declared = append(declared, kind.Phrases()...)
	}
	for _, page := range Feature.Pages {
		if page.Title != "" {
			declared = append(declared, page.Title)
		}
	}
	wordstest.Check(t, Feature.Words, own, declared...)
}

func TestWireSchemasStayAsTheyWere(t *testing.T) {
	for _, kind := range Feature.Kinds {
		schema, _ := kind.SchemaOf(kind.Version())
		path := fmt.Sprintf("testdata/%s.%d.json", strings.ReplaceAll(kind.Name(), "/", "."), kind.Version())
		if *update {
			if err := os.WriteFile(path, schema, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(path); err != nil || string(want) != string(schema) {
			t.Errorf("%s differs from what is declared; if that is meant, run go test -update (%v)", path, err)
		}
	}
}
