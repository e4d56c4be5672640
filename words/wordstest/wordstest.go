// Package wordstest holds the sources of a package against its words: every
// phrase that it says is translated, and every phrase that is translated is said.
package wordstest

import (
	"encoding/csv"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"entente/words"
)

// speaking are the methods and functions whose first text is a phrase.
var speaking = []string{"say", "Say", "Count", "Wrong", "phrase"}

// Said lists the English phrases of the calls in the sources of a folder, tests
// left out.
func Said(t *testing.T, folder string) []string {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), folder+"/"+file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				all = append(all, phrasesOf(t, call)...)
			}
			return true
		})
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// phrasesOf are those of one call.
func phrasesOf(t *testing.T, call *ast.CallExpr) []string {
	t.Helper()
	name := ""
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		if of, ok := f.X.(*ast.Ident); ok && of.Name == "strings" {
			return nil // strings.Count says nothing to anybody
		}
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	if !slices.Contains(speaking, name) {
		return nil
	}
	at := 0
	if name == "Wrong" { // record.Wrong(path, english)
		at = 1
	}
	if len(call.Args) <= at {
		return nil
	}
	literal, ok := call.Args[at].(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return nil
	}
	phrase, err := strconv.Unquote(literal.Value)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(phrase, "|")
}

// Check fails if the package in the working folder says what text, a words.csv,
// or what the whole program knows does not translate, or if text translates what
// neither the package says nor declared names, the phrases of its kinds.
func Check(t *testing.T, text string, program words.Catalogue, declared ...string) {
	t.Helper()
	own, err := words.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	known, err := words.Join(program, own)
	if err != nil {
		t.Fatal(err)
	}
	phrases := append(Said(t, "."), declared...)
	if missing := known.Missing(phrases...); missing != nil {
		t.Errorf("no words for:\n%s", strings.Join(missing, "\n"))
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		if !slices.Contains(phrases, row[0]) {
			t.Errorf("nothing says %q", row[0])
		}
	}
}
