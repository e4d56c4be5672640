package record

import (
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Language is one of the languages in which partners write and read.
type Language string

// The languages of the programme. Their order is the order of fallback.
const (
	English Language = "en"
	French  Language = "fr"
	Korean  Language = "ko"
)

// Languages lists them in the order of fallback.
func Languages() []Language { return []Language{English, French, Korean} }

// Text is what one partner wrote in one or more languages. A language that
// nobody wrote is absent, never an empty string. Languages that this version
// does not know travel along unseen.
type Text struct {
	EN, FR, KO string
	rest       string // unknown members, as a JSON object; a string keeps Text comparable
}

// In returns the text in the language asked for or, where nobody wrote it, in
// the first that was written, and says which one it is: a page marks it (lang
// attribute), and a reader is never shown French as if it were Korean.
func (t Text) In(asked Language) (string, Language) {
	for _, language := range append([]Language{asked}, Languages()...) {
		if s := t.Get(language); s != "" {
			return s, language
		}
	}
	return "", asked
}

// Get returns exactly this language, without fallback.
func (t Text) Get(language Language) string {
	switch language {
	case English:
		return t.EN
	case French:
		return t.FR
	case Korean:
		return t.KO
	}
	return ""
}

// TextIn is a text in one language only. One that is not known gives no text.
func TextIn(language Language, words string) (t Text) {
	switch language {
	case English:
		t.EN = words
	case French:
		t.FR = words
	case Korean:
		t.KO = words
	}
	return t
}

// IsZero reports that nobody wrote anything.
func (t Text) IsZero() bool { return t == Text{} }

// String is for logs of tests and operators: the first language written.
func (t Text) String() string { s, _ := t.In(English); return s }

// All returns what was written, in the order of fallback.
func (t Text) All() []string {
	var all []string
	for _, s := range []string{t.EN, t.FR, t.KO} {
		if s != "" {
			all = append(all, s)
		}
	}
	return all
}

type textWire struct {
	EN   string         `json:"en,omitzero"`
	FR   string         `json:"fr,omitzero"`
	KO   string         `json:"ko,omitzero"`
	Rest jsontext.Value `json:",embed,unknown"`
}

// MarshalJSONTo writes {"en":…,"fr":…,"ko":…}, leaving out what is empty.
func (t Text) MarshalJSONTo(to *jsontext.Encoder) error {
	wire := textWire{EN: t.EN, FR: t.FR, KO: t.KO}
	if t.rest != "" {
		wire.Rest = jsontext.Value(t.rest)
	}
	return json.MarshalEncode(to, wire)
}

// UnmarshalJSONFrom reads what MarshalJSONTo writes and keeps other members.
func (t *Text) UnmarshalJSONFrom(from *jsontext.Decoder) error {
	var wire textWire
	if err := json.UnmarshalDecode(from, &wire); err != nil {
		return err
	}
	*t = Text{EN: wire.EN, FR: wire.FR, KO: wire.KO, rest: string(wire.Rest)}
	return nil
}

// plainCharacters is what text may hold: no control characters except newline
// and tab, so that a terminal, a log or a printer cannot be steered by it. It
// is written so that Go and ECMA 262 read it alike.
const plainCharacters = `^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$`

func isPlain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r <= 0x9f
	})
}
