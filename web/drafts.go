package web

import (
	"context"
	"errors"
	"net/url"

	"github.com/go-json-experiment/json"

	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// A draftContent is what a draft holds of a form.
type draftContent struct {
	Answers answers               `json:"answers"`
	Marking feature.MarkingAnswer `json:"marking"`
}

// Unsent is the content of a draft whose form holds these answers, by the names
// of their inputs.
func Unsent(typed map[string]string) []byte {
	// A map of texts always has a JSON form.
	content, _ := json.Marshal(draftContent{Answers: typed, Marking: feature.MarkingAnswer{Classification: feature.AsItIs}}, json.Deterministic(true))
	return content
}

// draft is the form as a draft of an account.
func (e *editing) draft(account string) store.Draft {
	// A map of texts always has a JSON form.
	content, _ := json.Marshal(draftContent{e.Typed, e.Chosen}, json.Deterministic(true))
	d := store.Draft{Account: account, Channel: e.Channel.ID, Record: e.ID, Kind: e.Kind.Name(), Content: content, Label: e.Channel.DefaultLabel}
	if label, err := e.label(); err == nil {
		d.Label = label
	}
	if e.Record != nil {
		d.Revision = e.From
	}
	return d
}

// takeUp fills the form from a draft, on the newest revision.
func (e *editing) takeUp(tx *store.Tx, d store.Draft) error {
	var content draftContent
	if err := json.Unmarshal(d.Content, &content); err != nil || d.Kind != e.Kind.Name() {
		return store.ErrNotFound // of another version of the program
	}
	e.Typed, e.Chosen = content.Answers, content.Marking
	e.Labels = append(e.Labels, d.Label)
	if e.Record == nil || d.Revision == e.From {
		return nil
	}
	return e.catchUp(tx, d.Revision)
}

// draftAddress is where a draft is gone on with.
func (s scene) draftAddress(d store.Draft) string {
	if d.Revision == 0 {
		return newAddress(d.Channel, d.Kind, "draft", d.Record.String())
	}
	return recordAddress(d.Channel, d.Record) + "/edit?draft=kept"
}

func recordAddress(channel record.ChannelID, id record.ID) string {
	return "/records/" + channel.String() + "/" + id.String()
}

// keepDraft keeps a form as a draft because its author asked for it.
func (s *site) keepDraft(in *opening, e *editing, sent sentForm) (feature.Deed, error) {
	draft := e.draft(in.Person.Account)
	if draft.Revision > 0 {
		draft.Revision = sent.From
	}
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, _ node.Author) (string, error) {
			return "/drafts", n.KeepDraft(ctx, draft)
		},
		Refused: func(later *feature.Reading, err error) (ui.Page, error) {
			if !errors.Is(err, store.ErrTooManyDrafts) {
				return ui.Page{}, err
			}
			e.Problems = record.Problems{record.Wrong("", "This draft is not kept: it is too large, or you keep as many as this node allows. Discard some, or save the record.")}
			return s.again(in, later, e)
		},
	}, nil
}

// drafts lists what the reader typed and did not send.
func (s *site) drafts(in *opening) (ui.Page, error) {
	r := reader{in.Reader}
	all, err := in.Tx.Drafts(in.Person.Account)
	if err != nil {
		return ui.Page{}, err
	}
	view := draftsView{}
	page := ui.Page{Title: ui.Plain(r.say("Drafts"))}
	for _, d := range all {
		shown, labels, err := s.draftView(in, d)
		if err != nil {
			return ui.Page{}, err
		}
		view.Drafts = append(view.Drafts, shown)
		page.Labels = append(page.Labels, labels...)
	}
	view.Words = r.say("Only you see your drafts. They are kept encrypted on this node, are in no backup, and end when the record is saved.")
	if len(all) == 0 {
		view.Empty = ui.Empty{Sentence: r.say("You keep no draft."), Why: r.say("A form that is refused, or that you put by, is kept here.")}
	}
	page.Main = view.show()
	return page, nil
}

func (s *site) draftView(in *opening, d store.Draft) (draftView, [][]byte, error) {
	r := reader{in.Reader}
	e := s.scene(in)
	view := draftView{
		Link: ui.To(e.draftAddress(d), r.say("New: {kind}", "kind", e.kindName(d.Kind))),
		When: r.say("kept {time}", "time", r.moment(d.Kept)),
		Discard: ui.Form{
			Action:  "/drafts/" + d.Channel.String() + "/" + d.Record.String() + "/discard",
			Buttons: []ui.Button{{Words: r.say("Discard"), Look: ui.Danger}},
		},
	}
	labels := [][]byte{d.Label}
	channel, err := in.Tx.Channel(d.Channel)
	if err != nil {
		return view, nil, err
	}
	view.Channel = r.hear(channel.Name)
	if d.Revision == 0 {
		view.Kind = titleTyped(r, d)
		return view, labels, nil
	}
	found, err := in.Tx.Record(d.Channel, d.Record)
	if errors.Is(err, store.ErrNotFound) {
		return view, labels, nil
	}
	if err != nil {
		return view, nil, err
	}
	view.Link.Words, view.Kind = e.titleOf(found), e.kindName(found.Kind)
	return view, append(labels, found.Label), nil
}

// titleTyped is what the author of a draft calls its record so far.
func titleTyped(r reader, d store.Draft) string {
	var content draftContent
	if json.Unmarshal(d.Content, &content) != nil {
		return ""
	}
	title := func(language record.Language) string { return content.Answers["title."+string(language)] }
	return beginningOf(r.hear(record.Text{EN: title(record.English), FR: title(record.French), KO: title(record.Korean)}).Text)
}

// discardDraft forgets a draft of the reader's own.
func (s *site) discardDraft(in *opening, _ url.Values) (feature.Deed, error) {
	id, err := record.ParseID(in.Path("id"))
	if err != nil {
		return feature.Deed{}, store.ErrNotFound
	}
	account, channel := in.Person.Account, in.Channel.ID
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, _ node.Author) (string, error) {
		return "/drafts", n.DropDraft(ctx, account, channel, id)
	}}, nil
}
