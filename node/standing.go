package node

import (
	"slices"
	"sync"

	"entente/record"
	"entente/store"
)

// awaiting holds the standings of our own entries that are written and not
// folded yet, oldest first, so that a second writer of a record follows the
// first before the fold has seen it. A failed commit takes back its own only.
type awaiting struct {
	mu        sync.Mutex
	standings map[recordKey][]record.Standing
}

type recordKey struct {
	channel record.ChannelID
	id      record.ID
}

// standingOf is what a writer must follow; nil if the record is not known.
func (n *Node) standingOf(tx *store.Tx, channel record.ChannelID, id record.ID) (*record.Standing, error) {
	n.awaiting.mu.Lock()
	waiting := n.awaiting.standings[recordKey{channel, id}]
	n.awaiting.mu.Unlock()
	if len(waiting) > 0 {
		return &waiting[len(waiting)-1], nil
	}
	standing, err := tx.Standing(channel, id)
	if err != nil {
		return nil, err
	}
	unsigned, err := tx.WaitingStanding(channel, id)
	if err == nil && unsigned != nil && (standing == nil || unsigned.Revision > standing.Revision) {
		return unsigned, nil
	}
	return standing, err
}

func (a *awaiting) add(channel record.ChannelID, id record.ID, standing record.Standing) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.standings == nil {
		a.standings = map[recordKey][]record.Standing{}
	}
	key := recordKey{channel, id}
	a.standings[key] = append(slices.Clip(a.standings[key]), standing)
}

// drop removes the standings of a record that no longer wait.
func (a *awaiting) drop(channel record.ChannelID, id record.ID, gone func(record.Standing) bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := recordKey{channel, id}
	rest := slices.DeleteFunc(slices.Clone(a.standings[key]), gone)
	if len(rest) == 0 {
		delete(a.standings, key)
		return
	}
	a.standings[key] = rest
}
