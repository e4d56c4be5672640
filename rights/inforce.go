package rights

import (
	"slices"
	"time"

	"entente/access"
	"entente/record"
)

// InForce are the rights of one person, who acts for the offices of the account,
// at one instant.
func (c *Counted) InForce(who access.Account, at time.Time) (rights access.Rights) {
	day := dayOf(at)
	rights.Roles = c.roles(who.Offices, day)
	for _, office := range who.Offices {
		if !c.officers && !c.everRole[office.Code] {
			rights.Roles = append(rights.Roles, access.Held{Role: access.Officer, Office: office.Code})
		}
	}
	for _, g := range c.Grants {
		if g.InEffect == nil || !covers(g.InEffect, day) {
			continue
		}
		switch is := g.InEffect.(type) {
		case Clearance:
			if is.Account == who.ID {
				rights.Clearances = append(rights.Clearances, is.clearance())
			}
		case Nationality:
			if is.Account == who.ID {
				rights.Nationalities = append(rights.Nationalities, is.Country)
			}
		case Need:
			if channel, ok := channelOf(is.Channel); ok && is.Account == who.ID {
				rights.NeedToKnow = append(rights.NeedToKnow, channel)
			}
		case Closure:
			if channel, ok := channelOf(is.Channel); ok {
				rights.Closed = append(rights.Closed, channel)
			}
		}
	}
	return rights
}

// roles are those that offices have on a day.
func (c *Counted) roles(offices []access.Office, day record.Date) (all []access.Held) {
	for _, g := range c.Grants {
		role, is := g.InEffect.(Role)
		if is && covers(role, day) && slices.ContainsFunc(offices, func(o access.Office) bool { return o.Code == role.Office }) {
			all = append(all, role.held())
		}
	}
	return all
}
