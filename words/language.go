package words

import (
	"golang.org/x/text/language"

	"entente/record"
)

const longestAccept = 500

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
	all := record.Languages()
	tags := make([]language.Tag, len(all))
	for i, l := range all {
		tags[i] = language.Make(string(l))
	}
	_, index, _ := language.NewMatcher(tags).Match(asked...)
	return all[index]
}
