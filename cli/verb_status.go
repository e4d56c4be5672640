package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"entente/control"
)

type statusVerb struct{ folderFlags }

func (v statusVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		status, err := control.AskStatus(e.ctx, on)
		if err != nil {
			return err
		}
		return e.print(status, func() { e.sayStatus(status) })
	})
}

func (e *env) sayStatus(s control.Status) {
	demo := ""
	if s.Demo {
		demo = ", a demonstration"
	}
	e.say("%s  %s%s", s.Partner.Code, s.Partner.Name, demo)
	e.say("  signing: %s", s.Gate)
	if s.Serving != nil {
		e.say("  served by process %d (%s): %s", s.Serving.PID, s.Serving.Software, strings.Join(nonEmpty(s.Serving.Pages, s.Serving.Peers), ", "))
	} else {
		e.say("  not being served")
	}
	for _, p := range s.Partners {
		e.sayPartner(p)
	}
	for _, c := range s.Channels {
		e.sayChannel(c)
	}
	e.sayAuditState(s.Audit)
	if len(s.Quarantined) == 0 {
		return
	}
	e.say("kept apart: %d", len(s.Quarantined)+s.MoreApart)
	for _, q := range s.Quarantined {
		e.say("  %s entry %d (%s): %s: %s", q.Origin, q.Index, q.Kind, q.Reason, q.Detail)
	}
}

func (e *env) sayPartner(p control.PartnerStatus) {
	e.say("partner %s  %s  %s", p.Code, p.Name, p.State)
	e.say("  fingerprint: %s", p.Fingerprint)
	if !p.Compared.IsZero() {
		e.say("  compared: %s by %s", moment(p.Compared), strings.Join(p.ComparedBy, ", "))
	} else {
		e.say("  compared: not yet; nothing is exchanged before")
	}
	if !p.LastExchange.IsZero() {
		e.say("  last exchange: %s", moment(p.LastExchange))
	}
	if p.LastProblem != "" {
		e.say("  last problem: %s", p.LastProblem)
	}
}

func (e *env) sayChannel(c control.ChannelStatus) {
	e.say("channel %s  %s  %s", c.ID, c.Name, c.State)
	if !c.Private {
		e.sayTerms(c)
	}
	for _, kind := range slices.Sorted(maps.Keys(c.Records)) {
		e.say("  %s: %d", kind, c.Records[kind])
	}
	for _, l := range c.Ledgers {
		e.say("  ledger of %s: %s", l.Partner, ledgerLine(l))
	}
}

// sayTerms is what a person reads before signing a channel's charter.
func (e *env) sayTerms(c control.ChannelStatus) {
	e.say("  members %s; up to %s, %s unless said otherwise; clocks at most %d s apart",
		strings.Join(c.Terms.Members, ", "), c.Terms.Ceiling, c.Terms.Default, c.Terms.ClockBoundSeconds)
	for _, act := range c.Terms.Mandated {
		e.say("  entries take effect at the act %s of a mandate holder", act)
	}
}

// ledgerLine is one line on how far a ledger is verified and confirmed.
func ledgerLine(l control.LedgerStatus) string {
	parts := []string{fmt.Sprintf("%d entries", l.Entries)}
	if l.Checkpoint == nil {
		parts = append(parts, "no checkpoint yet")
	} else {
		parts = append(parts, fmt.Sprintf("checkpoint at %d of %s", l.Checkpoint.Size, moment(l.Checkpoint.Time)))
	}
	for _, c := range l.Confirmed {
		parts = append(parts, fmt.Sprintf("confirmed by %s up to %d", c.Partner, c.Size))
	}
	return strings.Join(parts, ", ")
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}
