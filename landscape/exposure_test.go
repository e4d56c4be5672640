package landscape

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"entente/feature"
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
	program, err := feature.Collect(Feature)
	if err != nil {
		t.Fatal(err)
	}
	if missing := program.Words.Missing(Exposures.Phrases()...); missing != nil {
		t.Errorf("no words for %q", missing)
	}
	wrong := []Exposure{
		{Year: 18, Share: "101", Amount: record.Money{Minor: 1, Currency: "USD"}, Total: record.Money{Minor: 1, Currency: "KRW"}},
		{Year: 2018, Amount: record.Money{Minor: 2, Currency: "USD"}, Total: record.Money{Minor: 1, Currency: "USD"}},
	}
	for _, exposure := range wrong {
		for _, problem := range checkExposure(exposure) {
			if program.Words.Missing(problem.Code) != nil {
				t.Errorf("no words for %q", problem.Code)
			}
		}
	}
}
