package ui

import "entente/record"

// Said is what a partner wrote, in the language in which it is shown.
type Said struct {
	Text     string
	Language record.Language
	Foreign  bool // not the reader's language: nobody wrote it in that
}

// Hear chooses what a reader is shown of a text.
func Hear(text record.Text, reader record.Language) Said {
	said, language := text.In(reader)
	return Said{Text: said, Language: language, Foreign: language != reader}
}

// Plain is text that is in no language in particular: a name, a code, a place
// that its writer gave once.
func Plain(text string) Said { return Said{Text: text} }

// IsZero reports that there is nothing to show.
func (s Said) IsZero() bool { return s.Text == "" }

// code is what the tag beside a foreign text says.
func (s Said) code() string {
	switch s.Language {
	case record.English:
		return "EN"
	case record.French:
		return "FR"
	case record.Korean:
		return "KO"
	}
	return string(s.Language)
}

// A Link is words that lead somewhere. Without an address they are only words.
type Link struct {
	Words   Said
	Href    string
	Current bool // the page that is shown
	Away    bool // leads out of this node
}

// To is a link with the reader's own words.
func To(href, words string) Link { return Link{Words: Plain(words), Href: href} }

// A Partner is a partner as its tag shows it.
type Partner struct {
	Code string
	Name Said
	Ours bool // this node's own
}
