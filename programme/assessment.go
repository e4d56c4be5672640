package programme

import "entente/record"

// Assessment is what one partner finds of an area, an objective, a goal or an
// activity at a date. It is that partner's own record and never a field of what
// it is about, so that two views stand side by side and neither overwrites the
// other: see Node.Said.
type Assessment struct {
	About  record.Ref  `json:"about" to:"programme/area programme/objective programme/goal programme/activity" is:"required column filter" en:"About"`
	Status Progress    `json:"status" is:"required column filter" en:"Status"`
	AsOf   record.Date `json:"asOf" is:"required column sort" en:"As of"`
	Text   record.Text `json:"text" is:"column search" en:"Text"`
	record.Basics
}

// Progress is how far something is in a partner's eyes.
type Progress string

// The states of progress.
const (
	NotStarted Progress = "not-started"
	OnTrack    Progress = "on-track"
	AtRisk     Progress = "at-risk"
	Late       Progress = "late"
	Done       Progress = "done"
	Retired    Progress = "retired"
)

// Options are the states of progress; a partner may send others.
func (Progress) Options() []record.Option {
	return record.OneOf("not-started: Not started", "on-track: On track", "at-risk: At risk", "late: Late", "done: Done", "retired: Retired")
}

// Assessments is the kind programme/assessment.
var Assessments = record.Declare(record.Of[Assessment]{
	Name: "programme/assessment", Version: 1,
	Title: "Assessment|Assessments", Sort: "-asOf",
})
