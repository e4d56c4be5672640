package web

import (
	"entente/record"
)

// translationsBehind says by how many revisions each language of a text is
// behind, from the text as it stood in each revision, the oldest first. A
// revision that changes only languages that were behind brings them up to date;
// any other leaves those behind that it did not touch.
func translationsBehind(history []record.Text) map[record.Language]int {
	behind := map[record.Language]int{}
	for i, now := range history {
		if i == 0 {
			continue
		}
		before := history[i-1]
		changed := map[record.Language]bool{}
		catchingUp := true
		for _, language := range record.Languages() {
			if now.Get(language) == before.Get(language) {
				continue
			}
			changed[language] = true
			if behind[language] == 0 && before.Get(language) != "" {
				catchingUp = false
			}
		}
		for _, language := range record.Languages() {
			switch {
			case changed[language] || now.Get(language) == "":
				delete(behind, language)
			case len(changed) > 0 && !catchingUp:
				behind[language]++
			}
		}
	}
	return behind
}
