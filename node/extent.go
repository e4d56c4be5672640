package node

import (
	"fmt"
	"slices"
	"time"

	"entente/channel"
	"entente/keys"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

// An Extent is what one other member is known to hold: of each channel that we
// share with it the ledgers, up to what it has confirmed.
type Extent struct {
	Of       keys.PartnerID
	Channels []store.Channel
	Ledgers  []Confirmed
	AsOf     time.Time // of its newest confirmation; zero if there is none
	// Withdrawn is how many orders to withdraw are in effect here: what they name is
	// not shown any more, whether or not the member has taken them up.
	Withdrawn int
}

// Confirmed is one ledger up to what a member has confirmed of it. Of the
// member's own ledger that is all that we hold.
type Confirmed struct {
	store.Ledger
	Confirmed int64
	At        time.Time // of that confirmation; zero if there is none
}

// ExtentOf reads what another member is known to hold: nothing of a channel that
// it does not belong to, and of the others what its signature stands under.
// store.ErrNotFound says that no channel is shared with it.
func (n *Node) ExtentOf(tx *store.Tx, member keys.PartnerID) (Extent, error) {
	extent := Extent{Of: member}
	if member == n.self {
		return extent, fmt.Errorf("node: what partner %s holds: it is this node: %w", member, store.ErrNotFound)
	}
	channels, err := tx.Channels()
	if err != nil {
		return extent, err
	}
	for _, c := range channels {
		if c.Private || c.State != store.ChannelActive {
			continue
		}
		charter, err := charterOf(tx, c.ID, c.Epoch)
		if err != nil {
			return extent, err
		}
		if !isMember(charter, member) {
			continue
		}
		extent.Channels = append(extent.Channels, c)
		if err := extent.addLedgers(tx, charter); err != nil {
			return extent, err
		}
	}
	if len(extent.Channels) == 0 {
		return extent, fmt.Errorf("node: what partner %s holds: no channel is shared with it: %w", member, store.ErrNotFound)
	}
	orders, err := tx.Orders(nil)
	for _, o := range orders {
		if !o.Effect.IsZero() {
			extent.Withdrawn++
		}
	}
	return extent, err
}

func (x *Extent) addLedgers(tx *store.Tx, charter channel.Charter) error {
	ledgers, err := tx.LedgersOf(charter.Channel)
	if err != nil {
		return err
	}
	for _, l := range ledgers {
		if l.State == store.LedgerReadOnly {
			continue
		}
		confirmed, err := x.confirmed(tx, l)
		if err != nil {
			return err
		}
		x.Ledgers = append(x.Ledgers, confirmed)
		if confirmed.Partner != x.Of && confirmed.At.After(x.AsOf) {
			x.AsOf = confirmed.At
		}
	}
	return nil
}

func (x *Extent) confirmed(tx *store.Tx, l store.Ledger) (Confirmed, error) {
	if l.Partner == x.Of {
		heads, err := tx.Checkpoints(l.Origin)
		if err != nil || len(heads) == 0 {
			return Confirmed{Ledger: l, Confirmed: l.Readable}, err
		}
		return Confirmed{Ledger: l, Confirmed: l.Readable, At: heads[len(heads)-1].Time}, nil
	}
	receipts, err := tx.LatestCosignatures(l.Origin)
	if err != nil {
		return Confirmed{}, err
	}
	at := slices.IndexFunc(receipts, func(c ledger.Cosignature) bool { return c.Partner == x.Of })
	if at < 0 {
		return Confirmed{Ledger: l}, nil
	}
	return Confirmed{Ledger: l, Confirmed: min(receipts[at].Size, l.Readable), At: receipts[at].Time}, nil
}

// Unconfirmed is how many entries of others the member has not confirmed yet.
func (x Extent) Unconfirmed() (count int64) {
	for _, l := range x.Ledgers {
		count += l.Readable - l.Confirmed
	}
	return count
}

// Within is the same of some channels only: of those that a reader sees.
func (x Extent) Within(channels []store.Channel) Extent {
	seen := func(id record.ChannelID) bool {
		return slices.ContainsFunc(channels, func(c store.Channel) bool { return c.ID == id })
	}
	x.Channels = slices.DeleteFunc(slices.Clone(x.Channels), func(c store.Channel) bool { return !seen(c.ID) })
	x.Ledgers = slices.DeleteFunc(slices.Clone(x.Ledgers), func(l Confirmed) bool { return !seen(l.Channel) })
	return x
}

// covers reports that all of another extent is in this one.
func (x Extent) covers(other Extent) bool {
	if x.Withdrawn < other.Withdrawn {
		return false
	}
	sizes := map[string]int64{}
	for _, l := range x.Ledgers {
		sizes[l.Origin] = l.Confirmed
	}
	for _, l := range other.Ledgers {
		if size, known := sizes[l.Origin]; !known || size < l.Confirmed {
			return false
		}
	}
	return true
}
