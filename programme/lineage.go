package programme

import (
	"cmp"
	"slices"

	"entente/record"
)

// Step is one edition in the line of a programme, with its areas and with what
// sources say of the edition. Dates on which sources disagree are claims side
// by side.
type Step struct {
	Edition Written[Edition]
	Areas   []AreaOf
	Sources []Written[Source]
	Claims  []Claim
}

// AreaOf is an area of an edition with its sources.
type AreaOf struct {
	Area    Written[Area]
	Sources []Written[Source]
	Claims  []Claim
}

// Lineage orders editions so that each comes after the one it follows, and
// files areas under their edition by number. An edition whose predecessor is
// not there begins a line of its own. Partners write editions separately, so
// two may name each other as predecessor: each edition is listed once all the
// same.
func Lineage(editions []Written[Edition], areas []Written[Area], sources []Written[Source]) []Step {
	about := byRecord(sources)
	var steps []Step
	for _, edition := range inLine(editions) {
		step := Step{Edition: edition}
		step.Sources, step.Claims = split(about[edition.ID])
		for _, area := range areas {
			if area.Value.Edition.ID == edition.ID {
				of := AreaOf{Area: area}
				of.Sources, of.Claims = split(about[area.ID])
				step.Areas = append(step.Areas, of)
			}
		}
		slices.SortStableFunc(step.Areas, func(a, b AreaOf) int {
			return cmp.Or(
				cmp.Compare(a.Area.Value.Number, b.Area.Value.Number),
				slices.Compare(a.Area.ID[:], b.Area.ID[:]),
			)
		})
		steps = append(steps, step)
	}
	return steps
}

func inLine(editions []Written[Edition]) []Written[Edition] {
	editions = slices.Clone(editions)
	slices.SortStableFunc(editions, func(a, b Written[Edition]) int {
		return cmp.Or(
			earliest(a.Value).Compare(earliest(b.Value)),
			slices.Compare(a.ID[:], b.ID[:]),
		)
	})
	waiting := map[record.ID]bool{}
	for _, edition := range editions {
		waiting[edition.ID] = true
	}
	line := make([]Written[Edition], 0, len(editions))
	for len(line) < len(editions) {
		next := slices.IndexFunc(editions, func(e Written[Edition]) bool {
			return waiting[e.ID] && !waiting[e.Value.Predecessor.ID]
		})
		if next < 0 { // only circles are left
			next = slices.IndexFunc(editions, func(e Written[Edition]) bool { return waiting[e.ID] })
		}
		delete(waiting, editions[next].ID)
		line = append(line, editions[next])
	}
	return line
}

// earliest is the first of an edition's dates that is known.
func earliest(e Edition) record.Date {
	for _, date := range []record.Date{e.Agreed, e.Signed, e.InForce, e.ValidFrom} {
		if !date.IsZero() {
			return date
		}
	}
	return record.Date{}
}
