package web

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

// said lists the English phrases of the calls in this package's sources.
func said(t *testing.T) []string {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			literal, isLiteral := call.Args[0].(*ast.BasicLit)
			if ok && isLiteral && slices.Contains([]string{"say", "Say", "Count"}, method.Sel.Name) {
				phrase, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, strings.Split(phrase, "|")...)
			}
			return true
		})
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestEveryWordIsTranslatedAndUsed(t *testing.T) {
	own, err := words.Parse(ownWords)
	if err != nil {
		t.Fatal(err)
	}
	phrases := said(t)
	if missing := own.Missing(phrases...); missing != nil {
		t.Errorf("words.csv lacks:\n%s", strings.Join(missing, "\n"))
	}
	rows, err := csv.NewReader(strings.NewReader(ownWords)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		if !slices.Contains(phrases, row[0]) {
			t.Errorf("no page says %q", row[0])
		}
	}
}
