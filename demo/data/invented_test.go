package data

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"entente/comment"
	"entente/feature"
	"entente/file"
	"entente/landscape"
	"entente/office"
	"entente/programme"
	"entente/record"
)

// marks say in each language that a text was invented.
var marks = map[string]string{"en": "Fictional: ", "fr": "Fictif\u00a0: ", "ko": "가상: "}

// ofFacts are texts about facts: not invented, but in our own wording.
const ofFacts = "invented/rok/areas.csv"

func eachInvented(t *testing.T, each func(table Invented, kind *record.Kind, row record.Row)) {
	t.Helper()
	program, err := feature.Collect(programme.Feature, landscape.Feature, comment.Feature, office.Feature, file.Feature)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range Inventions() {
		kind, known := program.Kinds.Lookup(table.Kind)
		if !known {
			t.Fatalf("%s: no kind %s", table.Path, table.Kind)
		}
		content, err := Invention.ReadFile(table.Path)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := record.ReadCSV(kind, bytes.NewReader(content))
		if err != nil {
			t.Fatalf("%s: %v", table.Path, err)
		}
		for {
			row, err := rows.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || len(row.Problems) > 0 {
				t.Fatalf("%s: %v %v", table.Path, err, row.Problems)
			}
			each(table, kind, row)
		}
	}
}

func TestEveryInventedTableIsListed(t *testing.T) {
	files, err := fs.Glob(Invention, "invented/*/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !slices.ContainsFunc(Inventions(), func(table Invented) bool { return table.Path == file }) {
			t.Errorf("%s is not listed in Inventions", file)
		}
	}
}

func TestEveryInventedTextSaysSoInItsLanguage(t *testing.T) {
	eachInvented(t, func(table Invented, _ *record.Kind, row record.Row) {
		if table.Path == ofFacts {
			return
		}
		for _, cell := range row.Cells {
			name := cell.Column.Name
			mark, ofText := marks[name[strings.LastIndex(name, ".")+1:]]
			if ofText && cell.Text != "" && !strings.HasPrefix(cell.Text, mark) {
				t.Errorf("%s: %s of %s does not begin with %q: %s", table.Path, name, row.Key, mark, cell.Text)
			}
		}
	})
}

// A record is called by a text that says it, wherever it stands.
func TestEveryInventedRecordHasATextThatSaysSo(t *testing.T) {
	said := map[string]bool{}
	eachInvented(t, func(table Invented, _ *record.Kind, row record.Row) {
		if said[row.Key] || table.Path == ofFacts || table.Path == "invented/rok/activities.csv" || table.Kind == "office/watch" {
			return
		}
		said[row.Key] = slices.ContainsFunc(row.Cells, func(c record.Cell) bool {
			return c.Text != "" && (c.Column.Name == "title.en" || c.Column.Name == "text.en" || c.Column.Name == "description.en")
		})
		if !said[row.Key] && table.Then != ProposeToHolder {
			t.Errorf("%s: %s has no text of its own", table.Path, row.Key)
		}
	})
}
