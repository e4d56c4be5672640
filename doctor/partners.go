package doctor

import (
	"errors"
	"fmt"
	"time"

	"entente/keys"
	"entente/store"
)

// tolerated is how far two clocks may be apart before somebody is told.
const tolerated = 10 * time.Second

// clocks finds machines whose clocks disagree, by what they signed: a receipt that
// is older than the checkpoint under it, or a checkpoint from after it arrived.
func clocks(p *patient) ([]Finding, error) {
	partners, err := p.tx.Partners()
	if err != nil {
		return nil, err
	}
	apart := map[keys.PartnerID]time.Duration{} // theirs minus ours, at least
	note := func(id keys.PartnerID, by time.Duration) {
		if by.Abs() > apart[id].Abs() {
			apart[id] = by
		}
	}
	arrived := map[keys.PartnerID]time.Time{}
	for _, partner := range partners {
		arrived[partner.ID] = partner.LastExchange
	}
	ledgers, err := p.tx.Ledgers()
	if err != nil {
		return nil, err
	}
	for _, l := range ledgers {
		signed, err := p.tx.LatestCheckpoint(l.Origin)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if at := arrived[l.Partner]; !l.Own && !at.IsZero() && signed.Time.After(at) && signed.Time.After(p.now) {
			note(l.Partner, signed.Time.Sub(p.now))
		}
		receipts, err := p.tx.Cosignatures(l.Origin, signed.Size)
		if err != nil {
			return nil, err
		}
		for _, receipt := range receipts {
			if early := receipt.Time.Sub(signed.Time); l.Own && early < 0 {
				note(receipt.Partner, early)
			}
		}
	}
	var found []Finding
	for _, partner := range partners {
		if by := apart[partner.ID]; by.Abs() > tolerated {
			found = append(found, Finding{Check: "clocks", Grade: Advice,
				Found: fmt.Sprintf("The clock of %s and ours are at least %s apart.", partner.Code, by.Abs().Round(time.Second)),
				Do:    "Let both machines take the time from a server of time; signatures of a clock that is wrong by more than the charter allows are refused."})
		}
	}
	if found == nil {
		found = append(found, good("clocks", "Nothing signed tells that a partner's clock is another than ours."))
	}
	return found, nil
}

// apart finds what partners sent that does not count.
func apart(p *patient) ([]Finding, error) {
	all, err := p.tx.Quarantined(nil)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return []Finding{good("entries", "No entry is kept apart.")}, nil
	}
	return []Finding{{Check: "entries", Grade: Advice, Found: fmt.Sprintf("Entries that are kept apart and count for nothing: %d.", len(all)),
		Do: "\"entente status\" says which and why; ask their writer."}}, nil
}
