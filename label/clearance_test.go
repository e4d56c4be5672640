package label

import (
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func TestALabelAdmitsWhomItsRulesAdmit(t *testing.T) {
	secret := func(held ...Category) []Clearance {
		return []Clearance{{Policy: "NATO-like", Classification: "SECRET", Held: held}}
	}
	both := natoLike(t, "SECRET", caveat("MEDICAL", "PERSONNEL"))
	shared := natoLike(t, "RESTRICTED", releasable("KOR", "NATO"))
	cases := map[string]struct {
		label      []byte
		clearances []Clearance
		rule       Rule
		missing    []string
	}{
		"nothing but a classification":      {natoLike(t, "SECRET"), secret(), "", nil},
		"lower than the clearance":          {natoLike(t, "UNCLASSIFIED"), secret(), "", nil},
		"names in another case":             {shared, []Clearance{{Policy: "nato-LIKE", Classification: "restricted", Held: []Category{releasable("kor")}}}, "", nil},
		"informative values":                {natoLike(t, "SECRET", Category{Tag: "Context", Values: []string{"EXERCISE"}}), secret(), "", nil},
		"one of the audience":               {shared, secret(releasable("JPN", "NATO")), "", nil},
		"all restrictions":                  {both, secret(caveat("MEDICAL"), caveat("PERSONNEL")), "", nil},
		"no clearance at all":               {natoLike(t, "UNCLASSIFIED"), nil, RulePolicy, nil},
		"a clearance of another policy":     {natoLike(t, "UNCLASSIFIED"), []Clearance{{Policy: "TLP", Classification: "RED"}}, RulePolicy, nil},
		"a classification that is none":     {natoLike(t, "UNCLASSIFIED"), []Clearance{{Policy: "NATO-like", Classification: "COSMIC"}}, RulePolicy, nil},
		"above the clearance":               {shared, []Clearance{{Policy: "NATO-like", Classification: "UNCLASSIFIED", Held: []Category{releasable("KOR")}}}, RuleClassification, nil},
		"one restriction of two":            {both, secret(caveat("MEDICAL")), RuleRestrictive, []string{"PERSONNEL"}},
		"not of the audience":               {shared, secret(releasable("JPN")), RulePermissive, []string{"KOR", "NATO"}},
		"of the audience by another tag":    {shared, secret(Category{Tag: "Context", Values: []string{"NATO"}}), RulePermissive, []string{"KOR", "NATO"}},
		"held under the URI of another set": {shared, secret(Category{Tag: "Releasable To", URI: "urn:oid:2.999.1", Values: []string{"KOR"}}), RulePermissive, []string{"KOR", "NATO"}},
		"two clearances are not one": {natoLike(t, "SECRET", caveat("MEDICAL")), []Clearance{
			{Policy: "NATO-like", Classification: "SECRET"},
			{Policy: "NATO-like", Classification: "RESTRICTED", Held: []Category{caveat("MEDICAL")}},
		}, RuleRestrictive, []string{"MEDICAL"}},
		"the second of two clearances": {natoLike(t, "SECRET"), []Clearance{
			{Policy: "NATO-like", Classification: "RESTRICTED"}, {Policy: "NATO-like", Classification: "SECRET"},
		}, "", nil},
		"no label":           {nil, secret(), RuleLabel, nil},
		"an unknown value":   {[]byte(replaceOnce(t, foreign, "KOR", "XYZ")), secret(releasable("KOR", "NATO")), RuleLabel, nil},
		"an unknown policy":  {[]byte(replaceOnce(t, foreign, ">NATO-like<", ">NATO<")), secret(releasable("KOR", "NATO")), RuleLabel, nil},
		"an empty audience":  {[]byte(replaceOnce(t, foreign, "<GenericValue>NATO</GenericValue>\n      <GenericValue>KOR</GenericValue>", "")), secret(releasable("KOR", "NATO")), RuleLabel, nil},
		"bytes of something": {[]byte("UNCLASSIFIED"), secret(), RuleLabel, nil},
	}
	for name, c := range cases {
		err := Shipped().Admits(c.label, c.clearances)
		if c.rule == "" {
			if err != nil {
				t.Errorf("%s: %v, expected that it is admitted", name, err)
			}
			continue
		}
		refusal, isRefusal := errors.AsType[*Refusal](err)
		if !isRefusal || !errors.Is(err, ErrNotCleared) || refusal.Rule != c.rule || !reflect.DeepEqual(refusal.Missing, c.missing) {
			t.Errorf("%s: %v, expected that rule %q refuses for want of %s", name, err, c.rule, c.missing)
		}
	}
}

func TestAClearanceThatItsPolicyDoesNotKnowIsNotGranted(t *testing.T) {
	good := Clearance{Policy: "NATO-like", Classification: "SECRET", Held: []Category{releasable("KOR"), caveat("MEDICAL")}}
	if err := Shipped().CheckClearance(good); err != nil {
		t.Error(err)
	}
	for name, wrong := range map[string]Clearance{
		"policy":         {Policy: "NATO", Classification: "SECRET"},
		"classification": {Policy: "NATO-like", Classification: "COSMIC"},
		"tag":            {Policy: "NATO-like", Classification: "SECRET", Held: []Category{{Tag: "Eyes Only", Values: []string{"KOR"}}}},
		"type":           {Policy: "NATO-like", Classification: "SECRET", Held: []Category{{Tag: "Caveat", Type: Permissive, Values: []string{"MEDICAL"}}}},
		"value":          {Policy: "NATO-like", Classification: "SECRET", Held: []Category{releasable("XYZ")}},
	} {
		if err := Shipped().CheckClearance(wrong); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %v, expected that it is not known", name, err)
		}
	}
}

// Where all parts name an audience, a combination never admits somebody whom one
// of its parts refuses. A part that names none leaves the combination without
// one (ADatP-4774.1, 4.4), so reading is decided for each part by its own label.
func TestWhoIsAdmittedToACombinationIsAdmittedToEveryPart(t *testing.T) {
	policies := Shipped()
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(labels(), 1, 3).Draw(t, "parts")
		for _, part := range parts {
			l, err := policies.Check(part)
			if err != nil {
				t.Fatal(err)
			}
			if _, named := l.Audience(); !named {
				return
			}
		}
		combined, err := policies.Combine(day, parts...)
		if err != nil {
			return // nobody reads what is for nobody
		}
		held := func(tag string, values ...string) Category {
			return Category{Tag: tag, Values: rapid.SliceOfDistinct(rapid.SampledFrom(values), rapid.ID[string]).Draw(t, tag)}
		}
		clearances := []Clearance{{
			Policy:         "NATO-like",
			Classification: rapid.SampledFrom([]string{"UNCLASSIFIED", "RESTRICTED", "SECRET"}).Draw(t, "cleared to"),
			Held:           []Category{held("Releasable To", "KOR", "NATO", "JPN"), held("Caveat", "MEDICAL", "PERSONNEL")},
		}}
		if policies.Admits(combined, clearances) != nil {
			return
		}
		for _, part := range parts {
			if err := policies.Admits(part, clearances); err != nil {
				t.Errorf("%v:\n%s\nis read as part of\n%s", err, part, combined)
			}
		}
	})
}
