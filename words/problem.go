package words

import (
	"strconv"
	"strings"

	"entente/record"
)

// Problem says what is wrong with a record of this kind, and where.
func (c Catalogue) Problem(language record.Language, kind *record.Kind, p record.Problem) string {
	sentence := c.Sentence(language, p)
	place := c.Place(language, kind, p.Path)
	switch {
	case place == "":
		return sentence
	case language == record.French:
		return place + "\u00a0: " + sentence
	}
	return place + ": " + sentence
}

// Sentence says what is wrong without saying where, for beside an input. A code
// that is not one of record's is the English sentence of a feature's own rule.
func (c Catalogue) Sentence(language record.Language, p record.Problem) string {
	if known, ok := c.problems[p.Code]; ok {
		return fill(c.corrections(known).in(language), quantities(language, p.Args))
	}
	return c.Say(language, p.Code, p.Args)
}

// quantities writes what record's own problems tell of, which are limits and
// counts and never years, as the language writes numbers.
func quantities(language record.Language, args map[string]string) map[string]string {
	said := make(map[string]string, len(args))
	for name, value := range args {
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			value = Number(language, n)
		}
		said[name] = value
	}
	return said
}

// Place names a path: "Participants 1, Body". Of a path that the kind does not
// have, the name itself is shown.
func (c Catalogue) Place(language record.Language, kind *record.Kind, path string) string {
	if path == "" {
		return ""
	}
	if path == record.KeyScheme {
		return c.Say(language, "Key", nil)
	}
	var place strings.Builder
	for i, title := range kind.Titles(path) {
		switch {
		case strings.Trim(title, "0123456789") == "":
			place.WriteString(" " + title)
			continue
		case i > 0:
			place.WriteString(", ")
		}
		place.WriteString(c.Say(language, title, nil))
	}
	if place.Len() == 0 {
		return path
	}
	return place.String()
}
