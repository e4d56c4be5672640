package web

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"entente/channel"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// longestReason is in characters.
const longestReason = 1000

func (s *site) amendRoutes(mux *routes) {
	mux.Handle("POST /records/{channel}/{id}/amendments/{amendment}", s.act(s.answerAmendment))
}

// answerAmendment takes a proposal whole, or declines it with a reason.
func (s *site) answerAmendment(in *opening, form url.Values) (feature.Deed, error) {
	of, p, err := s.proposalOf(in)
	if err != nil {
		return feature.Deed{}, err
	}
	r := reader{in.Reader}
	stale := notDone(r, of, r.say("This amendment waits for no answer of ours now."), r.say("Open the record and look again."))
	if !p.open() || of.Partner != in.Self || form.Get("revision") != strconv.Itoa(of.Revision.Revision) {
		return feature.Deed{Page: &stale}, nil
	}
	switch form.Get("answer") {
	case "take":
		return s.takeAmendment(in, of, p, stale)
	case "decline":
		return s.declineAmendment(in, of, p, form)
	}
	return feature.Deed{}, store.ErrNotFound
}

// proposalOf is the record and the amendment that an address names.
func (s *site) proposalOf(in *opening) (of store.Record, p proposal, err error) {
	of, err = s.sharedOf(in)
	if err != nil {
		return of, p, err
	}
	id, err := record.ParseID(in.Path("amendment"))
	if err != nil {
		return of, p, store.ErrNotFound
	}
	read, err := s.readRecord(in, of.ID)
	if err != nil {
		return of, p, err
	}
	all, err := readProposals(in, read)
	for _, each := range all {
		if each.ID == id {
			return of, each, err
		}
	}
	return of, p, errors.Join(err, store.ErrNotFound)
}

func (s *site) takeAmendment(in *opening, of store.Record, p proposal, stale ui.Page) (feature.Deed, error) {
	kind, known := s.Program.Kinds.Lookup(of.Kind)
	if !known || p.Fields == nil || p.Base != of.Revision.Revision {
		return feature.Deed{Page: &stale}, nil
	}
	body, err := kind.Current(p.Schema, p.Body)
	if err != nil {
		return feature.Deed{}, err
	}
	entry, err := in.Tx.Entry(p.Origin, p.Index)
	if err != nil {
		return feature.Deed{}, err
	}
	draft := node.Draft{Kind: of.Kind, ID: of.ID, After: of.Revision.Revision, Body: body, Label: p.Label, Quotes: []record.Leaf{p.Leaf}}
	for _, part := range entry.Parts {
		if part.Type == record.PersonalPart {
			draft.Personal = append(draft.Personal, part.Content)
		}
	}
	return feature.Deed{
		Do: feature.Write(of.Channel, func([]node.Written) string { return recordPath(of.Channel, of.ID) }, draft),
		Refused: func(_ *feature.Reading, err error) (ui.Page, error) {
			if errors.Is(err, node.ErrStale) {
				return stale, nil
			}
			return ui.Page{}, err
		},
	}, nil
}

func (s *site) declineAmendment(in *opening, of store.Record, p proposal, form url.Values) (feature.Deed, error) {
	r := reader{in.Reader}
	reason := strings.TrimSpace(form.Get("reason"))
	text := record.TextIn(in.Language, reason)
	problem := ""
	switch {
	case reason == "":
		problem = r.say("Say why: the other side reads it.")
	case len([]rune(reason)) > longestReason:
		problem = r.say("A reason has at most {n} characters.", "n", r.count(longestReason))
	}
	if _, err := (channel.Refusal{Of: p.Of, Amendment: p.Leaf, Reason: text}).Encode(); err != nil && problem == "" {
		problem = r.say("The reason holds characters that are no text.")
	}
	if problem != "" {
		hidden := []ui.Hidden{{Name: "revision", Value: numbered(of.Revision.Revision)}}
		page := ui.Page{Title: ui.Plain(r.say("Decline it with a reason")), Labels: [][]byte{of.Label},
			Trail: []ui.Link{{Words: r.hear(of.Title), Href: recordPath(of.Channel, of.ID)}},
			Main:  r.declineForm(recordPath(of.Channel, of.ID)+"/amendments/"+p.ID.String(), hidden, form.Get("reason"), []string{problem}).Show()}
		return feature.Deed{Page: &page}, nil
	}
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
		_, err := n.Decline(ctx, by, of.Channel, p.ID, text)
		return recordPath(of.Channel, of.ID) + "#amendment-" + p.ID.String(), err
	}}, nil
}
