package web

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
	// Parts of forms that every shell shows are asked by package feature.
	wordstest.Check(t, ownWords(), own, wordstest.Said(t, "../feature")...)
}
