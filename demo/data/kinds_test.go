package data

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"testing"

	"entente/feature"
	"entente/landscape"
	"entente/programme"
	"entente/record"
)

// idOf stands for the id that a record gets when it is imported.
func idOf(key string) record.ID {
	sum := sha256.Sum256([]byte(key))
	id := record.ID(sum[:16])
	id[6], id[8] = 0x70|id[6]&0x0f, 0x80|id[8]&0x3f
	return id
}

// body reads a row as the importer does.
func body(t *testing.T, kind *record.Kind, row record.Row) []byte {
	t.Helper()
	value, problems := row.Over(kind.New(), func(kind, key string) (record.Ref, error) {
		return record.Ref{Kind: kind, ID: idOf(key)}, nil
	})
	if problems != nil {
		t.Fatalf("%s: %v", row.Key, problems)
	}
	body, _, err := kind.Encode(value)
	if err != nil {
		t.Fatal(err)
	}
	if problems := kind.Validate(body); problems != nil {
		t.Fatalf("%s: %v", row.Key, problems)
	}
	return body
}

func eachBody(t *testing.T, each func(table Table, kind *record.Kind, key string, body []byte)) {
	t.Helper()
	program, err := feature.Collect(programme.Feature, landscape.Feature)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range Tables() {
		kind, ok := program.Kinds.Lookup(table.Kind)
		if !ok {
			t.Fatalf("%s: no kind %s", table.Path, table.Kind)
		}
		raw, err := Files.ReadFile(table.Path)
		if err != nil {
			t.Fatal(err)
		}
		reader, err := record.ReadCSV(kind, bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%s: %v", table.Path, err)
		}
		for {
			row, err := reader.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", table.Path, err)
			}
			each(table, kind, row.Key, body(t, kind, row))
		}
	}
}

func TestEveryRowIsARecordOfItsKind(t *testing.T) {
	count := 0
	eachBody(t, func(_ Table, kind *record.Kind, key string, body []byte) {
		count++
		if kind.TitleOf(body).IsZero() {
			t.Errorf("%s has no title", key)
		}
	})
	if want := 1 + 5 + 95 + 11 + 20 + 142; count != want {
		t.Errorf("%d records, want %d", count, want)
	}
}

// Writing the records out gives the files back, cell for cell: nothing is lost
// or mended on the way in.
func TestRecordsGiveTheFilesBack(t *testing.T) {
	cells := map[string]map[string]string{}
	for _, r := range allRows(t) {
		cells[r.cells["key"]] = r.cells
	}
	eachBody(t, func(_ Table, kind *record.Kind, key string, body []byte) {
		value, err := kind.Decode(body, nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range cells[key] {
			column, ok := kind.Column(name)
			if !ok || len(column.To) > 0 {
				continue // a reference comes back as an id
			}
			if got := column.Text(value); got != want {
				t.Errorf("%s: %s is %q, the file says %q", key, name, got, want)
			}
		}
	})
}

func written[T any](t *testing.T, kind record.Declared[T]) []programme.Written[T] {
	var all []programme.Written[T]
	eachBody(t, func(_ Table, k *record.Kind, key string, body []byte) {
		if k != kind.Kind {
			return
		}
		value, err := kind.Decode(body, nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, programme.Written[T]{ID: idOf(key), Value: value})
	})
	return all
}

func TestTheFactsByYear(t *testing.T) {
	years := programme.ByYear(written(t, programme.Activities), written(t, programme.Sources))
	facts := 0
	for _, year := range years {
		facts += len(year.Facts)
		for _, fact := range year.Facts {
			if len(fact.Sources) == 0 || fact.Certainty == "" {
				t.Errorf("%s has no source or no certainty", fact.Activity.Value.Title)
			}
		}
	}
	if facts != 95 || years[0].Year != 2005 || years[len(years)-1].Year != 2026 {
		t.Errorf("%d facts from %d to %d", facts, years[0].Year, years[len(years)-1].Year)
	}
}

func TestTheLineOfEditions(t *testing.T) {
	steps := programme.Lineage(written(t, programme.Editions), written(t, programme.Areas), written(t, programme.Sources))
	var types []programme.EditionType
	for _, step := range steps {
		types = append(types, step.Edition.Value.Type)
	}
	want := []programme.EditionType{"tcp", "ipcp", "ipcp", "ipcp", "itpp"}
	if len(types) != len(want) {
		t.Fatalf("editions %v, want %v", types, want)
	}
	for i := range want {
		if types[i] != want[i] {
			t.Fatalf("editions %v, want %v", types, want)
		}
	}
	if itpp := steps[4]; len(itpp.Areas) != 11 || len(itpp.Claims) != 3 {
		t.Errorf("the ITPP has %d areas and %d claims, want 11 and 3", len(itpp.Areas), len(itpp.Claims))
	}
}
