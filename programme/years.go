package programme

import (
	"cmp"
	"slices"

	"entente/keys"
	"entente/record"
)

// Written is the value of a record with what a page needs to lead back to it:
// which record it is and which partner holds its pen.
type Written[T any] struct {
	ID      record.ID
	Partner keys.PartnerID
	Value   T
}

// Claim is what sources say of one member of a record. Where there are two or
// more they may disagree; it is for the reader to weigh them.
type Claim struct {
	Field   string
	Sources []Written[Source]
}

// Fact is an activity with where it comes from.
type Fact struct {
	Activity  Written[Activity]
	Certainty Certainty         // the weakest that a source of the whole gives
	Sources   []Written[Source] // of the whole activity
	Claims    []Claim           // about single members of it
}

// Year holds the facts that begin in it.
type Year struct {
	Year  int // 0 where the start is not known
	Facts []Fact
}

// ByYear groups activities by the year in which they begin, oldest first, each
// with its sources. Within a year, what is dated more vaguely comes first: an
// activity of "2024" before one of "2024-04", before one of "2024-04-04".
func ByYear(activities []Written[Activity], sources []Written[Source]) []Year {
	about := byRecord(sources)
	activities = slices.Clone(activities)
	slices.SortStableFunc(activities, func(a, b Written[Activity]) int {
		return cmp.Or(
			a.Value.Starts.Compare(b.Value.Starts),
			slices.Compare(a.ID[:], b.ID[:]),
		)
	})
	var years []Year
	for _, activity := range activities {
		year, _, _ := activity.Value.Starts.Parts()
		if len(years) == 0 || years[len(years)-1].Year != year {
			years = append(years, Year{Year: year})
		}
		last := &years[len(years)-1]
		last.Facts = append(last.Facts, fact(activity, about[activity.ID]))
	}
	return years
}

func fact(activity Written[Activity], sources []Written[Source]) Fact {
	whole, claims := split(sources)
	f := Fact{Activity: activity, Sources: whole, Claims: claims}
	for _, source := range whole {
		f.Certainty = weaker(f.Certainty, source.Value.Certainty)
	}
	return f
}

// byRecord files sources under what they are about. Their order is that of
// their ids, so that every node shows the same.
func byRecord(sources []Written[Source]) map[record.ID][]Written[Source] {
	sources = slices.Clone(sources)
	slices.SortStableFunc(sources, func(a, b Written[Source]) int { return slices.Compare(a.ID[:], b.ID[:]) })
	about := map[record.ID][]Written[Source]{}
	for _, source := range sources {
		id := source.Value.About.ID
		about[id] = append(about[id], source)
	}
	return about
}

// split parts the sources of a whole record from the claims about its members.
func split(sources []Written[Source]) (whole []Written[Source], claims []Claim) {
	for _, source := range sources {
		field := source.Value.Field
		if field == "" {
			whole = append(whole, source)
			continue
		}
		at := slices.IndexFunc(claims, func(c Claim) bool { return c.Field == field })
		if at < 0 {
			at = len(claims)
			claims = append(claims, Claim{Field: field})
		}
		claims[at].Sources = append(claims[at].Sources, source)
	}
	return whole, claims
}

// weaker prefers doubt: a certainty that this version does not know counts as
// uncertain, one that nobody gave does not count.
func weaker(a, b Certainty) Certainty {
	strength := func(c Certainty) int {
		switch c {
		case "":
			return 3
		case Confirmed:
			return 2
		case SingleSource:
			return 1
		default:
			return 0
		}
	}
	if strength(b) < strength(a) {
		a = b
	}
	if strength(a) == 0 {
		return Uncertain
	}
	return a
}
