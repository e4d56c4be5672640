package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"entente/channel"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

func (s *site) counterpartRoutes(mux *routes) {
	mux.Handle("GET /records/{channel}/{id}/private", s.page(s.askPrivate))
	mux.Handle("GET /records/{channel}/{id}/amend", s.page(s.askPrivate))
	mux.Handle("POST /records/{channel}/{id}/private", s.act(s.workPrivately))
	mux.Handle("POST /records/{channel}/{id}/take-over", s.act(s.takeOver))
}

// askPrivate says what working privately does, before it is done.
func (s *site) askPrivate(in *opening) (ui.Page, error) {
	of, err := s.sharedOf(in)
	if err != nil {
		return ui.Page{}, err
	}
	scene := s.scene(in)
	form := ui.Form{Action: recordPath(of.Channel, of.ID) + "/private", Buttons: []ui.Button{{Words: scene.say("Work on it privately"), Look: ui.Primary}}}
	then := scene.say("When you release it, the shared record gets its next revision.")
	if of.Partner != in.Self {
		then = scene.say("When you release it, it is proposed to {partner}, which holds the pen.", "partner", scene.code(of.Partner))
	}
	return ui.Page{
		Title: ui.Plain(scene.say("Work on it privately")), Labels: [][]byte{of.Label},
		Trail: []ui.Link{{Words: scene.titleOf(of), Href: recordPath(of.Channel, of.ID)}},
		Main:  sequence(ui.Notice{Sentence: scene.say("Its newest text is copied into your own channel, which only {partner} sees.", "partner", scene.code(in.Self)), Then: then}.Show(), form.Show()),
	}, nil
}

// sharedOf is the shared record that an address names.
func (s *site) sharedOf(in *opening) (store.Record, error) {
	id, err := record.ParseID(in.Path("id"))
	if err != nil || in.Channel.Private {
		return store.Record{}, store.ErrNotFound
	}
	of, err := in.Tx.Record(in.Channel.ID, id)
	if err == nil && channel.Reserved(of.Kind) {
		err = store.ErrNotFound
	}
	return of, err
}

func (s *site) workPrivately(in *opening, _ url.Values) (feature.Deed, error) {
	of, err := s.sharedOf(in)
	if err != nil {
		return feature.Deed{}, err
	}
	if link, err := in.Tx.ReleasedFrom(of.Channel, of.ID); err == nil {
		to := recordPath(link.Narrow, link.NarrowID)
		return feature.Deed{Do: func(context.Context, *node.Node, node.Author) (string, error) { return to, nil }}, nil
	}
	private := in.Private
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
			written, err := n.WorkPrivately(ctx, by, of.Channel, of.ID)
			if err != nil && !errors.Is(err, node.ErrUnpublished) {
				return "", err
			}
			return recordPath(private, written.ID), err
		},
		Refused: func(reading *feature.Reading, err error) (ui.Page, error) {
			r := reader{reading.Reader}
			switch {
			case errors.Is(err, node.ErrWorkedOn):
				return notDone(r, of, r.say("It is worked on privately already."), r.say("Open the record: it leads to the private text.")), nil
			case errors.Is(err, node.ErrAbove), errors.Is(err, record.ErrUnknownVersion):
				return notDone(r, of, r.say("It cannot be copied into your own channel."), r.say("Its marking is above what this node may hold there, or this version does not know its kind.")), nil
			}
			return ui.Page{}, err
		},
	}, nil
}

// notDone is the page of an act that could not be done.
func notDone(r reader, of store.Record, sentence, then string) ui.Page {
	return ui.Page{
		Title: ui.Plain(r.say("Not done")), Labels: [][]byte{of.Label}, Status: http.StatusConflict,
		Trail: []ui.Link{{Words: r.hear(of.Title), Href: recordPath(of.Channel, of.ID)}},
		Main:  ui.Notice{Tone: ui.Warn, Sentence: sentence, Then: then}.Show(),
	}
}

// takeOver writes the next private revision with what the shared text gained. It
// quotes the shared revision that was looked at, also where nothing was taken.
func (s *site) takeOver(in *opening, form url.Values) (feature.Deed, error) {
	id, err := record.ParseID(in.Path("id"))
	var wide record.ChannelID
	if err != nil || in.Channel.ID != in.Private || wide.UnmarshalText([]byte(form.Get("wide"))) != nil {
		return feature.Deed{}, store.ErrNotFound
	}
	link, err := in.Tx.CounterpartOf(in.Private, id, wide)
	if err != nil {
		return feature.Deed{}, err
	}
	into, err := in.Tx.Channel(wide)
	if err != nil {
		return feature.Deed{}, err
	}
	read := &readRecord{scene: s.scene(in)}
	p, err := s.readPair(in, read, link, into)
	if err != nil {
		return feature.Deed{}, err
	}
	r := reader{in.Reader}
	stale := notDone(r, p.Private, r.say("Nothing was taken over: one of the two texts has changed meanwhile."), r.say("Open the record and look again."))
	if form.Get("revision") != strconv.Itoa(p.Private.Revision.Revision) || form.Get("shared") != strconv.Itoa(p.Shared.Revision.Revision) {
		return feature.Deed{Page: &stale}, nil
	}
	draft, err := s.takenOver(in, p, form["member"])
	if errors.Is(err, node.ErrAbove) {
		above := notDone(r, p.Private, r.say("It cannot be copied into your own channel."), r.say("Its marking is above what this node may hold there, or this version does not know its kind."))
		return feature.Deed{Page: &above}, nil
	}
	if err != nil {
		return feature.Deed{}, err
	}
	return feature.Deed{
		Do: feature.Write(in.Private, func([]node.Written) string { return recordPath(in.Private, id) }, draft),
		Refused: func(_ *feature.Reading, err error) (ui.Page, error) {
			var invalid *node.Invalid
			if errors.As(err, &invalid) && len(invalid.Problems) > 0 {
				return notDone(r, p.Private, r.say("These changes alone do not make a valid text."), r.Words.Sentence(r.Language, invalid.Problems[0])), nil
			}
			if errors.Is(err, node.ErrStale) {
				return stale, nil
			}
			return ui.Page{}, err
		},
	}, nil
}

func (s *site) takenOver(in *opening, p pair, members []string) (node.Draft, error) {
	kind, known := s.Program.Kinds.Lookup(p.Private.Kind)
	if !known || slices.ContainsFunc(members, func(m string) bool { return !slices.Contains(p.Members, m) }) {
		return node.Draft{}, store.ErrNotFound
	}
	ours, err := kind.Current(p.Private.Schema, p.Private.Body)
	if err != nil {
		return node.Draft{}, err
	}
	newest, err := kind.Current(p.Shared.Schema, p.Shared.Body)
	if err != nil {
		return node.Draft{}, err
	}
	body, err := channel.TakeOver(ours, newest, members)
	if err != nil {
		return node.Draft{}, err
	}
	entry, err := in.Tx.Entry(p.Private.Origin, p.Private.Index)
	if err != nil {
		return node.Draft{}, err
	}
	value, err := kind.Decode(body, entry.Personal)
	if err != nil {
		return node.Draft{}, err
	}
	draft := node.Draft{Kind: p.Private.Kind, ID: p.Private.ID, After: p.Private.Revision.Revision, Label: p.Private.Label, Quotes: []record.Leaf{p.Shared.Leaf}}
	if len(members) > 0 {
		if draft.Label, err = s.node.LabelWith(in.Tx, in.Private, p.Private.Label, p.Shared.Label); err != nil {
			return node.Draft{}, err
		}
	}
	draft.Body, draft.Personal, err = kind.Encode(value)
	return draft, err
}
