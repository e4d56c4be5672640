package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	commandLine = regexp.MustCompile(`(?m)^    (?:[a-z]+\$ |\./|go run \./cmd/)?entente ([a-z]+(?:-[a-z]+)*)(.*)$`)
	longFlag    = regexp.MustCompile(`(?:^| )(--[a-z-]+)`)
)

// Every command that a document shows is one of the program's, with flags that
// it has. What first-programme.md shows is run besides.
func TestCommandsInDocumentsAreThoseOfTheProgram(t *testing.T) {
	help := map[string]string{}
	shown := 0
	for _, page := range []string{"README.md", "docs/operating.md", "docs/first-programme.md", "docs/api.md"} {
		text, err := os.ReadFile(filepath.Join("../..", filepath.FromSlash(page)))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range commandLine.FindAllStringSubmatch(strings.ReplaceAll(string(text), "\\\n", " "), -1) {
			shown++
			verb := line[1]
			for _, word := range strings.Fields(line[2]) {
				if !strings.Contains(helpOf(t, help, verb), "\n  "+verb+" "+word+" ") {
					break
				}
				verb += " " + word
			}
			helpOf(t, help, verb)
			for _, flag := range longFlag.FindAllStringSubmatch(line[2], -1) {
				if !strings.Contains(help[verb], flag[1]) {
					t.Errorf("%s: entente %s has no %s", page, verb, flag[1])
				}
			}
		}
	}
	if shown < 30 {
		t.Errorf("the documents show %d commands", shown)
	}
}

// helpOf is what a verb says of itself; it is asked once.
func helpOf(t *testing.T, known map[string]string, verb string) string {
	t.Helper()
	if _, asked := known[verb]; !asked {
		out, err := exec.Command("entente", append(strings.Fields(verb), "--help")...).CombinedOutput()
		if err != nil {
			t.Errorf("entente %s: %v\n%s", verb, err, out)
		}
		known[verb] = string(out)
	}
	return known[verb]
}
