package words_test

import (
	"strings"
	"testing"

	"entente/record"
	"entente/words"
)

func TestAGlossaryIsLaidOverAllThatIsJoinedLater(t *testing.T) {
	own, err := words.Own()
	if err != nil {
		t.Fatal(err)
	}
	glossary, err := words.ReadGlossary(strings.NewReader("\ufeffen,fr,ko,feature\nPlace,Endroit,,places\n"))
	if err != nil {
		t.Fatal(err)
	}
	later, err := words.Parse("en,fr,ko\nPlace,Lieu,장소\n")
	if err != nil {
		t.Fatal(err)
	}
	all, err := words.Join(own.Corrected(glossary), later)
	if err != nil {
		t.Fatal(err)
	}
	if got := all.Say(record.French, "Place", nil) + all.Say(record.Korean, "Place", nil) + all.Say(record.English, "Place", nil); got != "Endroit장소Place" {
		t.Errorf("it is said %q", got)
	}
	if err := glossary.Unknown(own); err == nil || !strings.Contains(err.Error(), `line 2: the program does not say "Place"`) {
		t.Errorf("a phrase that nothing says: %v", err)
	}
}

func TestAProblemIsSaidAsTheGlossaryHasIt(t *testing.T) {
	own, err := words.Own()
	if err != nil {
		t.Fatal(err)
	}
	sentence := own.Sentence(record.English, record.Problem{Code: record.ProblemEmpty})
	glossary, err := words.ReadGlossary(strings.NewReader("en,fr,ko\n\"" + sentence + "\",Rien.,\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := own.Corrected(glossary).Sentence(record.French, record.Problem{Code: record.ProblemEmpty}); got != "Rien." {
		t.Errorf("it is said %q", got)
	}
	if err := glossary.Unknown(own); err != nil {
		t.Error(err)
	}
}

func TestMistakesInAGlossaryAreNamedByTheirLine(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"no head":             {"Place,Lieu,장소\n", "line 1: it must be en,fr,ko"},
		"nothing":             {"", "line 1: it must be en,fr,ko"},
		"no correction":       {"en,fr,ko\nPlace,,\n", `line 2: "Place" is said neither in French nor in Korean`},
		"twice":               {"en,fr,ko\nPlace,Lieu,\nPlace,Endroit,\n", `line 3: "Place" stands on line 2 already`},
		"a name lost":         {"en,fr,ko\nuntil {date},jusqu’au,\n", `line 2: "jusqu’au" must have the same names in braces as the English words: {date}`},
		"too few cells":       {"en,fr,ko\nPlace,Lieu\n", "line 2"},
		"a quote left open":   {"en,fr,ko\n\"Place,Lieu,\n", "line"},
		"both of two mistake": {"en,fr,ko\nA,,\nB,,\n", "line 3"},
		"endless":             {"en,fr,ko\n" + strings.Repeat("a", 5<<20), "longer"},
	} {
		if _, err := words.ReadGlossary(strings.NewReader(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
