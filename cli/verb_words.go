package cli

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"entente/node"
	"entente/words"
)

// wordsVerb needs no node: the phrases follow from the program.
type wordsVerb struct{}

// glossaryName is the file in a node's folder whose lines stand over the
// program's own words.
const glossaryName = "words.csv"

func (wordsVerb) Run(e *env) error {
	spoken, err := e.spoken()
	if err != nil {
		return err
	}
	said := map[string][]string{} // who says a row, by its cells
	rows := [][]string{}
	for _, by := range slices.Sorted(maps.Keys(spoken)) {
		for _, row := range spoken[by].Rows() {
			key := strings.Join(row, "\x00")
			if said[key] = append(said[key], by); len(said[key]) == 1 {
				rows = append(rows, row)
			}
		}
	}
	slices.SortFunc(rows, slices.Compare[[]string])
	table := csv.NewWriter(e.out)
	err = table.Write([]string{"en", "fr", "ko", "feature"})
	for _, row := range rows {
		err = errors.Join(err, table.Write(append(row, strings.Join(said[strings.Join(row, "\x00")], " "))))
	}
	table.Flush()
	return errors.Join(err, table.Error())
}

// spoken are the catalogues of all that says something, by its name.
func (e *env) spoken() (map[string]words.Catalogue, error) {
	own, err := words.Own()
	if err != nil {
		return nil, err
	}
	all := map[string]words.Catalogue{"records": own}
	texts := maps.Clone(e.program.Faces)
	if texts == nil {
		texts = map[string]string{}
	}
	for _, f := range e.program.Features {
		texts[f.Name] = f.Words
	}
	for name, text := range texts {
		if text == "" {
			continue
		}
		if all[name], err = words.Parse(text); err != nil {
			return nil, fmt.Errorf("the words of %s: %w", name, err)
		}
	}
	return all, nil
}

// correctedWords are the program's, with the glossary of a node's folder over
// them if there is one. A line that cannot count is refused: an officer who
// corrects a term wants it to be said.
func (e *env) correctedWords(folder node.Folder) (words.Catalogue, error) {
	path := filepath.Join(string(folder), glossaryName)
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return e.collected.Words, nil
	}
	if err != nil {
		return words.Catalogue{}, err
	}
	defer file.Close()
	glossary, err := words.ReadGlossary(file)
	spoken, spokenErr := e.spoken()
	if err = errors.Join(err, spokenErr); err == nil {
		err = glossary.Unknown(slices.Collect(maps.Values(spoken))...)
	}
	if err != nil {
		return words.Catalogue{}, fmt.Errorf("read %s: %w", path, err)
	}
	return e.collected.Words.Corrected(glossary), nil
}
