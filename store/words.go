package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Words is the text that an index of words is fed: words of scripts that
// separate them, folded (case, width, diacritics), and for runs of Hangul, Han
// and Kana every two neighbours as a word and then the last sign alone. So a
// word of two syllables is found inside a longer one, which no tokeniser that
// splits at spaces does, and which FTS5's trigrams cannot.
func Words(texts ...string) string {
	var b strings.Builder
	for _, text := range texts {
		for _, run := range runs(text) {
			for _, word := range run.words() {
				if b.Len() > 0 {
					b.WriteByte(' ')
				}
				b.WriteString(word)
			}
		}
	}
	return b.String()
}

// A run is letters and digits without anything else between them.
type run struct {
	signs  []rune
	packed bool // of a script that is not separated into words where readers would
}

func (r run) words() []string {
	if !r.packed {
		return []string{string(r.signs)}
	}
	words := make([]string, 0, len(r.signs))
	for i := range r.signs {
		words = append(words, string(r.signs[i:min(i+2, len(r.signs))]))
	}
	return words
}

// phrase is what of a run is looked for: a single sign of a packed run at the
// beginning of a pair or as the last sign, more as neighbouring pairs. The last
// word of a query may still be typed.
func (r run) phrase(last bool) Phrase {
	words := r.words()
	switch {
	case r.packed && len(r.signs) == 1:
		return Phrase{Words: words, Open: true}
	case r.packed:
		return Phrase{Words: words[:len(words)-1]}
	}
	return Phrase{Words: words, Open: last && len(r.signs) > 1}
}

func packedScript(r rune) bool {
	return unicode.In(r, unicode.Hangul, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// maxWord bounds a run, so that a long line without spaces is no single term.
const maxWord = 64

func runs(text string) []run {
	var all []run
	var open bool
	for _, r := range fold(text) {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			open = false
			continue
		}
		packed := packedScript(r)
		if open && (all[len(all)-1].packed != packed || !packed && len(all[len(all)-1].signs) == maxWord) {
			open = false
		}
		if !open {
			all, open = append(all, run{packed: packed}), true
		}
		all[len(all)-1].signs = append(all[len(all)-1].signs, r)
	}
	return all
}

// fold makes one spelling of what readers take for the same: NFKC composes
// Hangul that was typed as single letters, and makes wide Latin narrow.
func fold(text string) string {
	apart := norm.NFKD.String(cases.Fold().String(strings.ToValidUTF8(text, " ")))
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, apart)
	return cases.Fold().String(norm.NFC.String(bare))
}
