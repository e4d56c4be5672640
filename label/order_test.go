package label

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func natoLike(t interface{ Fatal(...any) }, class string, categories ...Category) []byte {
	raw, err := New(NATOLike(), class, day, review, categories...)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func releasable(values ...string) Category { return Category{Tag: "Releasable To", Values: values} }
func caveat(values ...string) Category     { return Category{Tag: "Caveat", Values: values} }

func TestACeilingHoldsClassificationRestrictionsAndAudience(t *testing.T) {
	policies := Shipped()
	tlp, err := New(TLP(), "GREEN", day, review)
	if err != nil {
		t.Fatal(err)
	}
	shared := natoLike(t, "RESTRICTED", releasable("KOR", "NATO"))
	private := natoLike(t, "SECRET")
	cases := map[string]struct {
		label, ceiling []byte
		want           []error
	}{
		"the ceiling itself":              {shared, shared, nil},
		"lower, same audience":            {natoLike(t, "UNCLASSIFIED", releasable("KOR", "NATO")), shared, nil},
		"wider audience":                  {natoLike(t, "RESTRICTED", releasable("KOR", "NATO", "JPN")), shared, nil},
		"informative values":              {natoLike(t, "RESTRICTED", releasable("KOR", "NATO"), Category{Tag: "Context", Values: []string{"EXERCISE"}}), shared, nil},
		"higher":                          {natoLike(t, "CONFIDENTIAL", releasable("KOR", "NATO")), shared, []error{ErrAbove}},
		"a reader is not in the audience": {natoLike(t, "UNCLASSIFIED", releasable("KOR")), shared, []error{ErrAbove}},
		"no audience named":               {natoLike(t, "UNCLASSIFIED"), shared, []error{ErrAbove}},
		"restricted further":              {natoLike(t, "UNCLASSIFIED", releasable("KOR", "NATO"), caveat("MEDICAL")), shared, []error{ErrAbove}},
		"no audience, none in ceiling":    {natoLike(t, "UNCLASSIFIED"), private, nil},
		"audience, none in ceiling":       {shared, private, nil},
		"restriction that ceiling has":    {natoLike(t, "SECRET", caveat("MEDICAL")), natoLike(t, "SECRET", caveat("MEDICAL", "PERSONNEL")), nil},
		"another policy":                  {tlp, shared, []error{ErrAbove, ErrUnknown}},
		"no label":                        {nil, shared, []error{ErrMalformed}},
		"no ceiling":                      {shared, nil, []error{ErrAbove, ErrMalformed}},
	}
	for name, c := range cases {
		err := policies.Within(c.label, c.ceiling)
		if (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, expected %v", name, err, c.want)
		}
		for _, want := range c.want {
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, expected %v", name, err, want)
			}
		}
	}
}

func TestAnUnknownPolicyOrValueIsAboveEveryCeiling(t *testing.T) {
	ceiling := natoLike(t, "SECRET")
	for old, new := range map[string]string{
		"2.999.4774.1\">": "2.999.4774.9\">",
		">NATO-like<":     ">NATO<",
		"unclassified":    "COSMIC",
		"KOR":             "XYZ",
		"Releasable To":   "Eyes Only",
		"PERMISSIVE":      "INFORMATIVE",
		"<Category":       "<PrivacyMark>x</PrivacyMark><Category",
	} {
		raw := []byte(replaceOnce(t, foreign, old, new))
		if err := Shipped().Within(raw, ceiling); !errors.Is(err, ErrAbove) || !errors.Is(err, ErrUnknown) {
			t.Errorf("%s instead of %s: %v, expected above the ceiling and not known", new, old, err)
		}
		if m := Shipped().Marking(raw, "en"); m.Known || m.Text == "" {
			t.Errorf("%s instead of %s: marked %+v as if it were known", new, old, m)
		}
	}
	if err := (Policies{}).Within(ceiling, ceiling); !errors.Is(err, ErrAbove) {
		t.Errorf("where no policy is known: %v, expected above the ceiling", err)
	}
}

