package programme

import (
	"fmt"
	"maps"
	"testing"

	"entente/feature"
	"entente/keys"
	"entente/record"
	"entente/store"
	"entente/ui"
)

func TestAMilestoneWaitsFromAMonthBeforeUntilItIsReached(t *testing.T) {
	today := date(t, "2026-11-24")
	for _, test := range []struct {
		due, done string
		waits     bool
	}{
		{"2026-11-20", "", true},
		{"2026-11-20", "2026-12-01", false},
		{"2026-12-24", "", true},
		{"2026-12-25", "", false},
		{"2026-12", "", false}, // it may be due on its last day
		{"2026-11", "", true},
		{"2025", "", true},
		{"", "", false},
	} {
		m := Milestone{Due: date(t, test.due), Done: date(t, test.done)}
		if MilestoneWaits(m, today) != test.waits {
			t.Errorf("due %q, done %q: waits is not %v", test.due, test.done, test.waits)
		}
		if a := (Action{Due: date(t, test.due), Status: "open"}); test.done == "" && ActionWaits(a, today) != test.waits {
			t.Errorf("an open action due %q: waits is not %v", test.due, test.waits)
		}
	}
	if ActionWaits(Action{Due: date(t, "2020"), Status: "dropped"}, today) {
		t.Error("an action that was dropped waits")
	}
}

func TestAGoalWaitsOnceItsTargetDateIsPastUnlessWeCallItDone(t *testing.T) {
	today := date(t, "2026-11-24")
	for _, test := range []struct {
		target string
		ours   *Assessment
		waits  bool
	}{
		{"2026-06", nil, true},
		{"2026", nil, false},
		{"2026-06", &Assessment{Status: OnTrack}, true},
		{"2026-06", &Assessment{Status: Done}, false},
		{"2026-06", &Assessment{Status: Retired}, false},
		{"", nil, false},
	} {
		if GoalWaits(Goal{TargetDate: date(t, test.target)}, test.ours, today) != test.waits {
			t.Errorf("target %q, %+v: waits is not %v", test.target, test.ours, test.waits)
		}
	}
}

func TestAResultIsAskedForAYearLong(t *testing.T) {
	today := date(t, "2026-11-24")
	for _, test := range []struct {
		starts, ends string
		result       string
		waits        bool
	}{
		{"2026-09-11", "", "", true},
		{"2026-09-11", "", "Agreed to meet again.", false},
		{"2026-09-11", "2026-12-01", "", false},
		{"2025-11-24", "", "", true},
		{"2025-11-23", "", "", false},
		{"2025", "", "", true}, // it may have ended on the last of December
		{"2026", "", "", false},
		{"", "", "", false},
	} {
		a := Activity{Starts: date(t, test.starts), Ends: date(t, test.ends), Result: record.Text{EN: test.result}}
		if ResultWaits(a, today) != test.waits {
			t.Errorf("%q to %q: waits is not %v", test.starts, test.ends, test.waits)
		}
	}
}

func TestASecondSourceIsAskedForWhereNoneIsCertain(t *testing.T) {
	for name, test := range map[string]struct {
		certainties []Certainty
		waits       bool
	}{
		"none at all":           {nil, false},
		"one alone":             {[]Certainty{SingleSource}, true},
		"two that are doubtful": {[]Certainty{Uncertain, SingleSource}, true},
		"one that is confirmed": {[]Certainty{Uncertain, Confirmed}, false},
		"one not judged":        {[]Certainty{""}, false},
		"of a newer partner":    {[]Certainty{"hearsay"}, true},
	} {
		var sources []Written[Source]
		for i, c := range test.certainties {
			sources = append(sources, sourceOf(byte(i+1), 9, "", c))
		}
		if SourceWaits(sources) != test.waits {
			t.Errorf("%s: waits is not %v", name, test.waits)
		}
	}
}

func TestSourcesDisagreeWhereTheyNameOtherYears(t *testing.T) {
	for name, test := range map[string]struct {
		held   string
		states []string
		differ bool
	}{
		"the same year in a sentence":  {"2023-07-13", []string{"Signed on 13 July 2023."}, false},
		"another year":                 {"2024", []string{"2023"}, true},
		"two years, one of them ours":  {"2021", []string{"Took part from 2020, again in 2021."}, false},
		"two years, none of them ours": {"2022", []string{"Took part from 2020, again in 2021."}, true},
		"sources against each other":   {"", []string{"2005: the address to the Council.", "Counted from 2006."}, true},
		"no year at all":               {"2023", []string{"Adopted at Vilnius."}, false},
		"a number that is no year":     {"2023", []string{"With 3000 people."}, false},
	} {
		claim := Claim{Field: "starts"}
		for _, text := range test.states {
			claim.Sources = append(claim.Sources, Written[Source]{Value: Source{States: record.Text{EN: text}}})
		}
		if Disagree(claim, date(t, test.held)) != test.differ {
			t.Errorf("%s: differ is not %v", name, test.differ)
		}
	}
}

