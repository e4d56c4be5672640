package programme

import (
	"cmp"
	"slices"
	"strings"

	"entente/record"
	"entente/ui"
)

// A lane is the facts of a timeline that belong together.
type lane struct {
	Title ui.Said
	Facts []Fact
}

// laned files facts under what of tells of each. Two names that differ in
// nothing but capitals are one lane, so that an area and a theme of its name
// are. The fullest lane comes first; facts without any name come last.
func laned(facts []Fact, of func(Fact) (key string, title ui.Said)) []lane {
	at := map[string]int{}
	var lanes []lane
	var rest lane
	for _, fact := range facts {
		key, title := of(fact)
		if key = strings.ToLower(key); key == "" {
			rest.Title, rest.Facts = title, append(rest.Facts, fact)
			continue
		}
		i, known := at[key]
		if !known {
			i = len(lanes)
			at[key] = i
			lanes = append(lanes, lane{Title: title})
		}
		if title.Language != "" { // an area is called in the reader's language, a theme in its writer's
			lanes[i].Title = title
		}
		lanes[i].Facts = append(lanes[i].Facts, fact)
	}
	slices.SortStableFunc(lanes, func(a, b lane) int { return cmp.Compare(len(b.Facts), len(a.Facts)) })
	if len(rest.Facts) > 0 {
		lanes = append(lanes, rest)
	}
	return lanes
}

// A validity is for how long an edition is drawn: until its own end, else until
// the next one begins, else on into what is not known.
type validity struct {
	Edition Written[Edition]
	Begins  record.Date
	Ends    record.Date
	Open    bool
}

// validities are those of editions in their line.
func validities(steps []Step) []validity {
	var all []validity
	for i, step := range steps {
		e := step.Edition.Value
		v := validity{Edition: step.Edition, Begins: cmp.Or(e.InForce, e.ValidFrom, e.Signed, e.Agreed), Ends: e.ValidTo}
		if v.Begins.IsZero() {
			continue
		}
		for _, next := range steps[i+1:] {
			if v.Ends.IsZero() && next.Edition.Value.Programme.ID == e.Programme.ID {
				v.Ends = earliest(next.Edition.Value)
			}
		}
		v.Open = v.Ends.IsZero()
		all = append(all, v)
	}
	return all
}

// yearsOf are the first year of facts and the one after the last; ok is false
// where no fact has a date.
func yearsOf(facts []Fact) (from, to int, ok bool) {
	for _, fact := range facts {
		a := fact.Activity.Value
		for _, date := range []record.Date{a.Starts, a.Ends} {
			year, _, _ := date.Parts()
			if date.IsZero() {
				continue
			}
			if !ok || year < from {
				from = year
			}
			to, ok = max(to, year+1), true
		}
	}
	return from, to, ok
}

func later(a, b record.Date) record.Date {
	if a.Compare(b) < 0 {
		return b
	}
	return a
}
