package web

import (
	"strings"

	"github.com/a-h/templ"

	"entente/access"
	"entente/keys"
	"entente/node"
	"entente/store"
	"entente/ui"
)

// mandates is the page of who may bind the partners: our own holders, and those
// of partners under whose mandates they have acted.
func (s *site) mandates(in *opening) (ui.Page, error) {
	all, err := s.node.Mandates(in.Tx)
	if err != nil {
		return ui.Page{}, err
	}
	partners, err := in.Tx.Partners()
	if err != nil {
		return ui.Page{}, err
	}
	channels, err := in.Tx.Channels()
	if err != nil {
		return ui.Page{}, err
	}
	view := mandatesView{scene: s.scene(in), channels: channels, partners: partners}
	page := ui.Page{Title: ui.Plain(view.say("Mandates"))}
	table := ui.Table{Caption: view.say("Mandates"), Heads: []ui.Head{
		{Words: view.say("Holder of the mandate")}, {Words: view.say("May")}, {Words: view.say("State")}, {Words: view.say("Channel")}, {Words: view.say("Term")}, {Words: view.say("Deputies")},
	}}
	for _, p := range partners {
		rows := view.rows(all, p)
		if len(rows.Rows) > 0 {
			table.Groups = append(table.Groups, rows)
		}
	}
	parts := []templ.Component{said(view.say("A mandate lets somebody bind a partner: its custodians sign it with the root key, and what its holder signs counts everywhere. A node cannot sign in their place."))}
	if len(table.Groups) == 0 {
		parts = append(parts, ui.Empty{Sentence: view.say("No mandate is known here. Custodians give one with “entente mandate give”.")}.Show())
	} else {
		parts = append(parts, mandateTable(table))
	}
	page.Main = sequence(parts...)
	return page, nil
}

type mandatesView struct {
	scene
	channels []store.Channel
	partners []store.Partner
}

func (v mandatesView) rows(all []node.Given, of store.Partner) ui.Rows {
	rows := ui.Rows{ID: "mandates-" + of.ID.String(), Title: upper(of.Code)}
	for _, m := range all {
		if m.Partner != of.ID {
			continue
		}
		rows.Rows = append(rows.Rows, ui.Row{Lead: 0, Cells: []templ.Component{
			ui.Words(m.Holder), ui.Words(v.verbs(m.Acts)), v.mandateState(m.State).Show(), v.channel(m.Channel).Show(),
			ui.Words(v.say("{from} to {to}", "from", v.moment(m.NotBefore), "to", v.moment(m.NotAfter))), ui.Words(deputies(m)),
		}})
	}
	rows.Count = v.count(int64(len(rows.Rows)))
	return rows
}

func deputies(m node.Given) string {
	var names []string
	for _, d := range m.Deputies {
		names = append(names, d.Holder)
	}
	return strings.Join(names, ", ")
}

// channel is the one that a mandate is for.
func (v mandatesView) channel(id string) ui.Said {
	if id == "" {
		return ui.Plain(v.say("all channels"))
	}
	for _, c := range v.channels {
		if keys.EncodeID(c.ID) == id && !c.Name.IsZero() {
			return v.hear(c.Name)
		}
	}
	return ui.Plain(id)
}

func (r reader) mandateState(state node.MandateState) ui.Status {
	switch state {
	case node.MandateHolds:
		return ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: r.say("in force")}
	case node.MandateNotYet:
		return ui.Status{Glyph: ui.Clock, Word: r.say("not in force yet")}
	case node.MandateEnded:
		return ui.Status{Glyph: ui.Struck, Word: r.say("its term is over")}
	case node.MandateRevoked:
		return ui.Status{Glyph: ui.Struck, Tone: ui.Bad, Word: r.say("revoked")}
	}
	return ui.Status{Glyph: ui.Struck, Tone: ui.Warn, Word: r.say("signed by a root that was replaced")}
}

func (r reader) verbs(acts []access.Verb) string {
	var words []string
	for _, act := range acts {
		words = append(words, r.verb(act))
	}
	return strings.Join(words, ", ")
}

func (r reader) verb(act access.Verb) string {
	switch act {
	case access.Release:
		return r.say("release")
	case access.Response:
		return r.say("respond")
	case access.Adoption:
		return r.say("adopt")
	case access.Withdrawal:
		return r.say("withdraw")
	case access.Charter:
		return r.say("change a charter")
	case access.Keys:
		return r.say("change keys")
	case access.Grants:
		return r.say("grant rights")
	}
	return string(act)
}

// titleOfText is the title of a text that is no record yet.
func (s scene) titleOfText(r store.Revision) ui.Said {
	kind, known := s.Kinds.Lookup(r.Kind)
	if known && r.Known && r.Body != nil {
		if body, err := kind.Current(r.Schema, r.Body); err == nil {
			if title := kind.TitleOf(body); !title.IsZero() {
				return s.hear(title)
			}
		}
	}
	return ui.Plain(s.kindName(r.Kind))
}
