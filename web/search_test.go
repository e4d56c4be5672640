package web_test

import (
	"html"
	"net/url"
	"strings"
	"testing"

	"entente/internal/testworld"
	"entente/node"
)

func TestSearchRanksMarksAndEscapes(t *testing.T) {
	w := testworld.New(t)
	for _, body := range []string{
		`{"title":{"en":"A visit"},"type":"visit","description":{"en":"about <b>quagga</b> & co"}}`,
		`{"title":{"ko":"콰가 국방협력","en":"Quagga <script>alert(1)</script>"},"type":"visit"}`,
	} {
		if _, err := w.ROK.Write(t.Context(), w.Channel, testworld.Author, node.Draft{Kind: "programme/activity", ID: w.ROK.NewID(w.Channel), Body: []byte(body)}); err != nil {
			t.Fatal(err)
		}
	}
	search := func(text string) string {
		t.Helper()
		answer := w.ROK.Post(t, "/search?lang=en", url.Values{"text": {text}})
		if answer.Code != 200 {
			t.Fatalf("search answers %d", answer.Code)
		}
		return answer.Body.String()
	}
	page := search("quagga")
	title, text := strings.Index(page, "<mark>Quagga</mark>"), strings.Index(page, "<mark>quagga</mark>")
	if title < 0 || text < 0 || title > text {
		t.Errorf("a hit in the title stands at %d, one in the text at %d", title, text)
	}
	for _, raw := range []string{"<script>alert", "<b>"} {
		if strings.Contains(page, raw) {
			t.Errorf("the page holds %s", raw)
		}
	}
	if !strings.Contains(page, "UNCLASSIFIED") || !strings.Contains(html.UnescapeString(page), "2 records") {
		t.Error("the hits have no marking or no count")
	}
	for text, want := range map[string]string{"콰가": "콰가", "협력 국방": "Quagga", "QUAGGA script": "<mark>script</mark>", "zzzz": "No record has these words.", "…": "No record has these words.", "": "Search all records"} {
		if page := search(text); !strings.Contains(page, want) {
			t.Errorf("%q does not show %q", text, want)
		}
	}
	if answer := w.ROK.Get(t, "/search?lang=ko"); answer.Code != 200 {
		t.Errorf("the empty search answers %d", answer.Code)
	}
}
