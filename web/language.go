package web

import (
	"net/http"
	"net/url"
	"slices"

	"entente/feature"
	"entente/record"
	"entente/ui"
	"entente/words"
)

const languageCookie = "entente-language"

// Language is that of the reader: as the address says, as they chose for their
// account, as they chose in this browser before, or as the browser asks.
func (s *site) Language(q *http.Request) record.Language {
	if asked, ok := known(q.URL.Query().Get("lang")); ok {
		return asked
	}
	if chosen := s.personOf(q).Language; chosen != "" {
		return chosen
	}
	if cookie, err := q.Cookie(languageCookie); err == nil {
		if chosen, ok := known(cookie.Value); ok {
			return chosen
		}
	}
	return words.Match(q.Header.Get("Accept-Language"))
}

func known(text string) (record.Language, bool) {
	language := record.Language(text)
	return language, slices.Contains(record.Languages(), language)
}

func (s *site) readerOf(q *http.Request) reader {
	return reader{feature.Reader{Language: s.Language(q), Words: s.words, Person: s.personOf(q)}}
}

// remember keeps the language that an address asked for.
func remember(w http.ResponseWriter, q *http.Request) {
	if asked, ok := known(q.URL.Query().Get("lang")); ok {
		http.SetCookie(w, &http.Cookie{
			Name: languageCookie, Value: string(asked), Path: "/", MaxAge: 365 * 24 * 60 * 60,
			HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
}

// tongues are the languages to choose from, each leading to this same page.
func tongues(reader record.Language, at *url.URL) []ui.Tongue {
	list := []ui.Tongue{
		{Code: "en", Short: "EN", Name: "English"},
		{Code: "fr", Short: "FR", Name: "Français"},
		{Code: "ko", Short: "한국어", Name: "한국어"},
	}
	for i := range list {
		list[i].Href = addressWith(at, "lang", list[i].Code)
		list[i].Current = list[i].Code == string(reader)
	}
	return list
}

// addressWith is an address with other values in its query; an empty one takes
// the name away.
func addressWith(at *url.URL, pairs ...string) string {
	query := at.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		if query.Del(pairs[i]); pairs[i+1] != "" {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	to := url.URL{Path: at.Path, RawQuery: query.Encode()}
	return to.String()
}
