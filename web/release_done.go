package web

import (
	"slices"

	"entente/channel"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// A releasedLine is one record of an act of release.
type releasedLine struct {
	From, As ui.Link
	Status   ui.Status
}

// released is the page of one act of release: what went where.
func (s *site) released(in *opening) (ui.Page, error) {
	id, err := record.ParseID(in.Path("id"))
	if err != nil {
		return ui.Page{}, store.ErrNotFound
	}
	act, err := in.Tx.Record(in.Private, id)
	if err != nil {
		return ui.Page{}, err
	}
	if act.Kind != channel.KindRelease {
		return ui.Page{}, store.ErrNotFound
	}
	all, err := node.ReadRelease(act)
	if err != nil {
		return ui.Page{}, err
	}
	scene := s.scene(in)
	page := ui.Page{Title: ui.Plain(scene.say("Released")), Labels: [][]byte{act.Label},
		Kind: scene.say("{time}, {office}", "time", scene.moment(act.At), "office", act.Office)}
	var lines []releasedLine
	into := store.Channel{}
	for _, released := range all {
		if into, err = in.Tx.Channel(released.To); err != nil {
			return ui.Page{}, err
		}
		line, labels, err := s.releasedLine(in, scene, released)
		if err != nil {
			return ui.Page{}, err
		}
		lines, page.Labels = append(lines, line), append(page.Labels, labels...)
	}
	notice := ui.Notice{Sentence: scene.say("It stands in {channel} and is on its way to its members.", "channel", scene.hear(into.Name).Text),
		Then: scene.say("Each record says who has confirmed it.")}
	waits, err := node.Mandated(in.Tx, into)
	if err != nil {
		return ui.Page{}, err
	}
	if waits {
		notice.Then = scene.say("It takes effect when a holder of a mandate has signed it: see “To sign”.")
	}
	page.Main = sequence(notice.Show(), releasedList(lines))
	return page, nil
}

func (s *site) releasedLine(in *opening, scene scene, released node.Released) (line releasedLine, labels [][]byte, err error) {
	names := func(channel record.ChannelID, ref record.Ref) (ui.Link, error) {
		found, err := in.Tx.Record(channel, ref.ID)
		if isNotFound(err) {
			return ui.Link{Words: ui.Plain(scene.kindName(ref.Kind))}, nil
		}
		labels = append(labels, found.Label)
		return ui.Link{Words: scene.titleOf(found), Href: recordPath(channel, ref.ID)}, err
	}
	if line.From, err = names(in.Private, released.Ref); err != nil {
		return line, labels, err
	}
	if line.As, err = names(released.To, released.As); err != nil {
		return line, labels, err
	}
	line.Status = scene.releasedStatus(released)
	return line, labels, nil
}

func (r reader) releasedStatus(released node.Released) ui.Status {
	switch released.Action {
	case channel.Create:
		return ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: r.say("new there, from revision {n} here", "n", numbered(released.Revision))}
	case channel.Revise:
		return ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: r.say("revision {m} there, from revision {n} here", "m", numbered(released.AsRevision), "n", numbered(released.Revision))}
	}
	return ui.Status{Glyph: ui.HalfRing, Tone: ui.Prop, Word: r.say("proposed as an amendment of revision {n}", "n", numbered(released.AsRevision))}
}

// newestRelease is the last act that carried a record into a channel.
func newestRelease(all []node.Released, to record.ChannelID) (node.Released, bool) {
	for _, released := range slices.Backward(all) {
		if released.To == to {
			return released, true
		}
	}
	return node.Released{}, false
}
