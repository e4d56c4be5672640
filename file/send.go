package file

import (
	"context"
	"errors"
	"slices"

	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/store/contents"
	"entente/ui"
)

// send makes a file that came a record about another, or the next version of one
// that is there, and goes back to the record.
func send(in *feature.Acting) (feature.Deed, error) {
	about, files, err := target(in.Reading)
	if err != nil {
		return feature.Deed{}, err
	}
	w := readSending(in.Form)
	if (w.To != toOwnSide && w.To != toChannel) || !slices.Contains(record.Languages(), w.Language) {
		return feature.Deed{}, store.ErrNotFound
	}
	upload, problem := sent(in, &w)
	draft, channel, err := w.draft(in.Reading, about, files, upload)
	if refused, unmarked := errors.AsType[*unmarkable](err); unmarked {
		problem, err = in.Words.Sentence(in.Language, feature.MarkingProblem("", refused.why)), nil
	}
	if err != nil {
		return feature.Deed{}, err
	}
	if problem == "" {
		if problems := Files.Kind.Validate(draft.Body); len(problems) > 0 {
			problem = in.Words.Sentence(in.Language, problems[0])
		}
	}
	if problem != "" {
		page, err := again(in.Reading, about, w, files, problem)
		return feature.Deed{Page: &page}, err
	}
	back := in.Record(about.ID)
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
			written, err := n.Write(ctx, channel, by, draft)
			if err != nil && len(written) == 0 {
				return "", err
			}
			return back + "#" + anchor(written[0].ID), err
		},
		Refused: func(in *feature.Reading, err error) (ui.Page, error) {
			sentence := refusal(in.Reader, err)
			if sentence == "" {
				return ui.Page{}, err
			}
			return again(in, about, w, files, sentence)
		},
	}, nil
}

// unmarkable says that the marking which was chosen cannot be.
type unmarkable struct{ why error }

func (u *unmarkable) Error() string { return u.why.Error() }

func refusal(r feature.Reader, err error) string {
	switch {
	case errors.Is(err, node.ErrStale):
		return r.Say("Somebody has sent another version meanwhile. Look at it, and send yours again if it still has to be.")
	case errors.Is(err, node.ErrAbove), errors.Is(err, node.ErrLooser):
		return r.Say("Those who would read it may not hold this marking. Choose another.")
	case errors.Is(err, node.ErrMalware):
		return r.Say("The scanner found malware in this file. It was not kept; check the machine that it comes from.")
	case errors.Is(err, node.ErrUnscanned):
		return r.Say("The scanner for malware does not answer, so this file is not released. Send the form again later, or ask the operator.")
	case errors.Is(err, node.ErrClosedGate), errors.Is(err, node.ErrRebuilding):
		return r.Say("This node writes nothing at the moment. Send it again later, or ask the operator.")
	}
	return ""
}

// target is the record that the address names, with its files.
func target(in *feature.Reading) (about store.Record, files []held, err error) {
	id, err := record.ParseID(in.Path("id"))
	if err != nil {
		return about, nil, store.ErrNotFound
	}
	if about, err = in.Tx.Record(in.Channel.ID, id); err == nil {
		files, _, err = filesOf(in, about)
	}
	return about, files, err
}

// sent finds what came with the form, or says what is to be done.
func sent(in *feature.Acting, w *sending) (u store.Upload, problem string) {
	if in.FileRefused != "" {
		w.Upload = ""
		return u, in.FileRefused
	}
	name, err := contents.ParseName(w.Upload)
	if err == nil {
		u, err = in.Tx.Upload(name)
	}
	if err != nil || u.Account != in.Person.Account || !u.Whole {
		w.Upload = ""
		return store.Upload{}, in.Say("Choose a file.")
	}
	w.Called = u.Called
	return u, ""
}

// draft is the record that a sending becomes, and the channel in which it will
// stand: a new version in that of the file, whatever else was chosen.
func (w sending) draft(in *feature.Reading, about store.Record, files []held, u store.Upload) (node.Draft, record.ChannelID, error) {
	channel, chosen := in.Private, w.OwnLabel
	if w.To == toChannel {
		channel, chosen = about.Channel, w.SharedLabel
	}
	f := File{Name: u.Called, About: record.Ref{Kind: about.Kind, ID: about.ID}, MediaType: u.MediaType, Size: u.Size}
	draft := node.Draft{Kind: Files.Name(), Attachments: []node.Attachment{{Upload: u.Name}}}
	if w.Of != "" {
		at := slices.IndexFunc(files, func(f held) bool { return f.Record.ID.String() == w.Of && f.Partner == in.Self })
		if at < 0 {
			return draft, channel, store.ErrNotFound
		}
		before := files[at]
		f.Description, f.Basics = before.Description, before.Basics
		draft.ID, draft.After = before.Record.ID, before.Record.Revision.Revision
		if channel = before.Record.Channel; channel == in.Private {
			chosen = w.OwnLabel
		} else {
			chosen = w.SharedLabel
		}
	}
	if w.Description != "" {
		f.Description = record.TextIn(w.Language, w.Description)
	}
	marker, err := in.Marker(channel)
	if err != nil {
		return draft, channel, err
	}
	if draft.Label, err = marker.Label(chosen); err != nil {
		return draft, channel, &unmarkable{err}
	}
	draft.Body, draft.Personal, err = Files.Kind.Encode(&f)
	return draft, channel, err
}

// again is the page on which a sending that was refused is put right.
func again(in *feature.Reading, about store.Record, w sending, files []held, problem string) (ui.Page, error) {
	form, err := blank(in, about, w, files)
	form.Problem, form.Open = problem, true
	labels := [][]byte{about.Label}
	for _, f := range files {
		labels = append(labels, f.Label)
	}
	return ui.Page{
		Title: ui.Plain(in.Say("The file was not written")), Trail: []ui.Link{{Words: in.Hear(about.Title), Href: in.Record(about.ID)}},
		Main: form.show(), Labels: labels,
	}, err
}

// anchor is where a file stands on the page of its record.
func anchor(id record.ID) string { return "file-" + id.String() }
