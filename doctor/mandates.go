package doctor

import (
	"fmt"
	"slices"
	"time"

	"entente/access"
	"entente/channel"
	"entente/node"
	"entente/store"
)

// soon is how early somebody is told that a mandate ends: custodians meet seldom.
const soon = 45 * 24 * time.Hour

// mandates finds channels in which this node acts alone, those whose charter asks
// for acts that no holder of ours can do, and mandates that end.
func mandates(p *patient) ([]Finding, error) {
	given, err := p.node.Mandates(p.tx)
	if err != nil {
		return nil, err
	}
	given = slices.DeleteFunc(given, func(g node.Given) bool { return g.Partner != p.node.Self() || g.State != node.MandateHolds })
	channels, err := p.tx.Channels()
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, c := range channels {
		if c.Private || c.State != store.ChannelActive {
			continue
		}
		charters, err := p.tx.Charters(c.ID)
		if err != nil || len(charters) == 0 {
			return nil, err
		}
		charter, err := channel.Decode(charters[len(charters)-1].Envelope.Payload)
		if err != nil {
			return nil, err
		}
		found = append(found, charterFindings(charter, given)...)
	}
	for _, g := range given {
		if left := g.NotAfter.Sub(p.now); left < soon {
			found = append(found, Finding{Check: "mandates", Grade: Advice,
				Found: fmt.Sprintf("The mandate of %s ends in %d days.", g.Holder, int(left.Hours()/24)),
				Do:    "Let the custodians sign the next one in time."})
		}
	}
	if found == nil {
		found = append(found, good("mandates", "Every act that a charter asks for has a holder of ours."))
	}
	return found, nil
}

// charterFindings looks at one charter.
func charterFindings(charter channel.Charter, given []node.Given) (found []Finding) {
	if len(charter.Mandated) == 0 {
		return []Finding{{Check: "mandates", Grade: Advice,
			Found: fmt.Sprintf("The charter of channel %s asks for no act of a mandate's holder: this node can release there by itself, whoever runs it.", charter.Channel),
			Do:    "Name the acts in its next charter (docs/formats/channel.md, \"Charter\")."}}
	}
	for _, verb := range charter.Mandated {
		if !slices.ContainsFunc(given, func(g node.Given) bool { return mandated(g.Mandate, charter, verb) }) {
			found = append(found, Finding{Check: "mandates", Grade: Advice,
				Found: fmt.Sprintf("The charter of channel %s asks for the act %q, and no mandate of ours that holds names it: what needs it waits.", charter.Channel, verb),
				Do:    "Let the custodians give a mandate (docs/operating.md)."})
		}
	}
	return found
}

// mandated reports that a mandate names an act in a channel.
func mandated(m access.Mandate, charter channel.Charter, verb access.Verb) bool {
	return slices.Contains(m.Acts, verb) && (m.Channel == "" || m.Channel == charter.Channel.String())
}
