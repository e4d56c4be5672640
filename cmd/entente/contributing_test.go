package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What CONTRIBUTING says of adding a kind is done here, to the letter: its blocks
// become files of a folder that the module has not got, the command is built with
// them, and somebody uses it. Nothing is written into the module.
func TestAKindIsAddedAsContributingSays(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the command twice")
	}
	n := newVenueFolder(t)
	n.write(t, "## Adding a kind")
	n.keepsItsPromises(t)
	visitVenues(t, n.build(t))
	n.write(t, "## More than records")
	n.keepsItsPromises(t)
	visitBooking(t, n.build(t))
}

// A venueFolder is where the blocks of CONTRIBUTING stand, and the module as it
// is with them.
type venueFolder struct {
	module, root string
	replaced     map[string]string // files of the module, and where they really are
}

func newVenueFolder(t *testing.T) *venueFolder {
	t.Helper()
	module, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	n := &venueFolder{module, t.TempDir(), map[string]string{}}
	main, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	registered := strings.Replace(string(main), "Features: []feature.Feature{", "Features: []feature.Feature{venue.Feature, ", 1)
	registered = strings.Replace(registered, "\t\"entente/web\"\n", "\t\"entente/venue\"\n\t\"entente/web\"\n", 1)
	n.put(t, "cmd/entente/main.go", registered)
	return n
}

// put makes a file a part of the module.
func (n *venueFolder) put(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(n.root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	n.replaced[filepath.Join(n.module, filepath.FromSlash(name))] = path
}

var (
	fencedBlock = regexp.MustCompile("(?ms)^( *)```[a-z]+\n(.*?)^ *```$")
	namedFile   = regexp.MustCompile("`(venue/[a-z_.]+)`")
)

// write writes every block of a section into the file that the text before it
// names last. Rows without a head are further rows of a table.
func (n *venueFolder) write(t *testing.T, heading string) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(n.module, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), heading+"\n")
	section, _, _ = strings.Cut(section, "\n## ")
	blocks := fencedBlock.FindAllStringSubmatchIndex(section, -1)
	if !found || len(blocks) < 3 {
		t.Fatalf("CONTRIBUTING has %d blocks under %q", len(blocks), heading)
	}
	before := 0
	for _, at := range blocks {
		names := namedFile.FindAllStringSubmatch(section[before:at[0]], -1)
		if before = at[1]; names == nil {
			t.Fatalf("CONTRIBUTING does not say which file this is:\n%s", section[at[4]:at[5]])
		}
		name := names[len(names)-1][1]
		text := strings.ReplaceAll("\n"+section[at[4]:at[5]], "\n"+section[at[2]:at[3]], "\n")[1:]
		if strings.HasSuffix(name, ".csv") && !strings.HasPrefix(text, "en,") {
			already, err := os.ReadFile(filepath.Join(n.root, filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			text = string(already) + text
		}
		n.put(t, name, text)
	}
}

// gocommand runs the go command as if the module had the files.
func (n *venueFolder) gocommand(t *testing.T, args ...string) {
	t.Helper()
	overlay, err := json.Marshal(map[string]any{"Replace": n.replaced})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(n.root, "overlay.json")
	if err := os.WriteFile(path, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("go", append([]string{args[0], "-overlay", path}, args[1:]...)...)
	c.Dir = n.module
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// keepsItsPromises runs the feature's own test, as a contributor does: first to
// write the golden schema, then against it.
func (n *venueFolder) keepsItsPromises(t *testing.T) {
	t.Helper()
	own := filepath.Join(n.root, "venue.test")
	n.gocommand(t, "test", "-vet=off", "-c", "-o", own, "./venue") // vet looks for the folder itself
	for _, flags := range [][]string{{"-update"}, {}} {
		c := exec.Command(own, flags...)
		c.Dir = filepath.Join(n.root, "venue")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("the feature's own test %v: %v\n%s", flags, err, out)
		}
	}
	if _, err := os.Stat(filepath.Join(n.root, "venue", "testdata", "venue.venue.1.json")); err != nil {
		t.Error(err)
	}
}

func (n *venueFolder) build(t *testing.T) (binary string) {
	t.Helper()
	binary = filepath.Join(n.root, "entente")
	n.gocommand(t, "build", "-o", binary, "./cmd/entente")
	return binary
}
