package web

import (
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"entente/label"
	"entente/record"
	"entente/ui"
)

// plainBand is ink on paper, for a page that no policy colours.
var plainBand = ui.Colours{}

// markingOf is the marking of a page: that of the label which all that stands
// on it is within. Labels that cannot be put together, of two policies or of
// one that is not known here, stand side by side.
func markingOf(r reader, policies label.Policies, labels [][]byte, at time.Time) ui.Marking {
	distinct := different(labels)
	if len(distinct) == 0 {
		return ui.Marking{Words: ui.Plain(r.say("Nothing marked on this page")), Colours: plainBand}
	}
	m := ui.Marking{Cover: r.say("Highest on this page")}
	if whole, err := policies.Combine(at, distinct...); err == nil {
		said := policies.Marking(whole, string(r.Language))
		m.Words, m.Colours = ui.Plain(said.Text), ui.Colours{Ground: said.Ground, Text: said.TextColour}
		return m
	}
	var texts []string
	seen := map[string]bool{}
	for _, one := range distinct {
		text := policies.Marking(one, string(r.Language)).Text
		if text == "" {
			text = r.say("without a label that can be read")
		}
		if !seen[text] {
			seen[text] = true
			texts = append(texts, text)
		}
	}
	m.Words, m.Colours = ui.Plain(strings.Join(texts, " / ")), plainBand
	return m
}

// different drops labels of the same bytes: most records of a page share one. A
// label that is missing stays, since it must not be taken for a low one.
func different(labels [][]byte) [][]byte {
	var distinct [][]byte
	seen := map[string]bool{}
	for _, one := range labels {
		if !seen[string(one)] {
			seen[string(one)] = true
			distinct = append(distinct, one)
		}
	}
	return distinct
}

// bandColours are those of every classification of every policy known here, so
// that the stylesheet has a rule for each.
func bandColours(policies label.Policies, at time.Time) ([]ui.Colours, error) {
	var all []ui.Colours
	for _, policy := range policies.All() {
		for _, class := range policy.Classifications {
			if class.Obsolete {
				continue
			}
			one, err := label.New(policy, class.Name, at, at.AddDate(1, 0, 0))
			if err != nil {
				return nil, fmt.Errorf("web: colours of %s %s: %w", policy.Name, class.Name, err)
			}
			said := policies.Marking(one, "en")
			all = append(all, ui.Colours{Ground: said.Ground, Text: said.TextColour})
		}
	}
	return all, nil
}

// labelLife says when a label is to be looked at again, and what its author
// foresaw for then. Nothing happens by itself: another label is a revision.
func (r reader) labelLife(raw []byte, now time.Time) templ.Component {
	l, err := label.Parse(raw)
	if err != nil {
		return templ.NopComponent
	}
	day := func(at time.Time) string { return r.Date(record.DayOf(at.UTC())) }
	var said []string
	switch {
	case l.Review.IsZero():
	case now.Before(l.Review):
		said = append(said, r.say("to be reviewed by {date}", "date", day(l.Review)))
	default:
		said = append(said, r.say("review due since {date}", "date", day(l.Review)))
	}
	if s := l.Succession; s != nil {
		said = append(said, r.say("foreseen from {date}: {marking}; a person decides", "date", day(s.At), "marking", s.Policy+" "+s.Classification))
	}
	return ui.Words(strings.Join(said, " · "))
}
