package file

import (
	"testing"

	"entente/feature"
	"entente/feature/featuretest"
	"entente/record"
	"entente/words"
)

func TestTheFeatureKeepsItsPromises(t *testing.T) { featuretest.Check(t, Feature) }

func TestSizesAreSaidInTheUnitThatPeopleUse(t *testing.T) {
	own, err := words.Own()
	if err != nil {
		t.Fatal(err)
	}
	spoken, err := words.Parse(ownWords)
	if err != nil {
		t.Fatal(err)
	}
	all, err := words.Join(own, spoken)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		bytes      int64
		en, fr, ko string
	}{
		{7, "7 bytes", "7 octets", "7바이트"},
		{2_500, "2 kB", "2 ko", "2kB"},
		{2_540_000, "2.5 MB", "2,5 Mo", "2.5MB"},
		{20_000_000, "20 MB", "20 Mo", "20MB"},
		{1 << 30, "1.0 GB", "1,0 Go", "1.0GB"},
	} {
		for language, want := range map[record.Language]string{record.English: test.en, record.French: test.fr, record.Korean: test.ko} {
			if got := sizeIn(feature.Reader{Language: language, Words: all}, test.bytes); got != want {
				t.Errorf("%d in %s: %q, want %q", test.bytes, language, got, want)
			}
		}
	}
}
