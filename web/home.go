package web

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// What the first page reads at most.
const (
	mostChanges  = 40
	countChanges = 500
	mostWaiting  = 12 // duties in each of its tables; their own page has all
	mostSeries   = 4  // channels of which features show something
)

// A morning is what the first page has read, over every channel.
type morning struct {
	scene
	In       *opening
	Today    record.Date
	Duties   []feature.Duty
	Changes  changes
	Ledgers  []trouble
	Sections []feature.Section
	First    *firstSteps // of a node that is new
}

// home is the first page: what waits for me, what is late, what others wrote
// since I last looked, over every channel that I may see.
func (s *site) homePage(in *opening) (ui.Page, error) {
	m := morning{scene: s.scene(in), In: in, Today: record.DayOf(in.Now.In(in.Zone()))}
	channels, err := in.Tx.Channels()
	if err != nil {
		return ui.Page{}, err
	}
	if m.Duties, err = in.Duties(); err != nil {
		return ui.Page{}, err
	}
	if m.Changes, err = s.readChanges(in, channels); err != nil {
		return ui.Page{}, err
	}
	if m.Ledgers, err = s.troubles(in, channels); err != nil {
		return ui.Page{}, err
	}
	if m.First, err = s.firstSteps(in, channels); err != nil {
		return ui.Page{}, err
	}
	if m.Sections, err = s.homeSections(in, channels); err != nil {
		return ui.Page{}, err
	}
	return m.page(), nil
}

// homeSections are what features show of each channel that is shared, or of our
// own where none is.
func (s *site) homeSections(in *opening, channels []store.Channel) (all []feature.Section, err error) {
	shown := 0
	for _, channel := range channels {
		if channel.State != store.ChannelActive || channel.Private || shown == mostSeries {
			continue
		}
		shown++
		facing, err := s.facing(in, channel)
		if err != nil {
			return nil, err
		}
		for _, show := range s.Program.Home {
			section, err := show(facing.Reading)
			if err != nil {
				return nil, err
			}
			if section.Title != "" {
				all = append(all, section)
			}
		}
	}
	return all, nil
}

// markSeen answers the button that says that everything was seen which had
// arrived when the page was made.
func (s *site) markSeen(in *opening, form url.Values) (feature.Deed, error) {
	upTo, err := strconv.ParseInt(form.Get("upTo"), 10, 64)
	if err != nil || upTo < 0 {
		return feature.Deed{}, errors.Join(store.ErrNotFound, err)
	}
	account := in.Person.Account
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, _ node.Author) (string, error) {
		return "/", n.MarkSeen(ctx, account, upTo)
	}}, nil
}
