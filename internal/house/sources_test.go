package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../.."

// A source is one file of Go in the module.
type source struct {
	*ast.File
	path   string // below the root, with slashes
	folder string
	test   bool
}

// sources are all files of Go in the module, without those of other modules.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if _, missing := os.Stat(filepath.Join(path, "go.mod")); entry.IsDir() && path != root && (missing == nil || entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".")) {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.ImportsOnly)
		below, relErr := filepath.Rel(root, path)
		if relErr != nil {
			return relErr
		}
		below = filepath.ToSlash(below)
		all = append(all, source{parsed, below, filepath.ToSlash(filepath.Dir(below)), strings.HasSuffix(path, "_test.go")})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// imports are the paths that a file imports.
func (s source) imports() []string {
	var all []string
	for _, one := range s.Imports {
		all = append(all, strings.Trim(one.Path.Value, `"`))
	}
	return all
}

func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var codeWord = regexp.MustCompile("`([^`]+)`")

// tableRows are the cells of the first table below a heading.
func tableRows(t *testing.T, name, heading string) [][]string {
	t.Helper()
	_, text, found := strings.Cut(document(t, name), heading+"\n")
	if !found {
		t.Fatalf("%s has no %q", name, heading)
	}
	var rows [][]string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "|") {
			if rows != nil {
				break
			}
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		rows = append(rows, cells)
	}
	if len(rows) < 3 {
		t.Fatalf("%s has no table under %q", name, heading)
	}
	return rows[2:]
}
