package sqlite_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"entente/record"
	"entente/store"
	"entente/store/storetest"
)

// FuzzSearch asks for whatever somebody may type: no text is an error of syntax,
// and a text always finds the record that consists of it, as long as it has a
// word at all.
func FuzzSearch(f *testing.F) {
	for _, text := range []string{"plain", "한국", "한", "a OR b", `"`, "NEAR(a b)", "text:a", "{scope} : c0", "*", "^a", "a\x00b", "\xff", "ＡＢＣ", "İ", "ß", "½", "क्षि", "𠀀𠀁", "é", "ᄀ", "ㄱㄴ", "〇一", "Ⅷ", "a͏b", "\u0345"} {
		f.Add(text)
	}
	s := opened(f, filepath.Join(f.TempDir(), "node.db"))
	update(f, s, storetest.Create)
	ids, random := &record.IDs{}, storetest.Random(1)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 200 {
			return
		}
		fact := storetest.NewFact(ids, strings.ToValidUTF8(text, " "))
		var hits []store.Hit
		update(t, s, func(tx *store.Tx) error { return storetest.WriteFacts(tx, random, fact) })
		err := s.View(context.Background(), func(tx *store.Tx) (err error) {
			hits, err = tx.Search(store.SearchQuery{Text: text, Limit: 1})
			return err
		})
		if err != nil {
			t.Fatalf("search for %q: %v", text, err)
		}
		if store.Words(text) != "" && (len(hits) == 0 || hits[0].ID != fact.ID) {
			t.Errorf("%q, as the words %q, does not find itself", text, store.Words(text))
		}
	})
}
