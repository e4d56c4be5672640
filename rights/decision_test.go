package rights_test

import (
	"slices"
	"strings"
	"testing"

	"entente/access"
	"entente/channel"
	"entente/internal/testworld"
	"entente/record"
	"entente/store"
)

// A may is what a role does with one kind of records. It is written down here and
// not computed from any rule.
type may struct {
	actions string   // each done with the families that follow
	private bool     // in the channel of the own side only
	only    []string // the families; none for all but rights
	also    bool     // with rights too
}

// decisions is the oracle of what a role may do where it is held.
var decisions = map[string][]may{
	"":                 {},
	"officer":          {{actions: "read write export release withdraw"}},
	"delegate":         {{actions: "read"}, {actions: "write", only: []string{"comment"}}, {actions: "write", private: true}},
	"security-officer": {{actions: "read withdraw grant", also: true}, {actions: "write", private: true, only: []string{"office"}}},
	"records-officer":  {{actions: "read export withdraw destroy"}, {actions: "write", private: true, only: []string{"office"}}},
	"auditor":          {{actions: "read", only: []string{"rights", "channel", "exchange"}}, {actions: "audit", also: true}, {actions: "write", private: true, only: []string{"office"}}},
	"operator":         {{actions: "operate"}, {actions: "write", private: true, only: []string{"office"}}},
}

// A place is a channel under a label.
type place struct {
	name         string
	private, red bool
	class        store.Class // without its kind
}

func oracleAllows(c column, action access.Action, family string, at place) bool {
	if at.private && !c.member {
		return false
	}
	if at.red && !c.cleared && action != access.ToOperate && action != access.ToInspect {
		return false
	}
	return slices.ContainsFunc(decisions[c.role], func(m may) bool {
		of := slices.Contains(m.only, family) || m.only == nil && (family != "rights" || m.also)
		return of && (at.private || !m.private) && slices.Contains(strings.Fields(m.actions), string(action))
	})
}

// placesOf are both channels, each under its usual label and under one that only
// who is cleared may read.
func placesOf(t *testing.T, w *testworld.World, private record.ChannelID, red []byte) (places []place) {
	t.Helper()
	for name, id := range map[string]record.ChannelID{"the shared channel": w.Channel, "the private channel": private} {
		err := w.ROK.View(t.Context(), func(tx *store.Tx) error {
			c, err := tx.Channel(id)
			places = append(places, place{name, c.Private, false, store.Class{Channel: id, Label: c.DefaultLabel}},
				place{name + " marked red", c.Private, true, store.Class{Channel: id, Label: red}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return places
}

// everyKind is what the program declares, what channels govern themselves with,
// and kinds of a version that is not known here.
func everyKind(w *testworld.World) (names []string) {
	for _, kind := range w.Program.Kinds.All() {
		names = append(names, kind.Name())
	}
	return append(names, channel.KindAmendment, channel.KindWithdrawal, channel.KindAudit, channel.KindEvidence, "unknown/kind", "rights/unknown")
}

// decisionsAreThoseOfTheOracle asks for every kind, action, label and channel, once
// as the channel is and closed to who needs not and to who needs to know.
func decisionsAreThoseOfTheOracle(t *testing.T, w *testworld.World, c column, places []place) (cells int) {
	t.Helper()
	check := func(how string, action access.Action, at place, got, want bool) {
		cells++
		if got != want {
			t.Errorf("%q, cleared %t, member %t: %s of %s in %s, %s: %t, the oracle says %t", c.role, c.cleared, c.member, action, at.class.Kind, at.name, how, got, want)
		}
	}
	err := w.ROK.ViewAs(t.Context(), c.person, func(tx *store.Tx) error {
		rights := w.ROK.RightsIn(tx)
		for _, at := range places {
			closed, needed := rights, rights
			closed.Closed = []record.ChannelID{at.class.Channel}
			needed.Closed, needed.NeedToKnow = closed.Closed, closed.Closed
			for _, kind := range everyKind(w) {
				family, _, _ := strings.Cut(kind, "/")
				at.class.Kind = kind
				for _, action := range access.Actions() {
					want := oracleAllows(c, action, family, at)
					check("by May", action, at, w.ROK.May(tx, action, at.class), want)
					check("closed", action, at, w.ROK.Decide(tx.Whole(), closed, action, at.class) == nil, false)
					check("closed to others", action, at, w.ROK.Decide(tx.Whole(), needed, action, at.class) == nil, want)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return cells
}
