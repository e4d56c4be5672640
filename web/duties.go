package web

import (
	"slices"

	"entente/feature"
	"entente/store"
)

// duties reads what waits for our own side in every channel that is open, and
// what people did with it.
func (s *site) duties(in *opening) ([]feature.Duty, error) {
	channels, err := in.Tx.Channels()
	if err != nil {
		return nil, err
	}
	var all []feature.Duty
	for _, channel := range channels {
		if channel.State != store.ChannelActive && !channel.Private {
			continue
		}
		facing, err := s.facing(in, channel)
		if err != nil {
			return nil, err
		}
		for _, read := range s.Program.Duties {
			found, err := read(facing.Reading)
			if err != nil {
				return nil, err
			}
			all = append(all, found...)
		}
	}
	for _, arrange := range s.Program.Arrange {
		if all, err = arrange(in.Reading, all); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, feature.ByDue)
	return all, nil
}
