package words_test

import (
	"testing"
	"time"

	"entente/record"
	"entente/words"
)

func TestADayNamesTheDayOfItsWeek(t *testing.T) {
	at := time.Date(2026, 4, 29, 1, 40, 0, 0, time.UTC)
	for language, want := range map[record.Language]string{
		record.English: "Wednesday 29 April 2026", record.French: "mercredi 29 avril 2026", record.Korean: "2026년 4월 29일 수요일",
	} {
		if got := words.Day(language, at); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := words.Clock(at.In(time.FixedZone("KST", 9*3600))); got != "10:40 KST" {
		t.Errorf("%q", got)
	}
	if got := words.Clock(at.In(time.FixedZone("", -3*3600))); got != "22:40 UTC-03:00" {
		t.Errorf("%q", got)
	}
}
