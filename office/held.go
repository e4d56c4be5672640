package office

import (
	"slices"
	"strings"
	"time"

	"entente/access"
	"entente/record"
	"entente/store"
)

// Written is a value and the record that it was read from.
type Written[T any] struct {
	store.Record
	Value T
}

// zone is where the days of an office begin and end: UTC for one that says
// nothing, or names what this node does not know.
func (o Office) zone() *time.Location {
	if zone, err := access.ZoneOf(o.Zone); err == nil {
		return zone
	}
	return time.UTC
}

// today is the day that it is at the office.
func (o Office) today(at time.Time) record.Date { return record.DayOf(at.In(o.zone())) }

// acts reports that the period of a holder includes the day. A date that is
// known to the month or year includes all of it.
func (h Holder) acts(day record.Date) bool {
	return !day.Before(h.From) && !h.Until.Before(day)
}

// Held are the offices that an account acts for at this instant: those it holds
// before those it deputises for, then by their code. Each day is over at its end
// in the office's own zone.
func Held(offices []Written[Office], account string, at time.Time) []access.Office {
	var held []access.Office
	for _, o := range offices {
		if o.Value.Inactive || account == "" {
			continue
		}
		today := o.Value.today(at)
		role, acts := Role(""), false
		for _, h := range o.Value.Holders {
			if h.Account == account && h.acts(today) && (!acts || h.As == AsHolder) {
				role, acts = h.As, true
			}
		}
		if acts {
			held = append(held, access.Office{Code: o.Value.Code, Title: o.Value.Title, ID: o.ID, Deputy: role != AsHolder})
		}
	}
	slices.SortStableFunc(held, func(a, b access.Office) int {
		if a.Deputy != b.Deputy {
			if a.Deputy {
				return 1
			}
			return -1
		}
		return strings.Compare(a.Code, b.Code)
	})
	seen := map[string]bool{}
	return slices.DeleteFunc(held, func(o access.Office) bool {
		twice := seen[o.Code]
		seen[o.Code] = true
		return twice
	})
}

// Together are the offices of an account whose own list is this: what the ledger
// says of an office wins over the list, which speaks only of offices that no
// record describes.
func Together(offices []Written[Office], own []access.Office, account string, at time.Time) []access.Office {
	recorded := map[string]bool{}
	for _, o := range offices {
		recorded[o.Value.Code] = true
	}
	held := Held(offices, account, at)
	for _, o := range own {
		if !recorded[o.Code] {
			held = append(held, o)
		}
	}
	return held
}
