package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"entente/keys"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

func TestWhatOneAuthorWroteInOneGoStandsTogether(t *testing.T) {
	day := func(r store.Record) record.Date { return record.DayOf(r.At) }
	for wrote, want := range map[string]string{
		"":         "",
		"aa":       "aa",
		"aaa":      "aaa",
		"aaaa":     "aa+2",
		"aaaaabaa": "aa+3 b aa",
		"aaaaAAAA": "aa+2 AA+2", // on the day before
		"abab":     "a b a b",
	} {
		var all []change
		var ids record.IDs
		for _, author := range wrote {
			at := noon
			if author < 'a' {
				at = noon.Add(-24 * time.Hour)
			}
			one := change{}
			one.Channel, one.ID = record.ChannelID{1}, ids.Next(record.ChannelID{1}, them, at)
			one.Kind, one.Actor, one.At = "test/thing", strings.ToLower(string(author)), at
			one.Title = record.Text{EN: string(author)}
			all = append(all, one)
		}
		var got []string
		for _, b := range bursts(all, day) {
			text := ""
			for _, c := range b.Shown {
				text += c.Title.EN
			}
			if more := b.More["test/thing"]; more > 0 {
				text += fmt.Sprintf("+%d", more)
			}
			got = append(got, text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s stands as %q, expected %q", wrote, got, want)
		}
	}
}

func TestALedgerIsTroubleWhenItContradictsItselfOrWaitsForLong(t *testing.T) {
	s := testScene(t, record.English)
	own := heldLedger{Ledger: store.Ledger{Own: true}, Head: head(9)}
	for name, test := range map[string]struct {
		held heldLedger
		now  time.Time
		want string
	}{
		"just written":        {own, noon.Add(59 * time.Minute), ""},
		"waiting for an hour": {own, noon.Add(time.Hour), "NATO has confirmed 0 of 9 entries of ours."},
		"confirmed": {heldLedger{Ledger: store.Ledger{Own: true}, Head: head(9), Receipts: map[keys.PartnerID]ledger.Cosignature{them: {Size: 9}}},
			noon.Add(time.Hour), ""},
		"of somebody else": {heldLedger{Head: head(9)}, noon.Add(time.Hour), ""},
		"contradicting":    {heldLedger{Ledger: store.Ledger{Partner: them, State: store.LedgerFrozen}}, noon, "A ledger of NATO contradicts itself."},
	} {
		got := ""
		for _, one := range s.standing.troublesOf(s.reader, test.held, test.now) {
			got += one.Word
		}
		if got != test.want {
			t.Errorf("%s: %q, expected %q", name, got, test.want)
		}
	}
}
