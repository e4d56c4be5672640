package channel

import (
	"slices"

	"entente/keys"
)

// HolderOf says who holds, in an epoch, the pens of what a partner wrote in an
// earlier one: the partner itself, or whoever inherited from it since, as the
// charters between the two say. Charters that are missing change nothing.
func HolderOf(writer keys.PartnerID, wrote, now int, charters []Charter) keys.PartnerID {
	between := slices.DeleteFunc(slices.Clone(charters), func(c Charter) bool { return c.Epoch <= wrote || c.Epoch > now })
	slices.SortFunc(between, func(a, b Charter) int { return a.Epoch - b.Epoch })
	holder := writer
	for _, c := range between {
		for _, h := range c.Heirs {
			if h.Leaver == holder {
				holder = h.Heir
				break
			}
		}
	}
	return holder
}
