package demo

import (
	"context"
	"fmt"

	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
)

// introduce gives every side the others' cards, compared by two of its offices,
// and later their new addresses.
func introduce(ctx context.Context, sides []*side) error {
	for _, from := range sides {
		card, err := from.Card(ctx)
		if err != nil {
			return fmt.Errorf("demo: the card of %s: %w", from.code, err)
		}
		for _, to := range sides {
			if to == from {
				continue
			}
			if err := to.meets(ctx, card, from); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *side) meets(ctx context.Context, card keys.Card, other *side) error {
	partners, err := s.Partners(ctx)
	if err != nil {
		return err
	}
	for _, p := range partners {
		if p.ID == other.Self() && p.State == store.PartnerActive {
			if p.Address == card.Address {
				return nil
			}
			return s.SetAddress(ctx, p.ID, card.Address)
		}
	}
	_, err = s.AddPartner(ctx, card, &node.Comparison{Digits: keys.Fingerprint(card.Manifest), Offices: offices()})
	return err
}

// agree founds the channel of all sides: the first proposes, the others accept
// what reaches them over the wire.
func agree(ctx context.Context, sides []*side) (id record.ChannelID, err error) {
	founder := sides[0]
	if id, _, err = founder.shared(ctx); err != nil {
		return id, err
	}
	if id.IsZero() {
		if id, err = found(ctx, founder, sides[1:]); err != nil {
			return id, err
		}
	}
	for _, s := range sides[1:] {
		var state store.ChannelState
		err := until(ctx, sides, func() (bool, error) {
			_, state, err = s.shared(ctx)
			return state == store.ChannelInvited || state == store.ChannelActive, err
		})
		if err != nil {
			return id, err
		}
		if state == store.ChannelActive {
			continue
		}
		root, err := s.root()
		if err != nil {
			return id, err
		}
		if err := s.Accept(ctx, id, root); err != nil {
			return id, err
		}
	}
	return id, until(ctx, sides, func() (bool, error) {
		for _, s := range sides {
			if _, state, err := s.shared(ctx); err != nil || state != store.ChannelActive {
				return false, err
			}
		}
		return true, nil
	})
}

func found(ctx context.Context, founder *side, others []*side) (id record.ChannelID, err error) {
	policy, ceiling, byDefault := channelPolicy()
	founding := node.Founding{Name: channelName, Policy: policy, Ceiling: ceiling, Default: byDefault}
	for _, s := range others {
		founding.Members = append(founding.Members, s.Self())
	}
	root, err := founder.root()
	if err != nil {
		return id, err
	}
	return founder.Found(ctx, founding, root)
}

// shared finds the channel that is not private; its id is zero if there is none.
func (s *side) shared(ctx context.Context) (id record.ChannelID, state store.ChannelState, err error) {
	channels, err := s.Channels(ctx)
	for _, c := range channels {
		if !c.Private {
			return c.ID, c.State, err
		}
	}
	return id, state, err
}

func (s *side) root() ([]keys.Private, error) {
	signers, _, err := keys.LoadRoot(s.Folder.RootKeys(), "")
	return signers, err
}
