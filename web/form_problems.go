package web

import (
	"slices"
	"strings"

	"entente/record"
	"entente/ui"
)

// A spot is where a form tells a problem: the question or list beside which it
// stands, and the input to which the summary leads.
type spot struct{ Owner, Input string }

// place finds where every problem is told, once for all fields.
func (e *editing) place() {
	asked := questions(e.Kind.Outline(), "", e.Typed.items)
	listed := lists(e.Kind.Outline(), "", e.Typed.items)
	e.spots = map[string]spot{}
	for _, p := range e.Problems {
		if at, shown := spotOf(asked, listed, p.Path); shown {
			e.spots[p.Path] = at
		}
	}
}

// spotOf finds where one problem is told. One with a group stands with the first
// question of the group; one that the form does not ask about stands nowhere but
// in the summary.
func spotOf(asked []question, listed []string, path string) (spot, bool) {
	switch {
	case path == "":
		return spot{}, false
	case path == inputMarking, slices.Contains(listed, path):
		return spot{path, path}, true
	}
	for _, q := range asked {
		if path == q.Path || strings.HasPrefix(path, q.Path+".") {
			names := q.names()
			if slices.Contains(names, path) {
				return spot{q.Path, path}, true
			}
			return spot{q.Path, names[0]}, true
		}
	}
	for _, q := range asked {
		if strings.HasPrefix(q.Path, path+".") {
			return spot{q.Path, q.names()[0]}, true
		}
	}
	return spot{}, false
}

// lists are the paths of all lists that a form asks item by item.
func lists(outlines []record.Outline, prefix string, items func(string) int) []string {
	var all []string
	for _, o := range outlines {
		path := inside(prefix, o.Name)
		switch {
		case o.Members != nil:
			all = append(all, lists(o.Members, path, items)...)
		case o.Item != nil && !o.Single:
			all = append(all, path)
			for n := range items(path) {
				all = append(all, lists(o.Item.Members, inside(path, numbered(n+1)), items)...)
			}
		}
	}
	return all
}

// sentences say what is wrong with a question or a list.
func (e *editing) sentences(owner string) []string {
	var all []string
	for _, p := range e.Problems {
		at, shown := e.spots[p.Path]
		if !shown || at.Owner != owner {
			continue
		}
		sentence := e.Words.Sentence(e.Language, p)
		if strings.HasPrefix(p.Path, owner+".") { // one input of several
			titles := e.Kind.Titles(p.Path)
			sentence = e.say("{field}: {sentence}", "field", e.say(titles[len(titles)-1]), "sentence", sentence)
		}
		all = append(all, sentence)
	}
	return all
}

// summary is all that is wrong, in the order of the form.
func (e *editing) summary(kept string) ui.Summary {
	if len(e.Problems) == 0 {
		return ui.Summary{}
	}
	all := ui.Summary{Sentence: e.Count("Not saved: {n} thing to correct|Not saved: {n} things to correct", int64(len(e.Problems))), Kept: kept}
	for _, p := range e.Problems {
		link := ui.Link{}
		at, shown := e.spots[p.Path]
		if shown {
			link.Href = "#" + fieldID(at.Input)
		}
		told := p
		if shown && len(e.Kind.Titles(p.Path)) == 0 { // of a group that has no words of its own
			told.Path = at.Owner
		}
		link.Words = ui.Plain(e.Words.Problem(e.Language, e.Kind, told))
		if p.Path == inputMarking {
			link.Words = ui.Plain(e.say("{field}: {sentence}", "field", e.say("Marking"), "sentence", e.Words.Sentence(e.Language, p)))
		}
		all.Problems = append(all.Problems, link)
	}
	return all
}
