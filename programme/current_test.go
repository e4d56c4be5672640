package programme

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"entente/keys"
	"entente/record"
)

func TestAnEditionIsInForceFromItsDayUntilItEndsOrAnotherBegins(t *testing.T) {
	edition := func(id byte, inForce, from, to string) Step {
		e := Edition{Title: record.Text{EN: "E"}}
		for _, d := range []struct {
			text string
			into *record.Date
		}{{inForce, &e.InForce}, {from, &e.ValidFrom}, {to, &e.ValidTo}} {
			if d.text != "" {
				*d.into = date(t, d.text)
			}
		}
		return Step{Edition: Written[Edition]{ID: record.ID{id}, Value: e}}
	}
	today := date(t, "2026-11-24")
	signedOnly := Step{Edition: Written[Edition]{ID: record.ID{9}, Value: Edition{Signed: date(t, "2026-01-01")}}}
	for name, test := range map[string]struct {
		line []Step
		want byte
	}{
		"nothing is recorded":                      {nil, 0},
		"the day is known":                         {[]Step{edition(1, "2023-07-09", "", "")}, 1},
		"only the validity is known":               {[]Step{edition(1, "", "2023", "2026")}, 1},
		"it begins tomorrow":                       {[]Step{edition(1, "2026-11-25", "", "")}, 0},
		"it ended yesterday":                       {[]Step{edition(1, "2023", "", "2026-11-23")}, 0},
		"the later of two that have begun":         {[]Step{edition(1, "2019", "", ""), edition(2, "2023", "", "")}, 2},
		"the next has not begun":                   {[]Step{edition(1, "2019", "", ""), edition(2, "2027", "", "")}, 1},
		"the latest has ended, which revives none": {[]Step{edition(1, "2019", "", ""), edition(2, "2023", "", "2025")}, 0},
		"one that was only signed":                 {[]Step{signedOnly}, 0},
	} {
		got, known := InForce(test.line, today)
		if known != (test.want != 0) || got.ID[0] != test.want {
			t.Errorf("%s: %v, %v", name, got.ID[0], known)
		}
	}
}

func TestWhatStandsUnderTwoGoalsIsCountedOnce(t *testing.T) {
	ours, theirs := keys.PartnerID{1}, keys.PartnerID{2}
	said := func(by keys.PartnerID, p Progress) Written[Assessment] {
		return Written[Assessment]{Partner: by, Value: Assessment{Status: p}}
	}
	activity := Node{Ref: refOf(Activities.Kind, record.ID{5}), Activity: &Written[Activity]{}, Said: []Written[Assessment]{said(ours, Done)}}
	goal := func(id byte) Node {
		return Node{Ref: refOf(Goals.Kind, record.ID{id}), Goal: &Written[Goal]{}, Children: []Node{activity},
			Said: []Written[Assessment]{said(ours, AtRisk), said(theirs, OnTrack)}, Differ: true}
	}
	tally := Count(Node{Ref: refOf(Areas.Kind, record.ID{1}), Children: []Node{goal(2), goal(3)}})
	if tally.Goals != 2 || tally.Activities != 1 || tally.Differ != 2 || tally.Found[ours][Done] != 1 || tally.Found[ours][AtRisk] != 2 || tally.Found[theirs][OnTrack] != 2 {
		t.Errorf("%+v", tally)
	}
}

func TestTheOverviewSaysWhatIsInForceHowFarItIsAndWhatComesNext(t *testing.T) {
	d := newDesk(t)
	overview := func() string {
		answer := d.pages("/programme?lang=en&channel=" + d.channel.String())
		if answer.Code != 200 {
			t.Fatalf("%d\n%s", answer.Code, answer.Body)
		}
		text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(answer.Body.String(), " "))
		return strings.Join(strings.Fields(text), " ")
	}
	if heard := overview(); !strings.Contains(heard, "No programme is recorded in this channel.") {
		t.Errorf("an empty channel: %s", heard)
	}
	edition := invented(t, d)
	if heard := overview(); !strings.Contains(heard, "No edition is recorded as in force today.") {
		t.Errorf("an edition that was only signed: %s", heard)
	}
	of := refOf(Editions.Kind, d.put(t, Editions.Kind, &Edition{Title: record.Text{EN: "Elsewhere at home"}, Type: "ipcp",
		Programme: refOf(Programmes.Kind, d.NewID(d.channel)), InForce: date(t, "2020"), ValidTo: date(t, "2030"), Predecessor: refOf(Editions.Kind, edition)})[0])
	area := refOf(Areas.Kind, d.put(t, Areas.Kind, &Area{Title: record.Text{EN: "Sea"}, Edition: of, Number: 3})[0])
	objective := refOf(Objectives.Kind, d.put(t, Objectives.Kind, &Objective{Title: record.Text{EN: "O"}, Edition: of, Area: area})[0])
	goal := refOf(Goals.Kind, d.put(t, Goals.Kind, &Goal{Title: record.Text{EN: "A goal ahead"}, Objective: objective, TargetDate: date(t, "2028")})[0])
	d.put(t, Assessments.Kind, &Assessment{About: goal, Status: AtRisk, AsOf: date(t, "2026")})
	d.put(t, Milestones.Kind,
		&Milestone{Of: goal, Title: record.Text{EN: "A milestone ahead"}, Due: date(t, "2026-12-03")},
		&Milestone{Of: goal, Title: record.Text{EN: "A milestone this year"}, Due: date(t, "2026")},
		&Milestone{Of: goal, Title: record.Text{EN: "A milestone past"}, Due: date(t, "2026-11-02")})
	heard := overview()
	for _, words := range []string{
		"Editions of a programme that is not here", "In force now", "3 Sea 1 – At risk 1", "3 December 2026 in 10 days A milestone ahead",
		"2026 A milestone this year", "2028 A goal ahead", "2030 Elsewhere at home", "Latest changes",
	} {
		if !strings.Contains(heard, words) {
			t.Errorf("the overview does not say %q:\n%s", words, heard)
		}
	}
	next, _, _ := strings.Cut(heard[strings.Index(heard, "Next dates"):], "Latest changes")
	if strings.Contains(next, "A milestone past") {
		t.Errorf("what is past comes next: %s", next)
	}
}
