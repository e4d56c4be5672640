package web

import (
	"slices"

	"entente/feature"
	"entente/store"
	"entente/ui"
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
	if all, err = s.signDuties(in, channels, all); err != nil {
		return nil, err
	}
	for _, arrange := range s.Program.Arrange {
		if all, err = arrange(in.Reading, all); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, feature.ByDue)
	return all, nil
}

// signDuties adds what waits for a holder of a mandate, one duty a channel.
func (s *site) signDuties(in *opening, channels []store.Channel, all []feature.Duty) ([]feature.Duty, error) {
	waiting, err := s.node.ToSign(in.Tx)
	if err != nil || len(waiting) == 0 {
		return all, err
	}
	r := reader{in.Reader}
	for _, c := range channels {
		n, since := int64(0), s.node.Now()
		for _, u := range waiting {
			if u.Channel == c.ID {
				n++
				if u.Since.Before(since) {
					since = u.Since
				}
			}
		}
		if n > 0 {
			all = append(all, feature.Duty{
				Key: "web/to-sign:" + c.ID.String(), Asked: r.say("Sign"), About: ui.To(signPath, r.say("To sign")),
				Why: r.say("Waiting for a holder of a mandate: {n}, the oldest since {time}.", "n", r.count(n), "time", r.moment(since)),
				By:  s.node.Self(), Channel: c.ID, Label: c.DefaultLabel,
			})
		}
	}
	return all, nil
}