func TestAnEmptyAudienceIsNobody(t *testing.T) {
	raw := []byte(replaceOnce(t, foreign, "<GenericValue>NATO</GenericValue>\n      <GenericValue>KOR</GenericValue>", ""))
	if _, err := Shipped().Check(raw); !errors.Is(err, ErrNobody) {
		t.Errorf("check: %v, expected releasable to nobody", err)
	}
	if err := Shipped().Within(raw, natoLike(t, "SECRET")); !errors.Is(err, ErrNobody) {
		t.Errorf("within: %v, expected releasable to nobody", err)
	}
	_, err := Shipped().Combine(day, natoLike(t, "SECRET", releasable("KOR")), natoLike(t, "SECRET", releasable("NATO")))
	if !errors.Is(err, ErrNobody) {
		t.Errorf("combine: %v, expected releasable to nobody", err)
	}
}

func TestReleaseGivesTheAudienceOfTheCeilingAndNeverLowers(t *testing.T) {
	policies, later := Shipped(), day.AddDate(0, 3, 0)
	ceiling := natoLike(t, "RESTRICTED", releasable("KOR", "NATO"))
	got, err := policies.Readdress(natoLike(t, "UNCLASSIFIED", Category{Tag: "Context", Values: []string{"EXERCISE"}}), ceiling, later)
	if err != nil {
		t.Fatal(err)
	}
	l, err := policies.Check(got)
	if err != nil || !l.Created.Equal(startOfDay(later)) || !l.Review.Equal(startOfDay(later.Add(review.Sub(day)))) {
		t.Errorf("times of the label were not written afresh: %+v, %v", l, err)
	}
	if m := policies.Marking(got, "en"); m.Text != "UNCLASSIFIED · RELEASABLE TO KOR, NATO · EXERCISE" {
		t.Errorf("released label is marked %q", m.Text)
	}
	for name, raw := range map[string][]byte{
		"higher":     natoLike(t, "SECRET", releasable("KOR", "NATO")),
		"restricted": natoLike(t, "UNCLASSIFIED", releasable("KOR", "NATO"), caveat("PERSONNEL")),
	} {
		if _, err := policies.Readdress(raw, ceiling, later); !errors.Is(err, ErrAbove) {
			t.Errorf("%s: %v, expected above the ceiling", name, err)
		}
	}
}

// labels draws labels that use every type of tag.
func labels() *rapid.Generator[[]byte] {
	return rapid.Custom(func(t *rapid.T) []byte {
		some := func(name string, tag string, values ...string) []Category {
			chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(values), 0, len(values), rapid.ID[string]).Draw(t, name)
			if len(chosen) == 0 {
				return nil
			}
			return []Category{{Tag: tag, Values: chosen}}
		}
		class := rapid.SampledFrom([]string{"UNCLASSIFIED", "RESTRICTED", "SECRET"}).Draw(t, "classification")
		raw, err := New(NATOLike(), class, day, review, slices.Concat(
			some("audience", "Releasable To", "KOR", "NATO", "JPN"),
			some("caveats", "Caveat", "MEDICAL", "PERSONNEL"),
			some("context", "Context", "EXERCISE"))...)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	})
}

func TestWithinIsAnOrder(t *testing.T) {
	policies := Shipped()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := labels().Draw(t, "a"), labels().Draw(t, "b"), labels().Draw(t, "c")
		within := func(x, y []byte) bool { return policies.Within(x, y) == nil }
		if !within(a, a) {
			t.Errorf("%s is not within itself", a)
		}
		if within(a, b) && within(b, c) && !within(a, c) {
			t.Errorf("%s\nis within\n%s\nis within\n%s\nbut the first is not within the last", a, b, c)
		}
	})
}

