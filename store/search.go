package store

import (
	"math"

	"entente/record"
)

// A SearchQuery asks for records by their words. Nothing in Text is syntax: all
// its words have to stand in a record, the last may be unfinished.
type SearchQuery struct {
	Text     string
	Channels []record.ChannelID // none for all
	Kinds    []string           // none for all
	Before   int64              // Arrived of the last hit of the page before
	Limit    int                // DefaultLimit if 0
}

// A Hit is a record that was found.
type Hit struct {
	Record
	Arrived int64 // when this node came to have its newest entry, as a number
}

// maxPhrases bounds what one search may ask for.
const maxPhrases = 16

// Search returns the newest hits first. A text without a word finds nothing.
func (tx *Tx) Search(q SearchQuery) ([]Hit, error) {
	hits, err := tx.search(q)
	return hits, failed(err, "search")
}

// textQuery is what the index of words is asked.
func (tx *Tx) textQuery(q SearchQuery) TextQuery {
	t := TextQuery{Below: q.Before, Limit: limited(q.Limit), Scopes: scopes(q)}
	if !tx.seesAll() {
		t.Scopes = append(t.Scopes, append([]string{classScope(0)}, tx.sight.scopes...))
	}
	if t.Below <= 0 {
		t.Below = math.MaxInt64
	}
	asked := runs(beginning(q.Text))
	for i, r := range asked[:min(len(asked), maxPhrases)] {
		t.Phrases = append(t.Phrases, r.phrase(i == len(asked)-1))
	}
	return t
}

func (tx *Tx) search(q SearchQuery) ([]Hit, error) {
	t := tx.textQuery(q)
	if len(t.Phrases) == 0 {
		return nil, nil
	}
	if err := tx.usable(); err != nil {
		return nil, err
	}
	if err := tx.index(); err != nil {
		return nil, err
	}
	found, err := tx.Text.Find(tx.ctx, tx.Session, t)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, 0, len(found))
	for _, arrived := range found {
		records, err := tx.records(` WHERE r.arrived = $1`, arrived)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			hits = append(hits, Hit{r, arrived})
		}
	}
	return hits, nil
}

func scopes(q SearchQuery) [][]string {
	var all [][]string
	if len(q.Channels) > 0 {
		var channels []string
		for _, c := range q.Channels {
			channels = append(channels, channelScope(c))
		}
		all = append(all, channels)
	}
	if len(q.Kinds) > 0 {
		var kinds []string
		for _, k := range q.Kinds {
			kinds = append(kinds, kindScope(k))
		}
		all = append(all, kinds)
	}
	return all
}

// maxQuery bounds how much of a query is read, in bytes.
const maxQuery = 1000

func beginning(text string) string {
	if len(text) > maxQuery {
		return text[:maxQuery]
	}
	return text
}
