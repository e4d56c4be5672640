package api

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
	wordstest.Check(t, Words, own)
}
