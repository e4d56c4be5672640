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

// ownWords are all of them under one head.
func ownWords() string {
	all := "en,fr,ko\n"
	names, _ := fs.Glob(wordFiles, "words/*.csv") // the pattern is a constant
	for _, name := range names {
		text, err := wordFiles.ReadFile(name)
		if err != nil {
			panic(fmt.Sprintf("web: %s, which is part of the program: %v", name, err))
		}
		_, rows, _ := strings.Cut(string(text), "\n")
		all += rows
	}
	return all
}
