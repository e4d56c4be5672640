package office

import (
	"testing"

	"pgregory.net/rapid"

	"entente/feature"
	"entente/record"
	"entente/ui"
)

// noon is the 23rd of November everywhere; alice acts for the desk and bo for
// the mission.
var noon = Circumstances{
	Today: func(string) record.Date { return day("2026-11-23") },
	Acted: func(office string) bool { return office != "empty" },
	Acts: func(account, office string) bool {
		return account == "alice" && office == "desk" || account == "bo" && office == "mission"
	},
	Name: func(account string) string { return account + "'s name" },
	Hear: func(text record.Text) ui.Said { return ui.Hear(text, record.English) },
}

func done(key string, a Assignment) Written[Assignment] {
	a.External = []record.ExternalID{{Scheme: "iati", Value: "other"}, {Scheme: dutyScheme, Value: key}}
	return Written[Assignment]{Value: a}
}

func TestWhatPeopleDidStandsOnTheDuty(t *testing.T) {
	for _, test := range []struct {
		name       string
		assignment Assignment
		want       feature.Duty
	}{
		{"nothing", Assignment{Of: "desk"}, feature.Duty{Office: "desk"}},
		{"taken", Assignment{Of: "desk", Taker: "alice"}, feature.Duty{Office: "desk", Arranged: feature.Arranged{Taker: "alice", TakenBy: "alice's name"}}},
		{"taken by somebody who left", Assignment{Of: "desk", Taker: "bo"}, feature.Duty{Office: "desk"}},
		{"put off to tomorrow", Assignment{Of: "desk", PutOff: day("2026-11-24")}, feature.Duty{Office: "desk", Arranged: feature.Arranged{PutOff: day("2026-11-24")}}},
		{"put off to today", Assignment{Of: "desk", PutOff: day("2026-11-23")}, feature.Duty{Office: "desk"}},
		{"put off to this month", Assignment{Of: "desk", PutOff: day("2026-11")}, feature.Duty{Office: "desk"}},
		{"passed on", Assignment{Of: "desk", Office: "mission", By: "desk", Note: record.Text{EN: "You know them"}},
			feature.Duty{Office: "mission", Arranged: feature.Arranged{PassedBy: "desk", Note: ui.Said{Text: "You know them", Language: "en"}}}},
		{"passed on and taken there", Assignment{Of: "desk", Office: "mission", By: "desk", Taker: "bo"},
			feature.Duty{Office: "mission", Arranged: feature.Arranged{PassedBy: "desk", Note: ui.Said{Language: "en"}, Taker: "bo", TakenBy: "bo's name"}}},
		{"passed back", Assignment{Of: "desk", Office: "desk", By: "mission"}, feature.Duty{Office: "desk"}},
		{"done while it concerned another", Assignment{Of: "mission", Office: "staff", Taker: "alice", PutOff: day("2027")}, feature.Duty{Office: "desk"}},
	} {
		got := Open([]feature.Duty{{Key: "k", Office: "desk"}}, []Written[Assignment]{done("k", test.assignment), done("gone", Assignment{Of: "desk", Taker: "alice"})}, noon)
		if len(got) != 1 {
			t.Fatalf("%s: %d duties", test.name, len(got))
		}
		d := got[0]
		if d.Office != test.want.Office || d.PutOff != test.want.PutOff || d.Taker != test.want.Taker || d.TakenBy != test.want.TakenBy ||
			d.PassedBy != test.want.PassedBy || d.Note.Text != test.want.Note.Text || d.Waits() != test.want.Waits() {
			t.Errorf("%s: %+v", test.name, d)
		}
	}
}

func TestWhatWaitsForAnOfficeThatNobodyActsForWaitsForAnybody(t *testing.T) {
	passed := done("passed", Assignment{Of: "desk", Office: "empty", By: "desk"})
	for _, d := range Open([]feature.Duty{{Key: "own", Office: "empty"}, {Key: "passed", Office: "desk"}}, []Written[Assignment]{passed}, noon) {
		if d.Office != "" || d.Vacant != "empty" {
			t.Errorf("%s waits for %q, vacant %q", d.Key, d.Office, d.Vacant)
		}
	}
}

func TestOnlyTheActItselfClosesADuty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfDistinct(rapid.StringMatching(`[a-e]`), func(k string) string { return k }).Draw(t, "keys")
		codes := rapid.SampledFrom([]string{"", "desk", "mission", "staff", "empty"})
		var duties []feature.Duty
		var all []Written[Assignment]
		for _, key := range keys {
			duties = append(duties, feature.Duty{Key: key, Office: codes.Draw(t, "office")})
		}
		for range rapid.IntRange(0, 8).Draw(t, "assignments") {
			a := Assignment{Of: codes.Draw(t, "of"), Office: codes.Draw(t, "to"), Taker: rapid.SampledFrom([]string{"", "alice", "bo", "gone"}).Draw(t, "taker")}
			a.PutOff = rapid.SampledFrom([]record.Date{{}, day("2026-11-23"), day("2027")}).Draw(t, "until")
			all = append(all, done(rapid.StringMatching(`[a-g]`).Draw(t, "key"), a))
		}
		open := Open(duties, all, noon)
		if len(open) != len(duties) {
			t.Fatalf("%d duties became %d", len(duties), len(open))
		}
		for i, d := range open {
			if d.Key != duties[i].Key {
				t.Fatal("another duty stands in its place")
			}
			if d.Office == "" && duties[i].Office != "" && d.Vacant == "" {
				t.Fatal("it waits for nobody")
			}
			if d.Taker != "" && !noon.Acts(d.Taker, d.Office) {
				t.Fatalf("%s took it and does not act for %s", d.Taker, d.Office)
			}
			if !d.PutOff.IsZero() && !day("2026-11-23").Before(d.PutOff) {
				t.Fatalf("it is put off to %s, which is not ahead", d.PutOff)
			}
		}
		if again := Open(append(duties, duties...), all, noon); len(again) != len(duties) {
			t.Fatal("a duty that two channels show stands twice")
		}
	})
}
