package comment

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
	var declared []string
	for _, kind := range Feature.Kinds {
		declared = append(declared, kind.Phrases()...)
	}
	wordstest.Check(t, Feature.Words, own, declared...)
}
