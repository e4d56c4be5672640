package web

import (
	"slices"
	"strings"

	"entente/record"
	"entente/store"
	"entente/ui"
)

// A meanwhile is what somebody else made of a question while the reader was
// typing.
type meanwhile struct {
	Before, Theirs string
	Both           bool // the reader changed it too
}

// merge brings what was typed over an older revision onto the newest. What only
// the other changed is taken over; where both changed, what the reader typed
// stands, with the other's beside it.
func merge(asked []question, base, theirs, mine answers) (merged answers, changed map[string]meanwhile) {
	merged, changed = answers{}, map[string]meanwhile{}
	for name, text := range mine {
		merged[name] = text
	}
	for _, q := range asked {
		before, now, typed := base.whole(q), theirs.whole(q), mine.whole(q)
		switch {
		case before == now || now == typed:
		case typed == before || !mine.has(q):
			changed[q.Path] = meanwhile{Before: before, Theirs: now}
			merged.take(q, theirs)
		default:
			changed[q.Path] = meanwhile{Before: before, Theirs: now, Both: true}
		}
	}
	return merged, changed
}

// whole is the answer to a question in one line of text for each input.
func (a answers) whole(q question) string {
	if q.Type == dateType {
		return a.date(q.Path)
	}
	var lines []string
	for _, name := range q.names() {
		if a[name] != "" {
			lines = append(lines, a[name])
		}
	}
	return strings.Join(lines, "\n")
}

// take answers a question as others do.
func (a answers) take(q question, from answers) {
	for _, name := range q.names() {
		a[name] = from[name]
	}
}

// catchUp brings a form that was made from an older revision to the newest one.
func (e *editing) catchUp(tx *store.Tx, from int) error {
	base := answers{}
	revisions, err := tx.Revisions(e.Channel.ID, e.ID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(revisions, func(v store.Revision) bool { return v.Revision == from })
	if at >= 0 {
		value, err := tx.Value(e.Kind, revisions[at])
		if err != nil {
			return err
		}
		if value != nil {
			base = answersOf(e.Kind, value)
		}
	}
	theirs := answersOf(e.Kind, e.Stored)
	asked := questions(e.Kind.Outline(), "", func(path string) int {
		return max(base.items(path), theirs.items(path), e.Typed.items(path))
	})
	e.Typed, e.Meanwhile = merge(asked, base, theirs, e.Typed)
	for _, q := range asked {
		m, changed := e.Meanwhile[q.Path]
		for _, text := range []string{m.Before, m.Theirs} {
			if ref, ok := q.ref(text); changed && ok && q.Type == refType {
				if _, err := e.wordsFor(tx, ref); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// takeTheirs answers as the stored record does where the reader gave way.
func (e *editing) takeTheirs(paths []string) {
	if e.Stored == nil || len(paths) == 0 {
		return
	}
	stored := answersOf(e.Kind, e.Stored)
	for _, q := range questions(e.Kind.Outline(), "", func(path string) int { return max(stored.items(path), e.Typed.items(path)) }) {
		if slices.Contains(paths, q.Path) {
			e.Typed.take(q, stored)
		}
	}
}

// overtaken says who was first.
func (e *editing) overtaken() []ui.Notice {
	if len(e.Meanwhile) == 0 {
		return nil
	}
	both := 0
	for _, m := range e.Meanwhile {
		if m.Both {
			both++
		}
	}
	notice := ui.Notice{Tone: ui.Act, Sentence: e.say("{office} wrote revision {n} while you were typing.",
		"office", e.Record.Office, "n", numbered(e.Record.Revision.Revision)),
		Then: e.say("What was changed stands beside your fields. Nothing that you typed is lost; send it again to write the next revision.")}
	if both == 0 {
		notice.Then = e.say("Nothing of it touches what you changed. Send again to write the next revision.")
	}
	return []ui.Notice{notice}
}

// besideOf shows the other's answer next to the reader's own.
func (e *editing) besideOf(q question) meanwhileView {
	m := e.Meanwhile[q.Path]
	view := meanwhileView{Pieces: ui.Differences(e.shownAnswer(q, m.Before), e.shownAnswer(q, m.Theirs)), Words: e.say("Taken over from the newest revision:")}
	if m.Both {
		view.Words = e.say("The newest revision says:")
		view.Take = ui.Choices{Name: inputTake, Many: true, Options: []ui.Option{{Value: q.Path, Words: e.say("Take this instead of mine")}}}
		view.ID = fieldID(q.Path) + "-take"
	}
	return view
}

// shownAnswer is an answer as people read it.
func (e *editing) shownAnswer(q question, text string) string {
	if ref, ok := q.ref(text); ok && q.Type == refType {
		return e.name(ref).Words.Text
	}
	if date, err := record.ParseDate(text); err == nil && q.Type == dateType {
		return e.Date(date)
	}
	for _, option := range q.Options {
		if option.Value == text {
			return e.say(option.Title)
		}
	}
	return text
}
