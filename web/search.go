package web

import (
	"cmp"
	"slices"
	"strings"

	"entente/record"
	"entente/store"
	"entente/ui"
)

// A search looks at the newest records with all words and ranks those; ranking
// every record of a common word would take a second at a million.
const rankedHits = 100

// A finding is a record that was found, with where its words stand.
type finding struct {
	store.Hit
	in      scene // of its channel
	title   ui.Said
	snippet ui.Said
	score   [4]int
}

// search answers across all channels and kinds; what the address names narrows it.
func (s *site) search(in *opening, text string) (ui.Page, error) {
	r := reader{in.Reader}
	view := searchView{reader: r, Text: strings.TrimSpace(text[:min(len(text), maxFind)]), Kind: in.Query.Get("kind"), In: in.Query.Get("in"), policies: s.node.Policies}
	if view.Text == "" || store.Phrases(view.Text) == 0 {
		return view.page(), nil
	}
	found, err := in.Tx.Search(store.SearchQuery{Text: view.Text, Limit: rankedHits})
	if err != nil {
		return ui.Page{}, err
	}
	scenes := map[record.ChannelID]scene{}
	for _, hit := range found {
		if _, known := scenes[hit.Channel]; !known {
			channel, err := in.Tx.Channel(hit.Channel)
			if err != nil {
				return ui.Page{}, err
			}
			facing, err := s.facing(in, channel)
			if err != nil {
				return ui.Page{}, err
			}
			scenes[hit.Channel] = s.scene(facing)
		}
		view.All = append(view.All, scenes[hit.Channel].findingOf(in.Tx, hit, view.Text))
	}
	slices.SortStableFunc(view.All, func(a, b finding) int {
		return cmp.Or(cmp.Compare(b.score[0], a.score[0]), cmp.Compare(b.score[1], a.score[1]), cmp.Compare(b.score[2], a.score[2]), cmp.Compare(b.score[3], a.score[3]))
	})
	return view.page(), nil
}

// findingOf scores a hit: how many of the words its title has, whether they
// stand there or in a text side by side, and how often they stand at all. What
// comes out equal stays in the order of the search, the newest first.
func (s scene) findingOf(tx *store.Tx, hit store.Hit, query string) finding {
	f := finding{Hit: hit, in: s, title: s.titleOf(hit.Record)}
	phrases, all := map[int]bool{}, store.Phrases(query)
	for _, title := range hit.Title.All() {
		spans := store.Found(title, query)
		for _, span := range spans {
			phrases[span.Phrase] = true
		}
		f.score[1] = max(f.score[1], sideBySide(title, spans, all))
	}
	f.score[0] = len(phrases)
	best := 0
	for _, said := range s.searchedTexts(tx, hit.Record) {
		spans := store.Found(said.Text, query)
		f.score[2] = max(f.score[2], sideBySide(said.Text, spans, all))
		f.score[3] += len(spans)
		if isTitle(said.Text, hit.Title) {
			continue // it stands above already
		}
		if n := distinctPhrases(spans)*2 + readers(said); len(spans) > 0 && n > best {
			best, f.snippet = n, said
		}
	}
	return f
}

// readers prefers the reader's own language where both have as many words.
func readers(said ui.Said) int {
	if said.Foreign {
		return 0
	}
	return 1
}

func distinctPhrases(spans []store.Span) int {
	seen := map[int]bool{}
	for _, span := range spans {
		seen[span.Phrase] = true
	}
	return len(seen)
}

// sideBySide is 1 where all phrases of a query follow each other in a text.
func sideBySide(text string, spans []store.Span, all int) int {
	next, end := 0, 0
	for _, span := range spans {
		switch {
		case span.Phrase == next && (next == 0 || len(strings.TrimSpace(text[min(end, span.From):span.From])) <= 1):
			next, end = next+1, span.To
		case span.Phrase == 0:
			next, end = 1, span.To
		default:
			next = 0
		}
		if next == all {
			return 1
		}
	}
	return 0
}

// searchedTexts are what the search found a record by: the texts of its newest
// revision in every language, and nothing that this version cannot read.
func (s scene) searchedTexts(tx *store.Tx, r store.Record) []ui.Said {
	kind, known := s.Kinds.Lookup(r.Kind)
	if !known {
		return nil
	}
	searched := map[string]bool{}
	for _, f := range kind.ListFields() {
		searched[f.Name] = f.Searched
	}
	var all []ui.Said
	for _, f := range s.read(tx, r.Revision) {
		if !searched[withoutNumbers(f.Path)] {
			continue
		}
		if text, ok := f.Value.(record.Text); ok {
			for _, language := range record.Languages() {
				if said := text.Get(language); said != "" {
					all = append(all, ui.Said{Text: said, Language: language, Foreign: language != s.Language})
				}
			}
		} else {
			all = append(all, s.words(f.Value, s.name))
		}
	}
	return all
}
