package notice

import (
	"testing"
	"time"

	"entente/store"

	"pgregory.net/rapid"
)

func TestWhenAMailIsWritten(t *testing.T) {
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, seoul) // a Tuesday
	waits := News{Duties: []Duty{{Key: "a"}}}
	urgent := News{Duties: []Duty{{Key: "a", Urgent: true}}}
	for name, test := range map[string]struct {
		rhythm Rhythm
		told   store.Told
		news   News
		now    time.Time
		write  bool
		again  time.Time
	}{
		"never":                                       {Never, store.Told{}, urgent, noon, false, time.Time{}},
		"an unknown rhythm":                           {"hourly", store.Told{}, urgent, noon, false, time.Time{}},
		"nothing new":                                 {AtOnce, store.Told{}, News{Arrival: 9}, noon, false, time.Time{}},
		"a burst is waited out":                       {AtOnce, store.Told{}, waits, noon, false, noon.Add(burst)},
		"a burst that is over":                        {AtOnce, store.Told{Since: noon.Add(-burst)}, waits, noon, true, noon},
		"what was told is not told again":             {AtOnce, store.Told{Duties: []string{"a"}, Since: noon.Add(-time.Hour)}, waits, noon, false, time.Time{}},
		"changes alone are news":                      {AtOnce, store.Told{Since: noon.Add(-time.Hour)}, News{Changes: 1}, noon, true, noon.Add(burst - time.Hour)},
		"urgent at once, whatever the rhythm":         {Weekly, store.Told{}, urgent, noon, true, time.Time{}},
		"urgent, but told":                            {Weekly, store.Told{Duties: []string{"a"}}, urgent, noon, false, time.Time{}},
		"daily waits for the morning":                 {Daily, store.Told{Since: noon}, waits, noon.Add(time.Hour), false, noon.Add(20 * time.Hour)},
		"daily in the morning":                        {Daily, store.Told{Since: noon}, waits, noon.Add(20 * time.Hour), true, noon.Add(20 * time.Hour)},
		"weekly waits for Monday":                     {Weekly, store.Told{Since: noon}, waits, noon.Add(20 * time.Hour), false, noon.Add(5*24*time.Hour + 20*time.Hour)},
		"weekly after a weekend in which nothing ran": {Weekly, store.Told{Since: noon}, waits, noon.Add(6 * 24 * time.Hour), true, noon.Add(5*24*time.Hour + 20*time.Hour)},
	} {
		write, again := Due(test.rhythm, test.told, test.news, test.now)
		if write != test.write || !again.Equal(test.again) {
			t.Errorf("%s: %t, again %v; want %t, %v", name, write, again, test.write, test.again)
		}
	}
}

func TestADigestComesWithinItsRhythm(t *testing.T) {
	zones := []string{"Asia/Seoul", "Europe/Brussels", "America/New_York", "Pacific/Apia", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		after := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "after"), 0).In(zone)
		for rhythm, most := range map[Rhythm]time.Duration{Daily: 50 * time.Hour, Weekly: 8*24*time.Hour + 2*time.Hour} {
			at := nextDigest(rhythm, after)
			if !at.After(after) || at.Sub(after) > most {
				t.Fatalf("%s after %v is %v", rhythm, after, at)
			}
			if rhythm == Weekly && at.Weekday() != time.Monday {
				t.Fatalf("weekly on %v", at)
			}
		}
	})
}
