package rights

import (
	"errors"

	"entente/access"
	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// duties are the grants that wait for the reader as a second person. They close
// when one approves, and when the day is over.
func duties(in *feature.Reading) (due []feature.Duty, err error) {
	if in.Channel.ID != in.Private || !may(in, access.ToGrant) {
		return nil, nil
	}
	all, facts, err := counted(in)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	self, err := actor(in)
	if err != nil {
		return nil, err
	}
	names, err := names(in)
	if err != nil {
		return nil, err
	}
	for _, g := range all.Grants {
		if all.Objection(facts, g, approvalBy(in, g, self)) != NoObjection {
			continue
		}
		what, whose := describe(in, g.Newest.Granted, names)
		due = append(due, feature.Duty{
			Key: "rights/approve:" + g.Newest.ID.String(), Asked: in.Say("Approve"), About: ui.To(grantedPath+"#waiting", what),
			Why: in.Say("Granted to {whose}; it waits for a second security officer.", "whose", whose),
			By:  in.Self, Office: in.Person.Office.Code, Due: record.DayOf(g.Newest.At.Add(approveWithin).UTC()),
			Record: record.Ref{Kind: g.Newest.Kind, ID: g.Newest.ID}, Channel: in.Private, Label: g.Newest.Label,
		})
	}
	return due, nil
}
