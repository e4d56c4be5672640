package programme

import "entente/record"

// Objective is an end: what the partners want to reach in an area. How it is to
// be reached is a Goal.
type Objective struct {
	Title       record.Text `json:"title" is:"required column sort search" en:"Title"`
	Edition     record.Ref  `json:"edition" to:"programme/edition" is:"required column filter" en:"Edition"`
	Area        record.Ref  `json:"area" to:"programme/area" is:"column filter" en:"Area"`
	Number      int64       `json:"number" is:"column sort" en:"Number"`
	Description record.Text `json:"description" is:"search" en:"Description"`
	record.Basics
}

// Objectives is the kind programme/objective.
var Objectives = record.Declare(record.Of[Objective]{
	Name: "programme/objective", Version: 1,
	Title: "Strategic objective|Strategic objectives", Sort: "number",
	Check: checkObjective,
})

func checkObjective(o Objective) record.Problems {
	if o.Number < 0 {
		return record.Problems{record.Wrong("number", "The number of an objective is not negative.")}
	}
	return nil
}
