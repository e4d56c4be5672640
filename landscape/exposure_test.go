package landscape

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"strings"
	"testing"

	"entente/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestWireSchemasStayAsTheyWere(t *testing.T) {
	const path = "testdata/landscape.exposure.1.json"
	got, _ := Exposures.SchemaOf(1)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what the kind declares; if that is meant, run go test -update", path)
	}
}

func TestFiguresThatCannotBeAreRefused(t *testing.T) {
	usd := func(minor int64) record.Money { return record.Money{Minor: minor, Currency: "USD"} }
	good := Exposure{Year: 2018, Amount: usd(149), Total: usd(605), Share: "25.0"}
	for name, test := range map[string]struct {
		change func(*Exposure)
		path   string
	}{
		"as it is":                         {func(*Exposure) {}, ""},
		"only a share":                     {func(e *Exposure) { e.Amount, e.Total = record.Money{}, record.Money{} }, ""},
		"the whole":                        {func(e *Exposure) { e.Share, e.Amount = "100", e.Total }, ""},
		"more than the whole":              {func(e *Exposure) { e.Share = "100.1" }, "share"},
		"less than nothing":                {func(e *Exposure) { e.Share = "-0.1" }, "share"},
		"an amount greater than its total": {func(e *Exposure) { e.Amount = usd(606) }, "total"},
		"two currencies":                   {func(e *Exposure) { e.Total.Currency = "KRW" }, "total"},
		"a year of two digits":             {func(e *Exposure) { e.Year = 18 }, "year"},
	} {
		exposure := good
		test.change(&exposure)
		problems := checkExposure(exposure)
		if test.path == "" && problems != nil || test.path != "" && (len(problems) != 1 || problems[0].Path != test.path) {
			t.Errorf("%s: %v, want one at %q", name, problems, test.path)
		}
	}
}

func TestEveryWordIsTranslated(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(words)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	translated := map[string]bool{}
	for _, row := range rows {
		if translated[row[0]] || row[0] == "" || row[1] == "" || row[2] == "" {
			t.Errorf("%q stands twice or is not translated", row)
		}
		translated[row[0]] = true
	}
	for _, phrase := range Exposures.Phrases() {
		if !translated[phrase] {
			t.Errorf("no words for %q", phrase)
		}
	}
}
