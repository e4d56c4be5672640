package web

import (
	"slices"

	"entente/keys"
	"entente/record"
	"entente/store"
)

// changes are what others wrote since somebody last looked, and what they are
// shown by.
type changes struct {
	Since    int64 // arrival; 0 for somebody who has never marked anything as seen
	UpTo     int64 // the newest of the snapshot
	Count    int64
	Filter   store.ChangeQuery
	Filtered bool
	Channels map[record.ChannelID]store.Channel
	Partners []store.Partner
	Kinds    []*record.Kind
	Shown    []change
	Counted  [][]byte // labels of what is counted and not shown
}

// A change is a record whose newest revision somebody wrote.
type change struct {
	store.Record
	About *store.Record // what it is about, for one without a title of its own
}

// readChanges reads what arrived since the reader last looked, without what they
// wrote themselves.
func (s *site) readChanges(in *opening, channels []store.Channel) (c changes, err error) {
	if c.Since, err = in.Tx.LookedUpTo(in.Person.Account); err != nil {
		return c, err
	}
	if c.UpTo, err = in.Tx.NewestArrival(); err != nil {
		return c, err
	}
	if c.Partners, err = in.Tx.Partners(); err != nil {
		return c, err
	}
	c.Filter = store.ChangeQuery{After: c.Since, Limit: mostChanges}
	c.Kinds, c.Channels = s.Program.Kinds.All(), map[record.ChannelID]store.Channel{}
	for _, channel := range channels {
		c.Channels[channel.ID] = channel
		c.Filter.ButActor = append(c.Filter.ButActor, s.node.Actor(channel.ID, in.Person.Account))
	}
	c.narrow(in)
	counting := c.Filter
	counting.Limit = countChanges
	if c.Count, err = in.Tx.CountChanged(counting); err != nil {
		return c, err
	}
	found, err := in.Tx.Changed(c.Filter)
	if err != nil {
		return c, err
	}
	for _, r := range found {
		one := change{Record: r}
		if one.About, err = aboutOf(in.Tx, r); err != nil {
			return c, err
		}
		c.Shown = append(c.Shown, one)
	}
	if c.Count > int64(len(c.Shown)) {
		c.Counted, err = s.labelsIn(in.Tx, channels)
	}
	return c, err
}

// labelsIn are the labels of all records in channels.
func (s *site) labelsIn(tx *store.Tx, channels []store.Channel) (all [][]byte, err error) {
	for _, channel := range channels {
		for _, kind := range s.Program.Kinds.All() {
			labels, err := tx.ListedLabels(channel.ID, kind.Name())
			if err != nil {
				return nil, err
			}
			all = append(all, labels...)
		}
	}
	return all, nil
}

// narrow takes the filters of an address. One that names nothing known finds
// nothing, as it would be wrong to show everything.
func (c *changes) narrow(in *opening) {
	if code := in.Query.Get("by"); code != "" {
		none := keys.PartnerID{}
		c.Filter.Partner, c.Filtered = &none, true
		for _, p := range c.Partners {
			if upper(p.Code) == code {
				c.Filter.Partner = &p.ID
			}
		}
	}
	if kind := in.Query.Get("kind"); kind != "" {
		c.Filter.Kind, c.Filtered = kind, true
	}
	if text := in.Query.Get("in"); text != "" {
		var id record.ChannelID
		if id.UnmarshalText([]byte(text)) != nil {
			id = record.ChannelID{}
		}
		c.Filter.Channel, c.Filtered = &id, true
	}
}

// aboutOf reads what a record without a title refers to first: a comment or an
// assessment says nothing by itself.
func aboutOf(tx *store.Tx, r store.Record) (*store.Record, error) {
	if !r.Title.IsZero() {
		return nil, nil
	}
	full, err := tx.Record(r.Channel, r.ID)
	if err != nil || len(full.References) == 0 {
		return nil, err
	}
	about, err := tx.Record(r.Channel, full.References[0].Ref.ID)
	if isNotFound(err) {
		return nil, nil
	}
	return &about, err
}

// A burst is what one author wrote in one go: the first few are shown, the
// others counted by kind.
type burst struct {
	Shown []change
	More  map[string]int // how many others, by kind
	Most  int
}

// shownOfBurst is how many of a burst are shown by themselves.
const shownOfBurst = 2

// bursts puts together what one author wrote, one after the other on one day.
func bursts(all []change, day func(store.Record) record.Date) (found []burst) {
	same := func(a, b store.Record) bool {
		return a.Partner == b.Partner && a.Actor == b.Actor && a.Office == b.Office && a.Channel == b.Channel && day(a) == day(b)
	}
	for i, one := range all {
		if i == 0 || !same(all[i-1].Record, one.Record) {
			found = append(found, burst{More: map[string]int{}})
		}
		last := &found[len(found)-1]
		if last.Most++; last.Most <= shownOfBurst {
			last.Shown = append(last.Shown, one)
			continue
		}
		last.More[one.Kind]++
	}
	for i := range found { // one is shown rather than counted
		b := &found[i]
		if b.Most == shownOfBurst+1 {
			at := slices.IndexFunc(all, func(c change) bool { return c.ID == b.Shown[len(b.Shown)-1].ID && c.Channel == b.Shown[0].Channel })
			b.Shown, b.More = append(b.Shown, all[at+1]), map[string]int{}
		}
	}
	return found
}
