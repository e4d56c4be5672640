package house

import (
	"path"
	"strings"
	"testing"
)

// A package imports only what stands below it in the table of CONTRIBUTING, and
// every package stands there.
func TestPackagesImportOnlyRowsBelowTheirOwn(t *testing.T) {
	rowOf := map[string]int{}
	for i, cells := range tableRows(t, "CONTRIBUTING.md", "## Where things are") {
		for _, word := range codeWord.FindAllStringSubmatch(cells[1], -1) {
			rowOf[word[1]] = i
		}
	}
	stands := func(folder string) (as string, row int) {
		for as = folder; as != "."; as = path.Dir(as) {
			if row, ok := rowOf[as]; ok {
				return as, row
			}
		}
		t.Errorf("CONTRIBUTING has no row for %s", folder)
		return folder, -1
	}
	for _, file := range sources(t) {
		if file.test {
			continue
		}
		own, row := stands(file.folder)
		for _, imported := range file.imports() {
			folder, ours := strings.CutPrefix(imported, "entente/")
			if !ours {
				continue
			}
			if other, below := stands(folder); other != own && below <= row {
				t.Errorf("%s imports %s, which is not in a row below its own", file.path, imported)
			}
		}
	}
}

// Whoever opens a folder for the first time is told what it is for.
func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	said := map[string]string{}
	for _, file := range sources(t) {
		if file.test {
			continue
		}
		said[file.folder] += strings.TrimPrefix(file.Doc.Text(), "templ: version:")
	}
	for folder, doc := range said {
		if len(strings.Fields(doc)) < 12 {
			t.Errorf("package %s says of itself only %q", folder, doc)
		}
	}
}
