package cli

import (
	"cmp"
	"fmt"
	"slices"

	"entente/channel"
	"entente/control"
	"entente/node"
	"entente/record"
)

type withdrawVerb struct {
	folderFlags
	Channel string `name:"channel" placeholder:"CHANNEL" help:"Id or name of the channel, or \"private\"; without it the only shared one."`
	Parts   []int  `name:"part" placeholder:"N" help:"Only this part of every revision; may be said again. Without it all of the text."`
	Reason  string `name:"reason" required:"" placeholder:"REASON" help:"spillage, error, privacy or court."`
	Office  string `name:"office" required:"" help:"The office that orders: a function, not a person."`
	Record  string `arg:"" help:"Id of the record, or its key in tables."`
}

func (v withdrawVerb) Run(e *env) error {
	reason := channel.WithdrawalReason(v.Reason)
	if !slices.Contains(channel.WithdrawalReasons, reason) {
		return wrongUsage("%.40q is no reason: spillage, error, privacy or court", v.Reason)
	}
	return v.with(e, func(on control.Operator) error {
		status, err := control.AskStatus(e.ctx, on)
		if err != nil {
			return err
		}
		in, err := channelNamed(status, v.Channel)
		if err != nil {
			return err
		}
		orders, err := control.OrderWithdrawal(e.ctx, on, control.Withdraw{
			Channel: in.ID, Record: v.Record, Parts: v.Parts, Reason: reason, Author: node.Author{Office: v.Office},
		})
		if err != nil {
			return err
		}
		return e.print(orders, func() {
			for _, o := range orders {
				e.say("%s is ordered in channel %s: %d entries. It has no effect before two holders of a mandate have signed it.\n  Ask each of them with \"entente act ask --channel %s --output FILE\".", o.Leaf, o.Channel, o.Targets, o.Channel)
			}
		})
	})
}

type withdrawalVerb struct {
	List    withdrawalListVerb    `cmd:"" help:"List the orders to withdraw, and what became of them."`
	Purge   withdrawalPurgeVerb   `cmd:"" help:"Destroy here what a partner's order names; the receipt is signed when no file holds it."`
	Receipt withdrawalReceiptVerb `cmd:"" help:"Answer a partner's order that its texts are retained, or cannot be destroyed yet."`
}

type withdrawalListVerb struct{ folderFlags }

func (v withdrawalListVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		orders, err := control.ListWithdrawals(e.ctx, on)
		if err != nil {
			return err
		}
		return e.print(orders, func() {
			for _, o := range orders {
				e.sayOrder(o)
			}
			if len(orders) == 0 {
				e.say("Nobody has ordered a withdrawal.")
			}
		})
	})
}

func (e *env) sayOrder(o control.OrderStatus) {
	effect := "no effect before two signatures"
	if !o.Effect.IsZero() {
		effect = "in effect since " + o.Effect.Format("2006-01-02 15:04 UTC")
	}
	e.say("%s  ordered by %s in %s: %s, %d entries, %s", o.Leaf, cmp.Or(o.Code, o.Partner.String()), cmp.Or(o.In.EN, o.In.FR, o.In.KO, o.Channel.String()), o.Reason, o.Targets, effect)
	if !o.Own && !o.Effect.IsZero() {
		e.say("  here: %d decided, %d carried out", o.Decided, o.Done)
	}
	for _, m := range o.Members {
		hidden := "not hidden yet"
		if m.Hidden {
			hidden = "hidden"
		}
		e.say("  %s: %s; purged %d, retained %d, not possible yet %d, not answered %d", cmp.Or(m.Code, m.Partner.String()), hidden, m.Purged, m.Retained, m.Cannot, m.Open)
	}
}

type withdrawalPurgeVerb struct {
	folderFlags
	Order string `arg:"" help:"Leaf of the order."`
}

func (v withdrawalPurgeVerb) Run(e *env) error {
	return e.decide(v.folderFlags, v.Order, control.WithdrawalDecision{State: channel.Purged})
}

type withdrawalReceiptVerb struct {
	folderFlags
	Retained string `name:"retained" placeholder:"LAW" help:"Name and article of the law that forbids to destroy it."`
	Cannot   string `name:"cannot" placeholder:"DATE" help:"The day on which it will be possible: 2027-01-31."`
	Order    string `arg:"" help:"Leaf of the order."`
}

func (v withdrawalReceiptVerb) Run(e *env) error {
	decision := control.WithdrawalDecision{State: channel.Retained, Law: v.Retained}
	if (v.Retained == "") == (v.Cannot == "") {
		return wrongUsage("say either --retained LAW or --cannot DATE")
	}
	if v.Cannot != "" {
		until, err := record.ParseDate(v.Cannot)
		if err != nil {
			return wrongUsage("%.40q is no day", v.Cannot)
		}
		decision = control.WithdrawalDecision{State: channel.Cannot, Until: until}
	}
	return e.decide(v.folderFlags, v.Order, decision)
}

func (e *env) decide(on folderFlags, order string, decision control.WithdrawalDecision) error {
	if err := decision.Order.UnmarshalText([]byte(order)); err != nil {
		return wrongUsage("%.60q is no leaf of an order; \"entente withdrawal list\" shows them", order)
	}
	return on.with(e, func(operator control.Operator) error {
		done, err := control.DecideWithdrawal(e.ctx, operator, decision)
		if err != nil {
			return err
		}
		if err := e.print(done, func() {
			if len(done.Pending) == 0 {
				e.say("It is carried out and answered.")
			}
		}); err != nil {
			return err
		}
		for _, why := range done.Pending {
			e.hint("Not carried out yet, and tried again while the node is served: %s", why)
		}
		if len(done.Pending) > 0 {
			return fmt.Errorf("%d of it waits: %w", len(done.Pending), errQuiet)
		}
		return nil
	})
}
