package office

import (
	"slices"
	"time"

	"entente/record"
)

// handedOver are the holders of an office after its leaver gives it to somebody
// from a day on: every period of the leaver's that is open on that day or later
// ends the day before, and the successor's begins, in the same role. A period
// that would have begun later is not begun. A successor who holds it already goes on.
func handedOver(holders []Holder, leaver, successor string, from record.Date) []Holder {
	last := before(from)
	var after []Holder
	role := AsDeputy
	for _, h := range holders {
		if h.Account != leaver || h.Until.Before(from) {
			after = append(after, h)
			continue
		}
		if h.As != AsDeputy {
			role = h.As
		}
		if h.Until = last; !last.Before(h.From.Earliest()) {
			after = append(after, h)
		}
	}
	already := func(h Holder) bool {
		return h.Account == successor && h.As == AsHolder && h.Until.IsZero() && h.acts(from)
	}
	if slices.ContainsFunc(after, already) {
		return after
	}
	return append(after, Holder{Account: successor, As: role, From: from})
}

// before is the day before a day.
func before(d record.Date) record.Date {
	year, month, day := d.Earliest().Parts()
	return record.DayOf(time.Date(year, month, day-1, 0, 0, 0, 0, time.UTC))
}
