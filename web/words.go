package web

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

// The words of the pages, one file a subject.
//
//go:embed words/*.csv
var wordFiles embed.FS

// Words is the text of the pages' words, as a feature's words.csv is.
func Words() string { return ownWords() }

// ownWords are all of them under one head. Two subjects may say the same words,
// in the same translation; a row takes one line.
func ownWords() string {
	all, seen := "en,fr,ko\n", map[string]bool{}
	names, _ := fs.Glob(wordFiles, "words/*.csv") // the pattern is a constant
	for _, name := range names {
		text, err := wordFiles.ReadFile(name)
		if err != nil {
			panic(fmt.Sprintf("web: %s, which is part of the program: %v", name, err))
		}
		_, rows, _ := strings.Cut(string(text), "\n")
		for row := range strings.Lines(rows) {
			if !seen[row] {
				all, seen[row] = all+row, true
			}
		}
	}
	return all
}
