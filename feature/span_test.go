package feature_test

import (
	"testing"

	"entente/feature"
	"entente/record"
)

func TestASpanSaysWhatIsSharedOnce(t *testing.T) {
	for _, test := range []struct{ from, to, en, fr, ko string }{
		{"2024-09-10", "2024-09-12", "10–12 September 2024", "10–12 septembre 2024", "2024년 9월 10일–12일"},
		{"2024-09-01", "2024-09-03", "1–3 September 2024", "1er–3 septembre 2024", "2024년 9월 1일–3일"},
		{"2024-09-10", "2024-10-01", "10 September 2024 – 1 October 2024", "10 septembre 2024 – 1er octobre 2024", "2024년 9월 10일 – 2024년 10월 1일"},
		{"2010", "2013", "2010–2013", "2010–2013", "2010년–2013년"},
		{"2010-07", "2014", "July 2010 – 2014", "juillet 2010 – 2014", "2010년 7월 – 2014년"},
		{"2023-07-11", "2023-07-11", "11 July 2023", "11 juillet 2023", "2023년 7월 11일"},
		{"2023", "", "2023", "2023", "2023년"},
		{"", "2026", "– 2026", "– 2026", "– 2026년"},
		{"", "", "", "", ""},
	} {
		var from, to record.Date
		if test.from != "" {
			from, _ = record.ParseDate(test.from)
		}
		if test.to != "" {
			to, _ = record.ParseDate(test.to)
		}
		for language, want := range map[record.Language]string{record.English: test.en, record.French: test.fr, record.Korean: test.ko} {
			if got := (feature.Reader{Language: language}).Dates(from, to); got != want {
				t.Errorf("%s to %s in %s: %q, want %q", test.from, test.to, language, got, want)
			}
		}
	}
}
