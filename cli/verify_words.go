package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"entente/keys"
	"entente/node"
	"entente/store"
)

// partners lists whose keys a folder knows, and holds them to the cards given.
func (found *verified) partners(e *env, n *node.Node, trusted func(keys.Envelope) error) (map[keys.PartnerID]string, error) {
	names := map[keys.PartnerID]string{}
	err := n.View(e.ctx, func(tx *store.Tx) error {
		partners, err := tx.Partners()
		if err != nil {
			return err
		}
		for _, p := range partners {
			chain, err := tx.Manifests(p.ID)
			if err != nil {
				return err
			}
			if trusted != nil {
				if err := trusted(chain[0]); err != nil {
					return fmt.Errorf("partner %s: %w", p.Code, err)
				}
			}
			names[p.ID] = p.Code
			found.Keys = append(found.Keys, verifiedKeys{p.Code, keys.Fingerprint(chain[0])})
		}
		return nil
	})
	return names, err
}

func (e *env) sayVerified(path string, found verified) {
	if found.Entry != nil {
		e.say("%s verifies: entry %d is in the ledger of %s.", path, *found.Entry, found.Ledgers[0].Partner)
	} else {
		e.say("%s verifies.", path)
	}
	for _, l := range found.Ledgers {
		e.say("  ledger of %s: %s", l.Partner, l.line())
	}
	if found.Quarantined > 0 {
		e.say("  %d entries are kept apart for what is in them; they are in their ledgers as they were written", found.Quarantined)
	}
	if found.Compared {
		e.say("All keys are those of the cards given.")
		return
	}
	e.say("Whose keys these are is for you to compare, or give the partners' cards with --card:")
	for _, k := range found.Keys {
		e.say("  %s: %s", k.Partner, k.Fingerprint)
	}
}

func (l verifiedLedger) line() string {
	parts := []string{fmt.Sprintf("checkpoint at %d of %s", l.Size, moment(l.Time))}
	if l.Entries > 0 {
		parts = append([]string{fmt.Sprintf("%d entries", l.Entries)}, parts...)
	}
	slices.SortFunc(l.Confirmed, func(a, b verifiedReceipt) int { return cmp.Compare(a.Partner, b.Partner) })
	for _, c := range l.Confirmed {
		parts = append(parts, fmt.Sprintf("confirmed by %s up to %d", c.Partner, c.Size))
	}
	if len(l.Confirmed) == 0 {
		parts = append(parts, "confirmed by nobody else")
	}
	return strings.Join(parts, ", ")
}
