package web

import (
	"slices"
	"strings"

	"entente/record"
	"entente/ui"
)

// missing says what a reader would look for in a record and does not find: what
// lists of its kind show and nobody filled in, languages that others of its
// texts have, and translations that later revisions left alone.
func (read *readRecord) missing() (lines []ui.Status) {
	kind, known := read.Kinds.Lookup(read.Record.Kind)
	if !known || read.Fields == nil {
		return nil
	}
	if empty := read.emptyFields(kind); len(empty) > 0 {
		lines = append(lines, ui.Status{Glyph: ui.Ring, Word: read.say("Not filled in: {fields}", "fields", strings.Join(empty, ", "))})
	}
	written := read.languages()
	for _, f := range read.Fields {
		text, ok := f.Value.(record.Text)
		if !ok {
			continue
		}
		title := read.titles(f.Titles)
		for _, language := range record.Languages() {
			if written[language] && text.Get(language) == "" {
				lines = append(lines, ui.Status{Glyph: ui.Ring, Word: read.say("{field}: not in {language}", "field", title, "language", read.languageName(language))})
			}
		}
		behind := translationsBehind(read.textHistory(f.Path))
		for _, language := range record.Languages() {
			if n := behind[language]; n > 0 {
				lines = append(lines, ui.Status{Glyph: ui.Clock, Tone: ui.Warn, Word: read.say("{field}: {sentence}", "field", title, "sentence", read.behindWords(language, n))})
			}
		}
	}
	return lines
}

// emptyFields are the titles of what lists of the kind show and the record lacks.
func (read *readRecord) emptyFields(kind *record.Kind) (titles []string) {
	for _, column := range kind.Columns() {
		top, _, _ := strings.Cut(column.Name, ".")
		if !column.Shown || column.Sensitive {
			continue
		}
		filled := slices.ContainsFunc(read.Fields, func(f field) bool { return f.Path == top || strings.HasPrefix(f.Path, top+".") })
		title := read.titles(kind.Titles(top))
		if !filled && title != "" && !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	return titles
}

// languages are those in which any text of the record is written.
func (read *readRecord) languages() map[record.Language]bool {
	written := map[record.Language]bool{}
	for _, f := range read.Fields {
		if text, ok := f.Value.(record.Text); ok {
			for _, language := range record.Languages() {
				written[language] = written[language] || text.Get(language) != ""
			}
		}
	}
	return written
}

// textHistory is a text as it stood in each revision that can be read.
func (read *readRecord) textHistory(path string) (history []record.Text) {
	for _, step := range read.Steps {
		if step.Fields == nil {
			continue
		}
		at := slices.IndexFunc(step.Fields, func(f field) bool { return f.Path == path })
		if at < 0 {
			history = append(history, record.Text{})
		} else if text, ok := step.Fields[at].Value.(record.Text); ok {
			history = append(history, text)
		}
	}
	return history
}

func (r reader) behindWords(language record.Language, n int) string {
	switch language {
	case record.French:
		return r.Count("French is {n} revision behind|French is {n} revisions behind", int64(n))
	case record.Korean:
		return r.Count("Korean is {n} revision behind|Korean is {n} revisions behind", int64(n))
	}
	return r.Count("English is {n} revision behind|English is {n} revisions behind", int64(n))
}

func (r reader) languageName(language record.Language) string {
	switch language {
	case record.French:
		return r.say("French")
	case record.Korean:
		return r.say("Korean")
	}
	return r.say("English")
}
