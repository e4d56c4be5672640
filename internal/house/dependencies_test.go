package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var required = regexp.MustCompile(`(?m)^\t(\S+) v\S+( // indirect)?$`)

// What go.mod calls direct is what the module's own files import, and each has a
// row that says its licence and what it is for.
func TestEveryDependencyHasARowThatSaysWhy(t *testing.T) {
	var imported []string
	for _, file := range sources(t) {
		imported = append(imported, file.imports()...)
	}
	var named []string
	for _, cells := range tableRows(t, "docs/dependencies.md", "# Dependencies") {
		named = append(named, strings.Fields(strings.ReplaceAll(cells[0], ",", " "))...)
		if slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) == "" }) || len(cells) != 3 {
			t.Errorf("the row of %s has a cell that says nothing", cells[0])
		}
	}
	modules := required.FindAllStringSubmatch(document(t, "go.mod"), -1)
	if len(modules) < 10 {
		t.Fatalf("go.mod requires %d modules", len(modules))
	}
	for _, m := range modules {
		module, indirect := m[1], m[2] != ""
		used := slices.ContainsFunc(imported, func(path string) bool { return path == module || strings.HasPrefix(path, module+"/") })
		if used == indirect {
			t.Errorf("go.mod: %s is imported here: %t; it is called indirect: %t", module, used, indirect)
		}
		if used && !slices.Contains(named, module) {
			t.Errorf("docs/dependencies.md has no row for %s", module)
		}
	}
	for _, name := range named {
		if strings.Contains(name, ".") && strings.Contains(name, "/") && !strings.HasPrefix(name, "(") && !strings.HasPrefix(name, "`") &&
			!slices.ContainsFunc(modules, func(m []string) bool { return m[1] == name }) {
			t.Errorf("docs/dependencies.md has a row for %s, which go.mod does not require", name)
		}
	}
}

// A vendored file is listed with its licence.
func TestEveryVendoredScriptHasARow(t *testing.T) {
	table := document(t, "docs/dependencies.md")
	for _, pattern := range []string{"ui/script/*.min.js", "internal/*/*.min.js"} {
		found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil || len(found) == 0 {
			t.Fatalf("no file is like %s: %v", pattern, err)
		}
		for _, path := range found {
			below, err := filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(table, "`"+filepath.ToSlash(below)+"`") {
				t.Errorf("docs/dependencies.md has no row for %s", below)
			}
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)]*)?\)`)

func TestLinksOfDocumentsLeadToFiles(t *testing.T) {
	pages := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md", "demo/data/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			below, err := filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, filepath.ToSlash(below))
		}
	}
	for _, page := range pages {
		for _, to := range link.FindAllStringSubmatch(document(t, page), -1) {
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(page), filepath.FromSlash(to[1]))); err != nil {
				t.Errorf("%s: %v", page, err)
			}
		}
	}
	formats := document(t, "docs/formats.md")
	found, err := filepath.Glob(filepath.Join(root, "docs", "formats", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if !strings.Contains(formats, "(formats/"+filepath.Base(path)+")") {
			t.Errorf("docs/formats.md does not lead to %s", path)
		}
	}
}
