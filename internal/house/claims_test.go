package house

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	claimed  = regexp.MustCompile("`([a-z0-9/]+)\\.((?:Test|Fuzz)[A-Za-z0-9_]+)`")
	admits   = regexp.MustCompile(`\*(Promised|Procedure|Does not apply|By construction|Not done)\*`)
	declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9_]+)\(`)
)

// A line that says what is protected names a test that tries it, or admits that
// none does; and the tests that are named exist.
func TestWhatTheThreatModelClaimsIsTried(t *testing.T) {
	all := testsOf(t)
	for page, least := range map[string]int{"docs/threat-model.md": 40, "docs/asvs.md": 40} {
		rows := 0
		for line := range strings.Lines(document(t, page)) {
			if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| |") || strings.HasPrefix(line, "| item") {
				continue
			}
			rows++
			named := claimed.FindAllStringSubmatch(line, -1)
			for _, test := range named {
				if !all[test[1]+"."+test[2]] {
					t.Errorf("%s: there is no test %s.%s", page, test[1], test[2])
				}
			}
			if len(named) == 0 && !admits.MatchString(line) {
				t.Errorf("%s: nothing tries: %s", page, line)
			}
		}
		if rows < least {
			t.Errorf("%s has %d rows", page, rows)
		}
	}
}

// testsOf are the names of all tests, behind the folder that they are in.
func testsOf(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, file := range sources(t) {
		if !file.test {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file.path)))
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range declared.FindAllSubmatch(text, -1) {
			all[file.folder+"."+string(test[1])] = true
		}
	}
	return all
}
