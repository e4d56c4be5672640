package programme

import (
	"math/big"

	"entente/record"
)

// Activity is something that was or will be done: a round of consultations, an
// exercise, an operation, a step in the life of the programme. It belongs to an
// edition, an area or goals only where that is known.
type Activity struct {
	Title        record.Text  `json:"title" is:"required column sort search" en:"Title" section:"What"`
	Edition      record.Ref   `json:"edition" to:"programme/edition" is:"filter" en:"Edition"`
	Area         record.Ref   `json:"area" to:"programme/area" is:"column filter" en:"Area"`
	Goals        []record.Ref `json:"goals" to:"programme/goal" is:"filter" en:"Partnership goals"`
	Type         ActivityType `json:"type" is:"required column filter" en:"Type"`
	Theme        string       `json:"theme" is:"column filter search" en:"Theme"`
	Starts       record.Date  `json:"starts" is:"column sort" en:"Start" section:"When and where"`
	Ends         record.Date  `json:"ends" is:"column sort" en:"End"`
	Place        string       `json:"place" is:"column filter search" en:"Place"`
	Position     Position     `json:"position"`
	Participants []string     `json:"participants" is:"search" en:"Participants" section:"Who"`
	Description  record.Text  `json:"description" is:"search" en:"Description" section:"Description and result"`
	Result       record.Text  `json:"result" is:"search" en:"Result"`
	record.Basics
}

// Position is a point on the globe in degrees of WGS 84, north and east positive.
type Position struct {
	Latitude  record.Decimal `json:"latitude" en:"Latitude"`
	Longitude record.Decimal `json:"longitude" en:"Longitude"`
	record.Extra
}

// ActivityType says what sort of thing an activity is.
type ActivityType string

// Options are the sorts known so far; a partner may send others.
func (ActivityType) Options() []record.Option {
	return record.OneOf(
		"consultation: Consultation",
		"summit: Summit",
		"visit: Visit",
		"exercise: Exercise",
		"training: Training",
		"project: Project",
		"operation: Operation",
		"event: Event",
		"milestone: Milestone",
		"programme-act: Programme act",
		"agreement: Agreement",
		"decision: Decision",
		"contribution: Contribution",
		"membership: Membership",
		"standardisation: Standardisation",
		"science-project: Science project",
		"science-event: Science event",
	)
}

// Activities is the kind programme/activity.
var Activities = record.Declare(record.Of[Activity]{
	Name: "programme/activity", Version: 1,
	Title: "Activity|Activities", Sort: "-starts",
	Check: checkActivity,
})

func checkActivity(a Activity) record.Problems {
	problems := inOrder(a.Starts, a.Ends, record.Wrong("ends", "The activity ends before it starts."))
	if !within(a.Position.Latitude, 90) {
		problems = append(problems, record.Wrong("position.latitude", "A latitude lies between -90 and 90 degrees."))
	}
	if !within(a.Position.Longitude, 180) {
		problems = append(problems, record.Wrong("position.longitude", "A longitude lies between -180 and 180 degrees."))
	}
	if (a.Position.Latitude == "") != (a.Position.Longitude == "") {
		problems = problems.And(record.Problems{record.Wrong("position", "A position has a latitude and a longitude.")})
	}
	return problems
}

// within reports that degrees, if given, are at most so many either way.
func within(degrees record.Decimal, most int64) bool {
	number, ok := degrees.Rat()
	return degrees == "" || ok && number.Abs(number).Cmp(big.NewRat(most, 1)) <= 0
}

// inOrder finds fault only where the second date lies before the first however
// both are made precise: 2010 to 2010-03 may be right.
func inOrder(first, second record.Date, otherwise record.Problem) record.Problems {
	if second.Before(first) {
		return record.Problems{otherwise}
	}
	return nil
}
