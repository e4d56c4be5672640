package web

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

func TestEveryModuleHasItsLicenceAndNoOtherIsNamed(t *testing.T) {
	text, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	file, err := modfile.ParseLax("go.mod", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	known, err := licences()
	if err != nil {
		t.Fatal(err)
	}
	for _, required := range file.Require {
		if known[required.Mod.Path] == "" {
			t.Errorf("licences.csv does not name %s", required.Mod.Path)
		}
		delete(known, required.Mod.Path)
	}
	for module := range known {
		t.Errorf("licences.csv names %s, which go.mod does not", module)
	}
}

func TestWhatIsVendoredIsNamedAsTheDocumentOfDependenciesNamesIt(t *testing.T) {
	text, err := os.ReadFile("../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range vendored {
		found := false
		for line := range strings.Lines(string(text)) {
			found = found || strings.HasPrefix(line, "| "+p.Name+" "+p.Version+" ") && strings.Contains(line, "| "+p.Licence+" |")
		}
		if !found {
			t.Errorf("docs/dependencies.md has no row of %s %s under %s", p.Name, p.Version, p.Licence)
		}
	}
}
