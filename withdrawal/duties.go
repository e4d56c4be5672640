package withdrawal

import (
	"errors"

	"entente/channel"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// decisions wait for the records officer: orders of others that are in effect,
// and about which nothing was decided, or something that ran out.
func decisions(in *feature.Reading) (all []feature.Duty, err error) {
	orders, err := in.Tx.Orders(&in.Channel.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		if o.Effect.IsZero() || o.Partner == in.Self {
			continue
		}
		standing, err := node.OrderStandingOf(in.Tx, o.Leaf)
		if err != nil {
			return nil, err
		}
		if !undecided(in, standing) {
			continue
		}
		duty := feature.Duty{
			Key: "withdrawal/decide:" + inAddress(o.Leaf), Asked: in.Say("Decide on a withdrawal"),
			Why:   in.Say("A partner has withdrawn texts; they are hidden here until a records officer decides."),
			About: ui.To(orderAddress(o.Leaf), in.Say("Order to withdraw")), By: o.Partner, Channel: o.Channel, Label: in.Channel.DefaultLabel,
		}
		if !standing.Due.IsZero() {
			duty.Due = record.DayOf(standing.Due.In(in.Zone()))
		}
		all = append(all, duty)
	}
	return all, nil
}

func undecided(in *feature.Reading, s node.OrderStanding) bool {
	if len(s.Decisions) < len(s.Targets) {
		return true
	}
	for _, d := range s.Decisions {
		if d.State == string(channel.Cannot) && !record.DayOf(in.Now.In(in.Zone())).Before(d.Until) {
			return true
		}
	}
	return false
}

// requests wait for an order or a refusal of ours.
func requests(in *feature.Reading) (all []feature.Duty, err error) {
	open, err := node.RequestsTo(in.Tx, in.Self)
	if err != nil {
		return nil, err
	}
	for _, r := range open {
		if r.Channel != in.Channel.ID {
			continue
		}
		duty, found, err := overRecord(in, r.Origin, r.Index, inAddress(r.Leaf))
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		duty.Key, duty.By = "withdrawal/request:"+inAddress(r.Leaf), r.Partner
		duty.Why = in.Say("A partner has withdrawn what this text repeats, and asks for an order of ours.")
		all = append(all, duty)
	}
	return all, nil
}

// quoting waits for an order of ours over what we wrote, in any channel, from a
// text that was withdrawn.
func quoting(in *feature.Reading) (all []feature.Duty, err error) {
	orders, err := in.Tx.Orders(nil)
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		if o.Effect.IsZero() {
			continue
		}
		repeating, err := node.QuotedHere(in.Tx, o.Leaf, in.Self)
		if err != nil {
			return nil, err
		}
		for _, q := range repeating {
			if q.Channel != in.Channel.ID || (q.Channel == o.Channel && o.Partner != in.Self) {
				continue // the partner asks for it, which is a duty of its own
			}
			duty, found, err := overRecord(in, q.Origin, q.Index, "")
			if err != nil {
				return nil, err
			}
			if !found {
				continue
			}
			duty.Key, duty.By = "withdrawal/quoting:"+inAddress(q.Leaf), o.Partner
			duty.Why = in.Say("It repeats a text that was withdrawn.")
			all = append(all, duty)
		}
	}
	return all, nil
}

// overRecord is a duty to withdraw a record of ours, if the reader sees it.
func overRecord(in *feature.Reading, origin string, index int64, follows string) (feature.Duty, bool, error) {
	revisions, err := in.Tx.RecordsAt(origin, index)
	if err != nil {
		return feature.Duty{}, false, err
	}
	for _, r := range revisions {
		about, err := in.Tx.Record(r.Channel, r.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return feature.Duty{}, false, err
		}
		address := "/withdrawal/choose/" + r.Channel.String() + "/" + r.ID.String()
		if follows != "" {
			address += "?follows=" + follows
		}
		return feature.Duty{
			Asked: in.Say("Withdraw"), About: ui.Link{Words: titleOf(in, about), Href: address},
			Record: record.Ref{Kind: about.Kind, ID: about.ID}, Channel: about.Channel, Office: about.Office, Label: about.Label,
		}, true, nil
	}
	return feature.Duty{}, false, nil
}
