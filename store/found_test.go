package store_test

import (
	"reflect"
	"testing"

	"entente/store"
)

func TestWhatWasFoundStandsInTheSpellingOfTheText(t *testing.T) {
	for _, test := range []struct {
		text, query string
		want        []string
	}{
		{"한국과 나토의 국방협력", "국방", []string{"국방"}},
		{"한국과 나토의 국방협력", "협력 나토", []string{"나토", "협력"}},
		{"La Coopération à l’Île", "cooperation ile", []string{"Coopération", "Île"}},
		{"Cyber cyberspace cyb", "cyb", []string{"Cyb", "cyb", "cyb"}},
		{"Ｃｙｂｅｒ <b>cyber</b>", "CYBER", []string{"Ｃｙｂｅｒ", "cyber"}},
		{"국방", "국방", []string{"국방"}},
		{"nothing", "…", nil},
		{"\xff\xfe bad", "bad", []string{"bad"}},
	} {
		var got []string
		for _, span := range store.Found(test.text, test.query) {
			got = append(got, test.text[span.From:span.To])
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%q in %q is found at %q, expected %q", test.query, test.text, got, test.want)
		}
	}
}
