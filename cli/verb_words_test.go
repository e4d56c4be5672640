package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/words"
)

func spokenProgram(t *testing.T) *env {
	t.Helper()
	places := feature.Feature{Name: "places", Words: "en,fr,ko\nPlace,Lieu,장소\n"}
	collected, err := feature.Collect(places)
	if err != nil {
		t.Fatal(err)
	}
	faces := map[string]string{"pages": "en,fr,ko\nPlace,Lieu,장소\nHome,Accueil,처음\n"}
	return &env{program: Program{Features: []feature.Feature{places}, Faces: faces}, collected: collected}
}

func TestAllPhrasesArePrintedOnceWithWhatSaysThem(t *testing.T) {
	e, out := spokenProgram(t), &bytes.Buffer{}
	e.out = out
	if err := (wordsVerb{}).Run(e); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"en,fr,ko,feature\n", "\nPlace,Lieu,장소,pages places\n", "\nHome,Accueil,처음,pages\n", ",records\n"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%q is not printed", line)
		}
	}
}

func TestANodesOwnWordsStandOverTheProgramsOrAreRefusedByLine(t *testing.T) {
	for text, want := range map[string]string{
		"en,fr,ko\nPlace,Endroit,\nHome,Maison,\n": "",
		"en,fr,ko\nPlace,Endroit,\nNo such,X,\n":   `line 3: the program does not say "No such"`,
		"en,fr,ko\nPlace,,\n":                      `line 2: "Place" is said neither in French nor in Korean`,
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "words.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		e := spokenProgram(t)
		corrected, err := e.correctedWords(node.Folder(folder))
		if want != "" {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		later, _ := words.Parse(e.program.Faces["pages"])
		if err == nil {
			corrected, err = words.Join(corrected, later)
		}
		if got := corrected.Say(record.French, "Place", nil) + corrected.Say(record.French, "Home", nil); err != nil || got != "EndroitMaison" {
			t.Errorf("it is said %q, %v", got, err)
		}
	}
	e := spokenProgram(t)
	if c, err := e.correctedWords(node.Folder(t.TempDir())); err != nil || c.Say(record.French, "Place", nil) != "Lieu" {
		t.Errorf("a folder without words: %v", err)
	}
}