func TestACombinedLabelDominatesAndIsTheLeastThatDoes(t *testing.T) {
	policies := Shipped()
	rapid.Check(t, func(t *rapid.T) {
		members := rapid.SliceOfN(labels(), 1, 4).Draw(t, "members")
		upper := labels().Draw(t, "another")
		combined, err := policies.Combine(day, members...)
		if errors.Is(err, ErrNobody) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		least := policies.Within(combined, upper) == nil
		for _, m := range members {
			if err := policies.Within(m, combined); err != nil {
				t.Errorf("%v:\n%s\nis not within the combination\n%s", err, m, combined)
			}
			if policies.Within(m, upper) != nil {
				least = true // upper is no bound, so it says nothing
			}
		}
		if !least {
			t.Errorf("%s\nis within less than the combination\n%s", members, combined)
		}
	})
}

func TestACombinedLabelIsReviewedWithTheFirst(t *testing.T) {
	soon, err := New(TLP(), "CLEAR", day, day.AddDate(0, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	late, err := New(TLP(), "RED", day, review)
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[time.Time]time.Time{
		day:                  startOfDay(day.AddDate(0, 1, 0)),
		day.AddDate(1, 0, 0): startOfDay(day.AddDate(1, 0, 1)), // overdue: tomorrow
	} {
		combined, err := Shipped().Combine(at, soon, late)
		if err != nil {
			t.Fatal(err)
		}
		if l, err := Parse(combined); err != nil || !l.Review.Equal(want) || l.Classification != "RED" {
			t.Errorf("combined on %s: %s for review on %s, expected RED on %s (%v)", at, l.Classification, l.Review, want, err)
		}
	}
}

func BenchmarkWithin(b *testing.B) {
	policies := Shipped()
	label := natoLike(b, "UNCLASSIFIED", releasable("KOR", "NATO"))
	for b.Loop() {
		if err := policies.Within(label, label); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCeiling(b *testing.B) {
	label := natoLike(b, "UNCLASSIFIED", releasable("KOR", "NATO"))
	ceiling, err := Shipped().Ceiling(label)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := ceiling.Holds(label); err != nil {
			b.Fatal(err)
		}
	}
}

func TestALabelLowersAnotherIfSomebodyMoreMayRead(t *testing.T) {
	shared := natoLike(t, "RESTRICTED", releasable("KOR", "NATO"), caveat("MEDICAL"))
	for name, c := range map[string]struct {
		before, after []byte
		want          bool
	}{
		"the same":                   {shared, shared, false},
		"higher":                     {shared, natoLike(t, "SECRET", releasable("KOR", "NATO"), caveat("MEDICAL")), false},
		"restricted further":         {shared, natoLike(t, "RESTRICTED", releasable("KOR", "NATO"), caveat("MEDICAL", "PERSONNEL")), false},
		"a narrower audience":        {shared, natoLike(t, "RESTRICTED", releasable("KOR"), caveat("MEDICAL")), false},
		"informative values":         {shared, natoLike(t, "RESTRICTED", releasable("KOR", "NATO"), caveat("MEDICAL"), tagged("Context", "EXERCISE")), false},
		"lower":                      {shared, natoLike(t, "UNCLASSIFIED", releasable("KOR", "NATO"), caveat("MEDICAL")), true},
		"a restriction lost":         {shared, natoLike(t, "RESTRICTED", releasable("KOR", "NATO")), true},
		"a wider audience":           {shared, natoLike(t, "RESTRICTED", releasable("KOR", "NATO", "JPN"), caveat("MEDICAL")), true},
		"an audience where none was": {natoLike(t, "SECRET"), natoLike(t, "SECRET", releasable("KOR")), true},
		"no audience any more":       {shared, natoLike(t, "RESTRICTED", caveat("MEDICAL")), true},
		"what nobody understands":    {shared, nil, true},
		"from what nobody does":      {nil, shared, true},
	} {
		if got := Shipped().Lowers(c.before, c.after); got != c.want {
			t.Errorf("%s: lowers is %v, expected %v", name, got, c.want)
		}
	}
}
