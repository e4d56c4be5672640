package programme

import (
	"testing"

	"entente/feature"
	"entente/record"
)

func TestAnActivityIsNotOverBeforeItStarts(t *testing.T) {
	for _, test := range []struct {
		starts, ends string
		wrong        bool
	}{
		{"2014-10", "2014-11", false},
		{"2010", "2010-03", false}, // may have started in January
		{"2010-03", "2010", false},
		{"2010-03", "2010-02", true},
		{"2011", "2010-12-31", true},
		{"", "2010", false},
		{"2010", "", false},
		{"2023-07-11", "2023-07-11", false},
	} {
		problems := checkActivity(Activity{Starts: date(t, test.starts), Ends: date(t, test.ends)})
		if (len(problems) > 0) != test.wrong {
			t.Errorf("from %q to %q: %v", test.starts, test.ends, problems)
		}
		problems = checkEdition(Edition{ValidFrom: date(t, test.starts), ValidTo: date(t, test.ends)})
		if (len(problems) > 0) != test.wrong {
			t.Errorf("valid from %q to %q: %v", test.starts, test.ends, problems)
		}
	}
}

func TestAnEditionMayBeInForceBeforeItIsSigned(t *testing.T) {
	itpp := Edition{Agreed: date(t, "2023-07-11"), Signed: date(t, "2023-07-13"), InForce: date(t, "2023-07-09")}
	if problems := checkEdition(itpp); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestAClaimAboutAFieldSaysWhatItClaims(t *testing.T) {
	if checkSource(Source{Field: "signed"}) == nil {
		t.Error("a claim without content passed")
	}
	if problems := checkSource(Source{Field: "signed", States: record.Text{EN: "Signed on 13 July 2023."}}); problems != nil {
		t.Error(problems)
	}
	if problems := checkSource(Source{}); problems != nil {
		t.Error(problems)
	}
}

func TestWhatIsRightPasses(t *testing.T) {
	for name, problems := range map[string]record.Problems{
		"a position":       checkActivity(Activity{Position: Position{Latitude: "37.5665", Longitude: "126.9780"}}),
		"merged goals":     checkGoal(Goal{Lineage: []Descent{{How: "merges", Goal: to(Goals.Kind, 1)}, {How: "merges", Goal: to(Goals.Kind, 2)}}}),
		"a dropped goal":   checkGoal(Goal{Lineage: []Descent{{How: "drops", Goal: to(Goals.Kind, 1), Reason: record.Text{EN: "Reached by other means."}}}}),
		"a bare indicator": checkGoal(Goal{Indicator: Indicator{Name: record.Text{EN: "Rounds held"}}}),
		"people":           checkContribution(Contribution{Type: "people", People: 4}),
		"a later relation": checkGoal(Goal{Lineage: []Descent{{How: "of-tomorrow", Goal: to(Goals.Kind, 1)}}}),
	} {
		if problems != nil {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

// A partner's view is a record of its own and names what it is about; a
// milestone is one of a goal or an activity, and nothing else.
func TestReferencesNameOnlyWhatTheyMay(t *testing.T) {
	ref := func(kind string) string {
		return `{"kind":"` + kind + `","id":"0190f5fe-7c00-7a00-8abc-0123456789ab"}`
	}
	for _, test := range []struct {
		kind *record.Kind
		body string
		fits bool
	}{
		{Assessments.Kind, `{"about":` + ref("programme/goal") + `,"status":"on-track","asOf":"2025"}`, true},
		{Assessments.Kind, `{"about":` + ref("programme/area") + `,"status":"of-tomorrow","asOf":"2025"}`, true},
		{Assessments.Kind, `{"about":` + ref("programme/source") + `,"status":"on-track","asOf":"2025"}`, false},
		{Assessments.Kind, `{"about":` + ref("programme/goal") + `,"asOf":"2025"}`, false},
		{Milestones.Kind, `{"title":{"en":"M"},"of":` + ref("programme/activity") + `}`, true},
		{Milestones.Kind, `{"title":{"en":"M"},"of":` + ref("programme/area") + `}`, false},
		{Contributions.Kind, `{"title":{"en":"C"},"type":"assets","to":` + ref("landscape/exposure") + `}`, true},
		{Actions.Kind, `{"title":{"en":"A"},"status":"open","of":` + ref("programme/edition") + `,"carriedFrom":` + ref("programme/goal") + `}`, false},
		{Activities.Kind, `{"title":{"en":"A"},"type":"visit","goals":[` + ref("programme/goal") + `]}`, true},
		{Activities.Kind, `{"title":{"en":"A"},"type":"visit","goals":[` + ref("programme/area") + `]}`, false},
	} {
		if problems := test.kind.Validate([]byte(test.body)); (len(problems) == 0) != test.fits {
			t.Errorf("%s %s: %v", test.kind.Name(), test.body, problems)
		}
	}
}

func TestEveryWordIsTranslated(t *testing.T) {
	program, err := feature.Collect(Feature)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range Feature.Kinds {
		if missing := program.Words.Missing(kind.Phrases()...); missing != nil {
			t.Errorf("%s: no words for %q", kind.Name(), missing)
		}
	}
	for _, problems := range []record.Problems{
		checkActivity(Activity{Starts: date(t, "2011"), Ends: date(t, "2010")}),
		checkEdition(Edition{ValidFrom: date(t, "2011"), ValidTo: date(t, "2010")}),
		checkArea(Area{Number: -1}),
		checkSource(Source{Field: "signed"}),
		checkActivity(Activity{Position: Position{Latitude: "90.1", Longitude: "0"}}),
		checkActivity(Activity{Position: Position{Latitude: "-90", Longitude: "-180.5"}}),
		checkActivity(Activity{Position: Position{Latitude: "37.5"}}),
		checkObjective(Objective{Number: -1}),
		checkGoal(Goal{Number: -1}),
		checkGoal(Goal{Indicator: Indicator{Target: "2"}}),
		checkGoal(Goal{Lineage: []Descent{{How: "merges", Goal: to(Goals.Kind, 1)}, {How: "continues", Goal: to(Goals.Kind, 1)}}}),
		checkGoal(Goal{Lineage: []Descent{{How: "drops", Goal: to(Goals.Kind, 1)}}}),
		checkContribution(Contribution{Amount: record.Money{Minor: -1, Currency: "USD"}}),
		checkContribution(Contribution{People: -1}),
	} {
		if len(problems) != 1 || program.Words.Missing(problems[0].Code) != nil {
			t.Errorf("no words for %v", problems)
		}
	}
}
