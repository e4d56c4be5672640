package programme

import (
	"testing"

	"entente/words"
	"entente/words/wordstest"
)

func TestEveryWordIsTranslatedAndUsed(t *testing.T) {
	own, err := words.Own()
	if err != nil {
		t.Fatal(err)
	}
	declared := []string{"Text agreed", "Signed", "In force", "Validity", "Valid from", "Valid to", "By year", "Editions", "Timeline"}
	for _, kind := range Feature.Kinds {
		declared = append(declared, kind.Phrases()...)
	}
	wordstest.Check(t, Feature.Words, own, declared...)
}
