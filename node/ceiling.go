package node

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"

	"entente/label"
	"entente/store"
)

// ceilingsSetting holds the node's own ceilings: by policy, the XML of a label.
const ceilingsSetting = "ceilings"

// SetCeiling bounds what this node may hold under a label policy, below
// whatever channels allow: what its accreditation permits. A policy without a
// ceiling of the node's is bounded by the channel's alone.
func (n *Node) SetCeiling(ctx context.Context, policy, classification string) error {
	named, known := n.Policies.Named(policy)
	if !known {
		return fmt.Errorf("node: set the ceiling: this version knows no label policy %q", policy)
	}
	ceiling, err := label.New(named, classification, n.Now(), n.Now().Add(reviewPeriod))
	if err != nil {
		return fmt.Errorf("node: set the ceiling: %w", err)
	}
	err = n.store.Update(ctx, func(tx *store.Tx) error {
		ceilings, err := readCeilings(tx)
		if err != nil {
			return err
		}
		ceilings[policy] = string(ceiling)
		encoded, err := json.Marshal(ceilings, json.Deterministic(true))
		if err != nil {
			return err
		}
		return tx.SetSetting(ceilingsSetting, string(encoded))
	})
	if err != nil {
		return fmt.Errorf("node: set the ceiling: %w", err)
	}
	return nil
}

// Ceilings are the labels that this node's own ceilings are, by policy in order.
func Ceilings(tx *store.Tx) (labels [][]byte, err error) {
	ceilings, err := readCeilings(tx)
	for _, policy := range slices.Sorted(maps.Keys(ceilings)) {
		labels = append(labels, []byte(ceilings[policy]))
	}
	return labels, err
}

func readCeilings(tx *store.Tx) (map[string]string, error) {
	ceilings := map[string]string{}
	encoded, err := tx.Setting(ceilingsSetting)
	if errors.Is(err, store.ErrNotFound) {
		return ceilings, nil
	}
	if err != nil {
		return nil, err
	}
	return ceilings, json.Unmarshal([]byte(encoded), &ceilings)
}

// within holds a label to the channel's ceiling and the node's own. What cannot
// be understood is above.
func (n *Node) within(p place, xml []byte) error {
	if err := n.underCeiling(xml, p.charter.Ceiling); err != nil {
		return fmt.Errorf("%w of the channel: %w", ErrAbove, err)
	}
	if len(p.ceilings) == 0 {
		return nil
	}
	parsed, err := n.Policies.Check(xml)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAbove, err)
	}
	if own, bounded := p.ceilings[parsed.Policy]; bounded {
		if err := n.underCeiling(xml, []byte(own)); err != nil {
			return fmt.Errorf("%w of this node: %w", ErrAbove, err)
		}
	}
	return nil
}

// underCeiling remembers what it said: a ledger of a million entries has a
// handful of labels.
func (n *Node) underCeiling(xml, ceiling []byte) error {
	n.mu.Lock()
	known := n.judged[string(ceiling)]
	n.mu.Unlock()
	if known == nil {
		var err error
		if known, err = n.Policies.Ceiling(ceiling); err != nil {
			return err
		}
		n.mu.Lock()
		n.judged[string(ceiling)] = known
		n.mu.Unlock()
	}
	return known.Holds(xml)
}
