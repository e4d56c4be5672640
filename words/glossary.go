package words

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A Glossary is how the people of a node say phrases otherwise than the program
// does: rows of a file that they keep.
type Glossary struct {
	rows map[string]correction // by the English words
}

type correction struct {
	phrase
	line int
}

// maxGlossaryBytes bounds the file: several times what the whole program says.
const maxGlossaryBytes = 4 << 20

// ReadGlossary reads a table under the head en,fr,ko; a fourth column, as in the
// table of all phrases, is passed over. A cell that is empty leaves the
// program's words. It finds all mistakes at once and names their lines.
func ReadGlossary(from io.Reader) (Glossary, error) {
	text, err := io.ReadAll(io.LimitReader(from, maxGlossaryBytes+1))
	if err != nil {
		return Glossary{}, err
	}
	if len(text) > maxGlossaryBytes {
		return Glossary{}, fmt.Errorf("it is longer than %d bytes", maxGlossaryBytes)
	}
	table := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	head, err := table.Read()
	if err != nil || len(head) < 3 || len(head) > 4 || !slices.Equal(head[:3], []string{"en", "fr", "ko"}) {
		return Glossary{}, fmt.Errorf("line 1: it must be en,fr,ko")
	}
	g := Glossary{map[string]correction{}}
	var mistakes []error
	for {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			return g, errors.Join(mistakes...)
		}
		if err != nil { // it names the line, and what follows cannot be read
			return Glossary{}, errors.Join(append(mistakes, err)...)
		}
		line, _ := table.FieldPos(0)
		if err := g.add(correction{phrase{row[0], row[1], row[2]}, line}); err != nil {
			mistakes = append(mistakes, fmt.Errorf("line %d: %w", line, err))
		}
	}
}

func (g Glossary) add(c correction) error {
	before, twice := g.rows[c.en]
	switch {
	case c.fr == "" && c.ko == "":
		return fmt.Errorf("%q is said neither in French nor in Korean", c.en)
	case twice:
		return fmt.Errorf("%q stands on line %d already", c.en, before.line)
	}
	for _, text := range []string{c.fr, c.ko} {
		if text != "" && !slices.Equal(placesIn(text), placesIn(c.en)) {
			return fmt.Errorf("%q must have the same names in braces as the English words: %s", text, strings.Join(placesIn(c.en), " "))
		}
	}
	g.rows[c.en] = c
	return nil
}

var place = regexp.MustCompile(`\{[A-Za-z]+\}`)

// placesIn are the names in braces that a phrase has, in a fixed order.
func placesIn(text string) []string {
	names := place.FindAllString(text, -1)
	slices.Sort(names)
	return slices.Compact(names)
}

// Unknown says which lines correct a phrase that no catalogue has.
func (g Glossary) Unknown(catalogues ...Catalogue) error {
	var mistakes []error
	for _, c := range slices.SortedFunc(maps.Values(g.rows), func(a, b correction) int { return a.line - b.line }) {
		if !slices.ContainsFunc(catalogues, func(known Catalogue) bool { return known.says(c.en) }) {
			mistakes = append(mistakes, fmt.Errorf("line %d: the program does not say %q", c.line, c.en))
		}
	}
	return errors.Join(mistakes...)
}

func (c Catalogue) says(english string) bool {
	if _, known := c.phrases[english]; known {
		return true
	}
	for _, problem := range c.problems {
		if problem.en == english {
			return true
		}
	}
	return false
}

// Corrected is the catalogue with a glossary laid over it. It stays over it when
// the catalogue is joined with others.
func (c Catalogue) Corrected(g Glossary) Catalogue {
	c.corrected = g.rows
	return c
}

// Rows are all phrases, in English, French and Korean, sorted.
func (c Catalogue) Rows() [][]string {
	var rows [][]string
	for _, from := range []map[string]phrase{c.phrases, c.problems} {
		for _, p := range from {
			rows = append(rows, []string{p.en, p.fr, p.ko})
		}
	}
	slices.SortFunc(rows, slices.Compare[[]string])
	return slices.CompactFunc(rows, slices.Equal[[]string])
}

// corrections is a phrase as the glossary has it, and as the program has it where
// the glossary is silent.
func (c Catalogue) corrections(p phrase) phrase {
	if by, corrected := c.corrected[p.en]; corrected {
		if by.fr != "" {
			p.fr = by.fr
		}
		if by.ko != "" {
			p.ko = by.ko
		}
	}
	return p
}
