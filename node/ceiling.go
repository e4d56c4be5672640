package node

import (
	"context"
	"errors"
	"fmt"

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

// within holds a label to the channel's ceiling and the node's own.
func (n *Node) within(p place, xml []byte) error {
	parsed, err := n.Policies.Check(xml)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAbove, err)
	}
	if err := n.Policies.Within(xml, p.charter.Ceiling); err != nil {
		return fmt.Errorf("%w of the channel: %w", ErrAbove, err)
	}
	if own, bounded := p.ceilings[parsed.Policy]; bounded {
		if err := n.Policies.Within(xml, []byte(own)); err != nil {
			return fmt.Errorf("%w of this node: %w", ErrAbove, err)
		}
	}
	return nil
}
