package node

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"

	"entente/access"
	"entente/channel"
	"entente/label"
	"entente/record"
	"entente/store"
)

// hashOfRelease is that of what the members of the wide channel would have.
func hashOfRelease(narrow record.ChannelID, plan channel.Plan) ([32]byte, error) {
	seen, err := plan.Seen()
	if err != nil {
		return [32]byte{}, err
	}
	parts := [][]byte{narrow[:], plan.Wide[:]}
	for _, id := range slices.SortedFunc(maps.Keys(seen), func(a, b record.ID) int { return slices.Compare(a[:], b[:]) }) {
		parts = append(parts, id[:], []byte(seen[id]))
	}
	return access.HashDeed(string(label.Release), parts...), nil
}

// ProposeRelease keeps a release that a second person has to approve.
func (n *Node) ProposeRelease(ctx context.Context, author Author, s Selection, plan channel.Plan) (p store.Proposal, err error) {
	if len(s.Records) == 0 {
		return p, fmt.Errorf("node: propose a release of nothing: %w", store.ErrNotFound)
	}
	p = store.Proposal{Deed: string(label.Release), Channel: s.Narrow, Record: s.Records[0], Account: author.Person, Office: author.Office, Proposed: n.Now()}
	if p.Hash, err = hashOfRelease(s.Narrow, plan); err != nil {
		return p, err
	}
	if p.Content, err = json.Marshal(s, json.Deterministic(true)); err != nil {
		return p, err
	}
	err = n.keepProposal(ctx, p, func(tx *store.Tx, p *store.Proposal) error {
		first, err := tx.Record(s.Narrow, s.Records[0])
		p.Kind, p.Label = first.Kind, first.Label
		return err
	})
	return p, err
}

// secondedRelease refuses a release as long as a second person has not approved
// exactly it, where the policy of one of its labels demands it, or that of one in
// the wide channel which the next round would lower.
func (n *Node) secondedRelease(tx *store.Tx, author Author, narrow record.ChannelID, to place, plan channel.Plan, items []channel.Item, drafts []Draft) error {
	first, person, err := n.alone(tx, author)
	if err != nil || !person {
		return err
	}
	demanded := false
	for i, item := range items {
		r, err := tx.Record(narrow, item.Narrow)
		if err != nil {
			return err
		}
		before, lowers, err := n.lowered(tx, to, drafts[i])
		if err != nil {
			return err
		}
		if two, err := n.Policies.NeedsTwo(label.Downgrade, before); lowers && (two || err != nil) {
			demanded = true
		}
		for _, one := range [][]byte{r.Label, item.Label} {
			two, err := n.Policies.NeedsTwo(label.Release, one)
			demanded = demanded || two || err != nil
		}
	}
	if !demanded {
		return nil
	}
	hash, err := hashOfRelease(narrow, plan)
	if err != nil {
		return err
	}
	return n.takeApproval(tx, label.Release, hash, first)
}

// ProposedRelease is what a release would carry.
func ProposedRelease(p store.Proposal) (s Selection, err error) {
	if err := json.Unmarshal(p.Content, &s); err != nil {
		return s, fmt.Errorf("node: read a proposal: %w", access.ErrChanged)
	}
	return s, nil
}
