package office

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"entente/access"
	"entente/record"
)

func day(text string) record.Date {
	if text == "" {
		return record.Date{}
	}
	d, err := record.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

func held(account string, as Role, from, until string) Holder {
	return Holder{Account: account, As: as, From: day(from), Until: day(until)}
}

func office(code, zone string, holders ...Holder) Written[Office] {
	return Written[Office]{Value: Office{Title: record.Text{EN: code}, Code: code, Zone: zone, Holders: holders}}
}

func instant(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

func TestAnOfficeIsHeldWithinItsPeriodInItsOwnZone(t *testing.T) {
	for _, test := range []struct {
		name   string
		zone   string
		holder Holder
		at     string
		holds  bool
	}{
		{"without dates", "", held("a", AsHolder, "", ""), "2026-11-23T09:00:00Z", true},
		{"the first instant of the first day", "Asia/Seoul", held("a", AsHolder, "2026-11-23", ""), "2026-11-22T15:00:00Z", true},
		{"the instant before it", "Asia/Seoul", held("a", AsHolder, "2026-11-23", ""), "2026-11-22T14:59:59Z", false},
		{"the last instant of the last day", "Asia/Seoul", held("a", AsHolder, "", "2026-11-23"), "2026-11-23T14:59:59Z", true},
		{"the instant after it", "Asia/Seoul", held("a", AsHolder, "", "2026-11-23"), "2026-11-23T15:00:00Z", false},
		{"the same instant further west", "Europe/Brussels", held("a", AsHolder, "", "2026-11-23"), "2026-11-23T15:00:00Z", true},
		{"in a zone that is not known", "Mars/Olympus", held("a", AsHolder, "", "2026-11-23"), "2026-11-23T23:59:59Z", true},
		{"a month holds all its days", "", held("a", AsHolder, "2026-11", "2026-11"), "2026-11-30T23:59:59Z", true},
		{"and no other", "", held("a", AsHolder, "2026-11", "2026-11"), "2026-12-01T00:00:00Z", false},
		{"somebody else", "", held("b", AsHolder, "", ""), "2026-11-23T09:00:00Z", false},
		{"nobody", "", held("", AsHolder, "", ""), "2026-11-23T09:00:00Z", false},
	} {
		account := "a"
		if test.name == "nobody" {
			account = ""
		}
		if got := len(Held([]Written[Office]{office("desk", test.zone, test.holder)}, account, instant(test.at))) == 1; got != test.holds {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func TestPeriodsMayLeaveGapsAndOverlap(t *testing.T) {
	o := office("desk", "", held("a", AsDeputy, "2026-01-01", "2026-03-31"), held("a", AsHolder, "2026-03-01", "2026-03-31"), held("a", AsHolder, "2026-06-01", ""))
	for at, want := range map[string]string{"2025-12-31": "", "2026-01-01": "deputy", "2026-03-01": "holder", "2026-04-01": "", "2026-05-31": "", "2026-06-01": "holder"} {
		got := ""
		for _, h := range Held([]Written[Office]{o}, "a", instant(at+"T12:00:00Z")) {
			if got = "holder"; h.Deputy {
				got = "deputy"
			}
		}
		if got != want {
			t.Errorf("on %s: %q, want %q", at, got, want)
		}
	}
}

func TestOfficesThatAreHeldStandBeforeThoseOfADeputy(t *testing.T) {
	offices := []Written[Office]{
		office("a", "", held("me", AsDeputy, "", "")), office("c", "", held("me", AsHolder, "", "")), office("b", "", held("me", AsHolder, "", "")),
		office("b", "", held("me", AsDeputy, "", "")),
	}
	closed := office("d", "", held("me", AsHolder, "", ""))
	closed.Value.Inactive = true
	codes := ""
	for _, o := range Held(append(offices, closed), "me", time.Now()) {
		codes += o.Code
	}
	if codes != "bca" {
		t.Error(codes)
	}
}

func TestTheLedgerWinsOverTheAccountsOwnList(t *testing.T) {
	own := []access.Office{{Code: "desk"}, {Code: "night"}}
	offices := []Written[Office]{office("desk", "", held("other", AsHolder, "", "")), office("mission", "", held("me", AsHolder, "", ""))}
	codes := ""
	for _, o := range Together(offices, own, "me", time.Now()) {
		codes += o.Code + " "
	}
	if codes != "mission night " {
		t.Errorf("%q", codes)
	}
}

func TestAtEveryInstantSomebodyHoldsWhatWasHandedOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom([]string{"", "Asia/Seoul", "Europe/Brussels", "America/New_York", "Pacific/Apia"}).Draw(t, "zone")
		change := record.DayOf(time.Date(2026, 1, 1+rapid.IntRange(0, 364).Draw(t, "day"), 0, 0, 0, 0, time.UTC))
		o := office("desk", zone, Holder{Account: "a", As: AsHolder})
		o.Value.Holders = handedOver(o.Value.Holders, "a", "b", change)
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 366*24*3600).Draw(t, "second")) * time.Second)
		holds := func(account string) bool { return len(Held([]Written[Office]{o}, account, at)) == 1 }
		if holds("a") == holds("b") {
			t.Fatalf("at %s in %q, handed over on %s: a %v, b %v", at, zone, change, holds("a"), holds("b"))
		}
		if after := !o.Value.today(at).Before(change); holds("b") != after {
			t.Fatalf("at %s in %q the successor of %s holds: %v", at, zone, change, holds("b"))
		}
	})
}
