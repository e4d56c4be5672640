package programme

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"entente/feature"
)

// said finds the English phrases that pages say, in the sources of this package.
var said = regexp.MustCompile(`\.(?:Say|Count)\(("(?:[^"\\]|\\.)*")`)

func TestEveryPhraseOfThePagesIsTranslated(t *testing.T) {
	program, err := feature.Collect(Feature)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("pages*.go")
	if err != nil {
		t.Fatal(err)
	}
	phrases := []string{"Text agreed", "Signed", "In force", "Validity", "Valid from", "Valid to"} // said by their fields
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range said.FindAllSubmatch(source, -1) {
			phrase, err := strconv.Unquote(string(found[1]))
			if err != nil {
				t.Fatal(err)
			}
			phrases = append(phrases, strings.Split(phrase, "|")...)
		}
	}
	if missing := program.Words.Missing(phrases...); missing != nil {
		t.Errorf("no words for:\n%s", strings.Join(missing, "\n"))
	}
	if len(phrases) < 40 {
		t.Errorf("only %d phrases were found", len(phrases))
	}
}
