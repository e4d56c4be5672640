package label

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestACeilingRemembersNoMoreThanItJudged(t *testing.T) {
	policies := Shipped()
	rapid.Check(t, func(t *rapid.T) {
		raw := labels().Draw(t, "ceiling")
		ceiling, err := policies.Ceiling(raw)
		if err != nil {
			t.Fatal(err)
		}
		some := rapid.SliceOfN(labels(), 1, 4).Draw(t, "labels")
		for _, l := range append(some, some...) {
			if got, want := ceiling.Holds(l), policies.Within(l, raw); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%v, without memory %v", got, want)
			}
		}
	})
	ceiling, err := policies.Ceiling(natoLike(t, "SECRET"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 * maxVerdicts {
		if err := ceiling.Holds(fmt.Append(nil, i)); !errors.Is(err, ErrMalformed) {
			t.Fatal(err)
		}
	}
	if len(ceiling.verdicts) > maxVerdicts {
		t.Errorf("it remembers %d labels", len(ceiling.verdicts))
	}
	if _, err := policies.Ceiling([]byte(foreign[:20])); !errors.Is(err, ErrMalformed) {
		t.Errorf("a ceiling that is no label: %v", err)
	}
}
