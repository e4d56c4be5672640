package comment

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// Who is to read what is sent.
const (
	toChannel = "channel"
	toOwnSide = "own"
)

// A writing is what somebody typed under a record.
type writing struct {
	To       string
	Language record.Language
	Text     string
}

// readWriting takes only what the form can send.
func readWriting(form url.Values) (w writing, ok bool) {
	w = writing{To: form.Get("to"), Language: record.Language(form.Get("language")), Text: strings.TrimSpace(form.Get("text"))}
	return w, (w.To == toChannel || w.To == toOwnSide) && slices.Contains(record.Languages(), w.Language)
}

// draft is the record that a writing becomes, and what is wrong with it.
func (w writing) draft(about record.Ref) (node.Draft, record.Problems) {
	text := record.TextIn(w.Language, w.Text)
	kind, value := Comments.Kind, any(&Comment{Text: text, About: about})
	if w.To == toOwnSide {
		kind, value = Notes.Kind, &Note{Text: text, About: about}
	}
	body, personal, err := kind.Encode(value)
	if err != nil {
		return node.Draft{}, record.Problems{{Path: "text", Code: record.ProblemCharacters}}
	}
	return node.Draft{Kind: kind.Name(), Body: body, Personal: personal}, kind.Validate(body)
}

// send writes a comment into the channel of a record, or a note into the private
// one, and goes back to the record.
func send(in *feature.Acting) (feature.Deed, error) {
	id, err := record.ParseID(in.Path("id"))
	if err != nil {
		return feature.Deed{}, store.ErrNotFound
	}
	about, err := in.Tx.Record(in.Channel.ID, id)
	if err != nil {
		return feature.Deed{}, err
	}
	w, ok := readWriting(in.Form)
	if !ok {
		return feature.Deed{}, store.ErrNotFound
	}
	draft, problems := w.draft(record.Ref{Kind: about.Kind, ID: id})
	if len(problems) > 0 {
		page := again(in.Reading, about, w, in.Words.Sentence(in.Language, problems[0]))
		return feature.Deed{Page: &page}, nil
	}
	channel := in.Channel.ID
	if w.To == toOwnSide {
		channel = in.Private
	}
	back := in.Record(id)
	return feature.Deed{
		Do: feature.Write(channel, func(written []node.Written) string { return back + "#" + anchor(written[0].ID) }, draft),
		Refused: func(in *feature.Reading, err error) (ui.Page, error) {
			if errors.Is(err, node.ErrClosedGate) || errors.Is(err, node.ErrRebuilding) {
				return again(in, about, w, in.Say("This node writes nothing at the moment. Send it again later, or ask the operator.")), nil
			}
			return ui.Page{}, err
		},
	}, nil
}

// anchor is where a comment stands on the page of its record.
func anchor(id record.ID) string { return "said-" + id.String() }
