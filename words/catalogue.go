package words

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"

	"entente/record"
)

//go:embed words.csv
var ownWords string

//go:embed problems.csv
var ownProblems string

// A Catalogue knows phrases in all languages. The zero value knows none and
// says everything in English.
type Catalogue struct {
	phrases   map[string]phrase     // by the English words
	problems  map[string]phrase     // by the code
	corrected map[string]correction // by the English words
}

type phrase struct{ en, fr, ko string }

func (p phrase) in(language record.Language) string {
	text, _ := record.Text{EN: p.en, FR: p.fr, KO: p.ko}.In(language)
	return text
}

// Own is what the program itself says, whatever features it has: the problems
// of records, the words of values.
func Own() (Catalogue, error) {
	phrases, err := read(ownWords, "en", "fr", "ko")
	if err != nil {
		return Catalogue{}, fmt.Errorf("words: words.csv: %w", err)
	}
	problems, err := read(ownProblems, "code", "en", "fr", "ko")
	if err != nil {
		return Catalogue{}, fmt.Errorf("words: problems.csv: %w", err)
	}
	return Catalogue{phrases: phrases, problems: problems}, nil
}

// Parse reads the text of a words.csv.
func Parse(text string) (Catalogue, error) {
	phrases, err := read(text, "en", "fr", "ko")
	if err != nil {
		return Catalogue{}, fmt.Errorf("words: %w", err)
	}
	return Catalogue{phrases: phrases}, nil
}

// read reads rows keyed by their first cell; the last three are the languages.
func read(text string, header ...string) (map[string]phrase, error) {
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !slices.Equal(rows[0], header) {
		return nil, fmt.Errorf("the first line must be %s", strings.Join(header, ","))
	}
	found := make(map[string]phrase, len(rows))
	for i, row := range rows[1:] {
		key, last := row[0], len(row)-3
		if key == "" {
			return nil, fmt.Errorf("row %d has no words to translate", i+2)
		}
		if _, twice := found[key]; twice {
			return nil, fmt.Errorf("row %d: %q stands twice", i+2, key)
		}
		found[key] = phrase{row[last], row[last+1], row[last+2]}
	}
	return found, nil
}

// Join puts catalogues together. Two that translate the same words differently
// are an error: one program calls one thing by one name.
func Join(catalogues ...Catalogue) (Catalogue, error) {
	joined := Catalogue{map[string]phrase{}, map[string]phrase{}, map[string]correction{}}
	var contradictions []error
	add := func(into, from map[string]phrase) {
		for _, key := range slices.Sorted(maps.Keys(from)) {
			if known, twice := into[key]; twice && known != from[key] {
				contradictions = append(contradictions, fmt.Errorf("words: %q is translated as %q, %q and as %q, %q",
					key, known.fr, known.ko, from[key].fr, from[key].ko))
			}
			into[key] = from[key]
		}
	}
	for _, c := range catalogues {
		add(joined.phrases, c.phrases)
		add(joined.problems, c.problems)
		maps.Copy(joined.corrected, c.corrected)
	}
	return joined, errors.Join(contradictions...)
}

// Say says English words in the reader's language; {name} is replaced by the
// argument of that name, as it is: "2021" may be a year or a revision. What is a
// quantity is given as Number writes it, or said by Count.
func (c Catalogue) Say(language record.Language, english string, args map[string]string) string {
	p, known := c.phrases[english]
	if !known {
		p.en = english
	}
	return fill(c.corrections(p).in(language), args)
}

// fill replaces {name} by arguments. They are text, never looked at for further
// braces.
func fill(text string, args map[string]string) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(args)) {
		pairs = append(pairs, "{"+name+"}", args[name])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Count says how many: english is "{n} entry|{n} entries", translated as two
// phrases. Which of them a language takes is CLDR's rule for it.
func (c Catalogue) Count(language record.Language, english string, n int64) string {
	one, many, _ := strings.Cut(english, "|")
	words := many
	if plural.Cardinal.MatchPlural(tagOf(language), int(n), 0, 0, 0, 0) == plural.One {
		words = one
	}
	return c.Say(language, words, map[string]string{"n": Number(language, n)})
}

// Missing lists the phrases that lack French or Korean.
func (c Catalogue) Missing(phrases ...string) []string {
	var missing []string
	for _, english := range phrases {
		if p := c.phrases[english]; p.fr == "" || p.ko == "" {
			missing = append(missing, english)
		}
	}
	return missing
}