func TestAnEditionThatEndsWithinAYearWantsASuccessor(t *testing.T) {
	today := date(t, "2026-11-24")
	edition := func(n, after byte, agreed, validTo string) Written[Edition] {
		return Written[Edition]{ID: id(n), Value: Edition{Predecessor: record.Ref{ID: id(after)}, Agreed: date(t, agreed), ValidTo: date(t, validTo)}}
	}
	for name, test := range map[string]struct {
		all   []Written[Edition]
		waits bool
	}{
		"ends this year":               {[]Written[Edition]{edition(1, 9, "2023", "2026")}, true},
		"ended long ago":               {[]Written[Edition]{edition(1, 9, "2012", "2016")}, true},
		"ends in two years":            {[]Written[Edition]{edition(1, 9, "2023", "2028-11")}, false},
		"no end is known":              {[]Written[Edition]{edition(1, 9, "2023", "")}, false},
		"another names it":             {[]Written[Edition]{edition(1, 9, "2023", "2026"), edition(2, 1, "", "")}, false},
		"a later one stands beside it": {[]Written[Edition]{edition(1, 9, "2023", "2026"), edition(2, 9, "2026-10", "")}, false},
		"only an earlier one":          {[]Written[Edition]{edition(1, 9, "2023", "2026"), edition(2, 9, "2019", "2023")}, true},
	} {
		if SuccessorWaits(test.all[0], test.all, today) != test.waits {
			t.Errorf("%s: waits is not %v", name, test.waits)
		}
	}
}

func TestAnOwnerIsFoundByThePartnersCode(t *testing.T) {
	owners := []Owner{{Partner: "NATO", Office: "DPP"}, {Partner: "rok", Office: "MOFA"}, {Partner: "ROK", Office: "MND"}}
	if name, ours := office(owners, "ROK"); name != "MOFA" || !ours {
		t.Errorf("%q %v", name, ours)
	}
	if name, ours := office(owners, "XYZ"); name != "" || ours {
		t.Errorf("%q %v", name, ours)
	}
}

func TestWhatIsDueInAChannelIsReadFromItsRecords(t *testing.T) {
	d := newDesk(t)
	of := refOf(Activities.Kind, d.put(t, Activities.Kind, &Activity{Title: record.Text{EN: "A visit"}, Type: "visit"})[0])
	d.put(t, Milestones.Kind,
		&Milestone{Of: of, Title: record.Text{EN: "Late"}, Due: date(t, "2026-11-01")},
		&Milestone{Of: of, Title: record.Text{EN: "Reached"}, Due: date(t, "2026-11-01"), Done: date(t, "2026-11-01")},
		&Milestone{Of: of, Title: record.Text{EN: "Far"}, Due: date(t, "2028")})
	d.put(t, Actions.Kind,
		&Action{Of: of, Title: record.Text{EN: "Ours"}, Status: "open", Due: date(t, "2026-11-01"), Owners: []Owner{{Partner: "AAA", Office: "desk"}}},
		&Action{Of: of, Title: record.Text{EN: "Promised"}, Status: "open", Due: date(t, "2028-06"), Owners: []Owner{{Partner: "AAA", Office: "desk"}}},
		&Action{Of: of, Title: record.Text{EN: "Undated"}, Status: "open", Owners: []Owner{{Partner: "AAA", Office: "desk"}}},
		&Action{Of: of, Title: record.Text{EN: "Closed"}, Status: "done", Due: date(t, "2028-06"), Owners: []Owner{{Partner: "AAA", Office: "desk"}}},
		&Action{Of: of, Title: record.Text{EN: "Theirs"}, Status: "open", Due: date(t, "2026-11-01"), Owners: []Owner{{Partner: "BBB", Office: "desk"}}})
	got := map[string]string{}
	for _, duty := range d.duties(t) {
		got[duty.About.Words.Text] = fmt.Sprintf("%s/%s/%t", duty.Asked, duty.Office, duty.Waits())
	}
	want := map[string]string{"Late": "Milestone/Desk/true", "Ours": "Action/desk/true", "Promised": "Action/desk/false", "Undated": "Action/desk/false"}
	if !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// duties reads what waits in the channel of the desk.
func (d desk) duties(t testing.TB) (all []feature.Duty) {
	t.Helper()
	err := d.View(t.Context(), func(tx *store.Tx) (err error) {
		channel, err := tx.Channel(d.channel)
		if err != nil {
			return err
		}
		all, err = duties(&feature.Reading{
			Tx: tx, Now: d.Now(), Self: d.Self(), Channel: channel, Members: []keys.PartnerID{d.Self()},
			Partner: func(keys.PartnerID) ui.Partner { return ui.Partner{Code: "AAA", Ours: true} },
			Record:  func(id record.ID) string { return "/" + id.String() },
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
