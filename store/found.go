package store

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A Span is where in a text, in bytes, one of the phrases of a query stands.
type Span struct{ From, To, Phrase int }

// Phrases is how many phrases a query has.
func Phrases(query string) int { return min(len(runs(beginning(query))), maxPhrases) }

// Found says where a text has the phrases of a query, as the index of words
// would find them: in the spelling of the text, which may differ.
func Found(text, query string) []Span {
	var spans []Span
	asked := runs(beginning(query))
	standing := placedRuns(text)
	for i, phrase := range asked[:min(len(asked), maxPhrases)] {
		open := i == len(asked)-1 && len(phrase.signs) > 1
		for _, in := range standing {
			for _, at := range phrase.within(in.run, open) {
				spans = append(spans, Span{in.from[at], in.to[at+len(phrase.signs)-1], i})
			}
		}
	}
	slices.SortFunc(spans, func(a, b Span) int { return a.From - b.From })
	return spans
}

// A placedRun is a run and where each of its signs stands in the text.
type placedRun struct {
	run
	from, to []int
}

func placedRuns(text string) []placedRun {
	var all []placedRun
	open := false
	for from := 0; from < len(text); {
		to := from + max(1, norm.NFC.NextBoundaryInString(text[from:], true))
		for _, sign := range fold(text[from:to]) {
			if !unicode.IsLetter(sign) && !unicode.IsNumber(sign) {
				open = false
				continue
			}
			packed := packedScript(sign)
			if !open || all[len(all)-1].packed != packed {
				all, open = append(all, placedRun{run: run{packed: packed}}), true
			}
			last := &all[len(all)-1]
			last.signs, last.from, last.to = append(last.signs, sign), append(last.from, from), append(last.to, to)
		}
		from = to
	}
	return all
}

// within are the places in a run at which a phrase begins.
func (r run) within(in run, open bool) []int {
	var places []int
	if r.packed != in.packed || len(r.signs) > len(in.signs) {
		return nil
	}
	if !r.packed {
		if slices.Equal(r.signs, in.signs) || open && slices.Equal(r.signs, in.signs[:len(r.signs)]) {
			return []int{0}
		}
		return nil
	}
	for at := 0; at+len(r.signs) <= len(in.signs); at++ {
		if slices.Equal(r.signs, in.signs[at:at+len(r.signs)]) {
			places = append(places, at)
		}
	}
	return places
}
