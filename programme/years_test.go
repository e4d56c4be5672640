package programme

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"entente/record"
)

func id(n byte) record.ID { return record.ID{15: n} }

func date(t interface{ Fatal(...any) }, text string) record.Date {
	if text == "" {
		return record.Date{}
	}
	d, err := record.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func activityOf(t *testing.T, n byte, starts string) Written[Activity] {
	return Written[Activity]{ID: id(n), Value: Activity{Starts: date(t, starts)}}
}

func sourceOf(n, about byte, field string, certainty Certainty) Written[Source] {
	return Written[Source]{ID: id(n), Value: Source{
		About: record.Ref{Kind: "programme/activity", ID: id(about)}, Field: field, Certainty: certainty,
	}}
}

func TestYearsBeginWithWhatIsDatedMoreVaguely(t *testing.T) {
	years := ByYear([]Written[Activity]{
		activityOf(t, 1, "2024-04-04"), activityOf(t, 2, "2005-10"), activityOf(t, 3, "2024"),
		activityOf(t, 4, ""), activityOf(t, 5, "2024-04"),
	}, nil)
	var got [][]byte
	var of []int
	for _, year := range years {
		of = append(of, year.Year)
		var ids []byte
		for _, fact := range year.Facts {
			ids = append(ids, fact.Activity.ID[15])
		}
		got = append(got, ids)
	}
	if !slices.Equal(of, []int{0, 2005, 2024}) || !slices.EqualFunc(got, [][]byte{{4}, {2}, {3, 5, 1}}, slices.Equal) {
		t.Errorf("years %v hold %v", of, got)
	}
}

func TestSourcesThatDisagreeStandSideBySide(t *testing.T) {
	years := ByYear([]Written[Activity]{activityOf(t, 1, "2024")}, []Written[Source]{
		sourceOf(12, 1, "starts", Uncertain), sourceOf(11, 1, "starts", Confirmed),
		sourceOf(10, 1, "", Confirmed), sourceOf(13, 2, "", Uncertain),
	})
	fact := years[0].Facts[0]
	if len(fact.Sources) != 1 || fact.Sources[0].ID != id(10) {
		t.Errorf("sources of the whole: %v", fact.Sources)
	}
	if len(fact.Claims) != 1 || fact.Claims[0].Field != "starts" || len(fact.Claims[0].Sources) != 2 ||
		fact.Claims[0].Sources[0].ID != id(11) {
		t.Errorf("claims: %v", fact.Claims)
	}
	if fact.Certainty != Confirmed {
		t.Errorf("a doubt about one member made the whole %q", fact.Certainty)
	}
}

func TestTheWeakestSourceOfTheWholeSetsItsCertainty(t *testing.T) {
	for _, test := range []struct {
		given []Certainty
		want  Certainty
	}{
		{nil, ""},
		{[]Certainty{""}, ""},
		{[]Certainty{"", Confirmed}, Confirmed},
		{[]Certainty{Confirmed, SingleSource}, SingleSource},
		{[]Certainty{Uncertain, Confirmed}, Uncertain},
		{[]Certainty{"of-a-later-version", Confirmed}, Uncertain},
	} {
		var sources []Written[Source]
		for i, certainty := range test.given {
			sources = append(sources, sourceOf(byte(10+i), 1, "", certainty))
		}
		got := ByYear([]Written[Activity]{activityOf(t, 1, "2024")}, sources)[0].Facts[0].Certainty
		if got != test.want {
			t.Errorf("%q give %q, want %q", test.given, got, test.want)
		}
	}
}

func TestEveryActivityStandsInExactlyOneYearWhateverTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		starts := rapid.SliceOfN(rapid.SampledFrom([]string{"", "2005", "2005-03", "2005-03-14", "2026-12-31"}), 0, 20).Draw(t, "starts")
		var activities []Written[Activity]
		for i, s := range starts {
			activities = append(activities, Written[Activity]{ID: id(byte(i)), Value: Activity{Starts: date(t, s)}})
		}
		shuffled := rapid.Permutation(activities).Draw(t, "shuffled")
		var once, again []record.ID
		for _, year := range ByYear(activities, nil) {
			for _, fact := range year.Facts {
				if y, _, _ := fact.Activity.Value.Starts.Parts(); y != year.Year {
					t.Fatalf("%v stands in %d", fact.Activity.Value.Starts, year.Year)
				}
				once = append(once, fact.Activity.ID)
			}
		}
		for _, year := range ByYear(shuffled, nil) {
			for _, fact := range year.Facts {
				again = append(again, fact.Activity.ID)
			}
		}
		if len(once) != len(activities) || !slices.Equal(once, again) {
			t.Fatalf("%v and %v of %d activities", once, again, len(activities))
		}
	})
}
