package words

import (
	"golang.org/x/text/language"

	"entente/record"
)

const longestAccept = 500

// tags are the languages as package language knows them, in our order.
var tags = func() (all []language.Tag) {
	for _, l := range record.Languages() {
		all = append(all, language.Make(string(l)))
	}
	return all
}()

// tagOf is English for a language that is not one of ours.
func tagOf(l record.Language) language.Tag {
	for i, known := range record.Languages() {
		if known == l {
			return tags[i]
		}
	}
	return language.English
}

// Match chooses the language for a reader from what their browser accepts
// (Accept-Language, RFC 9110). English is chosen where nothing fits.
func Match(accept string) record.Language {
	if len(accept) > longestAccept {
		return record.English
	}
	asked, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return record.English
	}
	_, index, _ := language.NewMatcher(tags).Match(asked...)
	return record.Languages()[index]
}
