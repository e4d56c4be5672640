package web

import (
	"time"

	"entente/channel"
	"entente/label"
	"entente/record"
	"entente/store"
)

// A wideChannel is one into which this node may release.
type wideChannel struct {
	store.Channel
	Charter channel.Charter
	standing
}

// wideChannels lists those that are open to a release.
func (s *site) wideChannels(in *opening) ([]wideChannel, error) {
	all, err := in.Tx.Channels()
	if err != nil {
		return nil, err
	}
	var open []wideChannel
	for _, c := range all {
		if c.Private || c.State != store.ChannelActive {
			continue
		}
		wide, err := s.wideChannel(in, c.ID)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		open = append(open, wide)
	}
	return open, nil
}

// wideChannel finds one of them; store.ErrNotFound stands for every reason why
// it is none.
func (s *site) wideChannel(in *opening, id record.ChannelID) (wide wideChannel, err error) {
	if wide.Channel, err = in.Tx.Channel(id); err != nil {
		return wide, err
	}
	if wide.Private || wide.State != store.ChannelActive {
		return wide, store.ErrNotFound
	}
	charter, err := in.Tx.Charter(id, wide.Epoch)
	if err != nil {
		return wide, err
	}
	if wide.Charter, err = channel.Decode(charter.Envelope.Payload); err != nil {
		return wide, err
	}
	wide.standing, err = readStanding(in.Tx, in.Self, id)
	return wide, err
}

// scene is the view of the channel.
func (w wideChannel) scene(s *site, in *opening) scene {
	wide := s.scene(in)
	wide.standing, wide.Channel = w.standing, w.Channel
	return wide
}

// classifications are those that a label in a channel may have, the lowest first.
func classifications(policies label.Policies, ceiling []byte) []string {
	bound, err := policies.Check(ceiling)
	if err != nil {
		return nil
	}
	policy, known := policies.Named(bound.Policy)
	if !known {
		return nil
	}
	var all []string
	for _, c := range policy.Classifications {
		if !c.Obsolete {
			all = append(all, c.Name)
		}
		if c.Name == bound.Classification {
			break
		}
	}
	return all
}

// remarked is the label that follows from one of the private channel, with the
// classification that a person chose. A release holds it to the ceiling.
func remarked(policies label.Policies, private, ceiling []byte, classification string, at time.Time) ([]byte, error) {
	bound, err := policies.Check(ceiling)
	if err != nil {
		return nil, err
	}
	own, err := policies.Check(private)
	if err != nil {
		return nil, err
	}
	policy, known := policies.Named(bound.Policy)
	if !known {
		return nil, label.ErrUnknown
	}
	var categories []label.Category
	for _, c := range own.Categories {
		if own.Policy == bound.Policy && c.Type != label.Permissive {
			categories = append(categories, c)
		}
	}
	for _, c := range bound.Categories {
		if c.Type == label.Permissive {
			categories = append(categories, c)
		}
	}
	return label.New(policy, classification, at, at.AddDate(1, 0, 0), categories...)
}
