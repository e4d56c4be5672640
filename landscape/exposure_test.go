package landscape

import (
	"testing"

	"entente/feature/featuretest"
	"entente/record"
)

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

func TestTheFeatureKeepsItsPromises(t *testing.T) { featuretest.Check(t, Feature) }
