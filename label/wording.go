package label

import "strings"

// phrases are the words for one thing by language; "" stands for any.
type phrases map[string]string

// in falls back to English, then to what stands for any language, then to what
// is given.
func (p phrases) in(lang, otherwise string) string {
	for _, l := range []string{lang, "en", ""} {
		if phrase, ok := p[l]; ok {
			return phrase
		}
	}
	return otherwise
}

// A wording is how one thing stands in a marking.
type wording struct {
	phrases
	unmarked       bool // noMarkingDisplay: it does not stand there
	nameless       bool // suppressClassName: the classification beside it does not
	replacesPolicy bool // replacePolicy: it stands in the place of the policy's phrase
}

// qualifiers are what stands around values and between them, by language: what
// is a prefix in one may be a suffix in another, so one language is used whole.
type qualifiers struct{ prefix, separator, suffix phrases }

// around joins pieces with what stands between and around them.
func (q qualifiers) around(lang string, pieces []string, separator string) string {
	for _, l := range []string{lang, "en", ""} {
		prefix, hasPrefix := q.prefix[l]
		between, hasSeparator := q.separator[l]
		suffix, hasSuffix := q.suffix[l]
		if !hasPrefix && !hasSeparator && !hasSuffix {
			continue
		}
		if hasSeparator {
			separator = between
		}
		return prefix + strings.Join(pieces, separator) + suffix
	}
	return strings.Join(pieces, separator)
}
