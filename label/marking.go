package label

import "strings"

// A Marking is what people see of a label: the words for the top and bottom of
// a page, and colours.
type Marking struct {
	Text       string `json:"text"`
	Known      bool   `json:"known"`      // the policy is known, and the words are the policy's
	Colour     string `json:"colour"`     // of the classification, exactly as the policy has it: for a stripe
	Ground     string `json:"ground"`     // Colour, or the nearest to it on which the words can be read
	TextColour string `json:"textColour"` // of the words on Ground; contrast at least 7:1
}

// Marking derives the marking of a label in a language: "en", "fr" or "ko". A
// label whose policy or values are not known, or that its policy forbids, is
// marked with its own words and Known is false; of bytes that are no label there
// are no words.
func (ps Policies) Marking(raw []byte, lang string) Marking {
	h, _, err := ps.hold(raw)
	if err != nil {
		m := Marking{Colour: unknownColour}
		m.Ground, m.TextColour = legible(m.Colour)
		if l, err := parse(raw); err == nil {
			m.Text = l.Policy + " " + l.Classification
			for _, c := range l.Categories {
				m.Text += defaultSeparator + c.Tag + ": " + strings.Join(c.Values, ", ")
			}
		}
		return m
	}
	return h.marking(lang)
}

const defaultSeparator = " · "

func (h holding) marking(lang string) Marking {
	class := h.policy.Classifications[h.grade]
	m := Marking{Known: true, Colour: class.Colour}
	m.Ground, m.TextColour = legible(class.Colour)

	var pieces []string
	nameless := false
	for i, tag := range h.policy.Tags {
		var values []string
		for v, held := range h.tags[i] {
			w := tag.Values[v].wording
			if !held || w.unmarked {
				continue
			}
			values = append(values, w.in(lang, tag.Values[v].Name))
			nameless = nameless || w.nameless
		}
		if len(values) > 0 {
			pieces = append(pieces, tag.qualifiers.around(lang, values, ", "))
		}
	}
	words := class.wording.in(lang, class.Name)
	if before := h.policy.wording.in(lang, ""); before != "" && !class.wording.replacesPolicy {
		words = before + " " + words
	}
	if !nameless {
		pieces = append([]string{words}, pieces...)
	}
	m.Text = h.policy.qualifiers.around(lang, pieces, defaultSeparator)
	return m
}
