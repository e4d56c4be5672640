package programme

import "entente/record"

// Activity is something that was or will be done: a round of consultations, an
// exercise, an operation, a step in the life of the programme. It belongs to an
// edition or an area only where that is known.
type Activity struct {
	Title        record.Text  `json:"title" is:"required column sort search" en:"Title"`
	Edition      record.Ref   `json:"edition" to:"programme/edition" is:"filter" en:"Edition"`
	Area         record.Ref   `json:"area" to:"programme/area" is:"column filter" en:"Area"`
	Type         ActivityType `json:"type" is:"required column filter" en:"Type"`
	Theme        string       `json:"theme" is:"column filter search" en:"Theme"`
	Starts       record.Date  `json:"starts" is:"column sort" en:"Start"`
	Ends         record.Date  `json:"ends" is:"column sort" en:"End"`
	Place        string       `json:"place" is:"column filter search" en:"Place"`
	Participants []string     `json:"participants" is:"search" en:"Participants"`
	Description  record.Text  `json:"description" is:"search" en:"Description"`
	record.Basics
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
	return inOrder(a.Starts, a.Ends, record.Wrong("ends", "The activity ends before it starts."))
}

// inOrder finds fault only where the second date lies before the first however
// both are made precise: 2010 to 2010-03 may be right.
func inOrder(first, second record.Date, otherwise record.Problem) record.Problems {
	if second.Before(first) {
		return record.Problems{otherwise}
	}
	return nil
}
