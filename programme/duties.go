package programme

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"entente/record"
)

// The rules of what waits for one side. Each judges values that it is given and
// a day; what is read for them, and how much, is in duties_read.go.

// office is the office of a partner among owners; ours is false where the
// partner owns nothing of it. Several of one partner answer together: the first
// is named.
func office(owners []Owner, code string) (name string, ours bool) {
	for _, o := range owners {
		if strings.EqualFold(o.Partner, code) {
			return o.Office, true
		}
	}
	return "", false
}

// past reports that a date, however it is made precise, lies before a day.
func past(d, today record.Date) bool { return !d.IsZero() && d.Before(today) }

// near reports that a date lies within so many days from today, or is past.
func near(d, today record.Date, days int) bool {
	return !d.IsZero() && d.Latest().Compare(dayAfter(today, days)) <= 0
}

// MilestoneWaits says that a milestone is due, or was, and is not reached.
func MilestoneWaits(m Milestone, today record.Date) bool {
	return m.Done.IsZero() && near(m.Due, today, soon)
}

// ActionWaits says that an action is open and due, or was.
func ActionWaits(a Action, today record.Date) bool {
	return ActionPromised(a) && near(a.Due, today, soon)
}

// ActionPromised says that an action is open, whenever it is due: its office
// answers for it.
func ActionPromised(a Action) bool { return a.Status == "open" }

// GoalWaits says that the target date of a goal is past and our own newest
// assessment of it, if there is one, does not say that it is done or retired.
func GoalWaits(g Goal, ours *Assessment, today record.Date) bool {
	return past(g.TargetDate, today) && (ours == nil || ours.Status != Done && ours.Status != Retired)
}

// ResultWaits says that an activity ended within the last year and nothing is
// recorded of what came of it. Older ones are history that nobody asks for.
func ResultWaits(a Activity, today record.Date) bool {
	ended := a.Ends
	if ended.IsZero() {
		ended = a.Starts
	}
	return a.Result.IsZero() && past(ended, today) && !ended.Before(yearsAfter(today, -1))
}

// SourceWaits says that all that is known of something comes from one source, or
// from none that is certain.
func SourceWaits(sources []Written[Source]) bool {
	if len(sources) == 0 {
		return false
	}
	return !slices.ContainsFunc(sources, func(s Written[Source]) bool {
		return s.Value.Certainty == Confirmed || s.Value.Certainty == ""
	})
}

// Disagree says that sources name different years for a date of a record, or
// that one names none that the record's own date can be in. Years are compared,
// since sources write of dates in sentences.
func Disagree(claim Claim, held record.Date) bool {
	var first []int
	for _, source := range claim.Sources {
		for _, text := range source.Value.States.All() {
			named := yearsNamed(text)
			if len(named) == 0 {
				continue
			}
			year, _, _ := held.Parts()
			if !held.IsZero() && !slices.Contains(named, year) || first != nil && !meet(first, named) {
				return true
			}
			first = named
		}
	}
	return false
}

// against are the sources of a claim that name no year that the date can be in;
// all of them where they only contradict each other.
func against(claim Claim, held record.Date) []Written[Source] {
	year, _, _ := held.Parts()
	var found []Written[Source]
	for _, source := range claim.Sources {
		named := yearsNamed(source.Value.States.String())
		if len(named) > 0 && !slices.Contains(named, year) {
			found = append(found, source)
		}
	}
	if len(found) == 0 || held.IsZero() {
		return claim.Sources
	}
	return found
}

var fourFigures = regexp.MustCompile(`\b(1[89]|20)[0-9]{2}\b`)

func yearsNamed(text string) (all []int) {
	for _, figures := range fourFigures.FindAllString(text, -1) {
		year, _ := strconv.Atoi(figures) // the pattern has only figures
		all = append(all, year)
	}
	return all
}

func meet(a, b []int) bool {
	return slices.ContainsFunc(a, func(n int) bool { return slices.Contains(b, n) })
}

// SuccessorWaits says that an edition ends within a year, or has ended, and no
// other follows it.
func SuccessorWaits(e Written[Edition], all []Written[Edition], today record.Date) bool {
	if e.Value.ValidTo.IsZero() || yearsAfter(today, 1).Before(e.Value.ValidTo) {
		return false
	}
	return !slices.ContainsFunc(all, func(other Written[Edition]) bool {
		follows := other.Value.Predecessor.ID == e.ID
		laterOne := other.Value.Programme.ID == e.Value.Programme.ID && earliest(e.Value).Before(earliest(other.Value))
		return other.ID != e.ID && (follows || laterOne)
	})
}

// AssessmentWaits says that a partner assessed something and we never did.
func AssessmentWaits(theirs Written[Assessment], ours *Assessment) bool {
	return ours == nil && theirs.Value.Status != Retired
}
