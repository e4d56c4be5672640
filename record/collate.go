package record

import (
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// A collation is what one goroutine sorts texts of one language with: a
// collate.Collator is not safe for several.
type collation struct {
	*collate.Collator
	collate.Buffer
}

// collations are those in use, by language. Figures sort by what they count: the
// 2nd dialogue stands before the 15th.
var collations = map[Language]*sync.Pool{
	English: collationOf(language.English), French: collationOf(language.French), Korean: collationOf(language.Korean),
}

func collationOf(tag language.Tag) *sync.Pool {
	return &sync.Pool{New: func() any { return &collation{Collator: collate.New(tag, collate.Numeric)} }}
}

// Limits on what a text is sorted by: beyond them texts count as equal.
const (
	maxCollated = 100 // characters
	maxSortKey  = 400 // bytes
)

// collated is a key that sorts bytewise as readers of the language expect.
func collated(reader Language, text string) []byte {
	if text == "" {
		return []byte{}
	}
	if runes := []rune(text); len(runes) > maxCollated {
		text = string(runes[:maxCollated])
	}
	pool := collations[reader]
	c := pool.Get().(*collation)
	defer pool.Put(c)
	c.Reset()
	key := c.KeyFromString(&c.Buffer, text)
	return append([]byte(nil), key[:min(len(key), maxSortKey)]...)
}
