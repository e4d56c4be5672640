package interchange_test

import (
	"strings"
	"testing"

	"entente/access"
	"entente/interchange"
	"entente/label"
	"entente/node"
)

func TestAnImportTellsNothingOfRecordsThatItsAuthorDoesNotSee(t *testing.T) {
	w := newWorld(t)
	account, err := w.AddAccount(t.Context(), access.Account{Login: "low", Name: "Low", Offices: []access.Office{{Code: "desk"}}}, "a password that is long")
	if err != nil {
		t.Fatal(err)
	}
	at := w.Now()
	red, err := label.New(label.TLP(), "RED", at, at.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	hidden := node.Draft{Kind: "test/visit", Label: red,
		Body: []byte(`{"title":{"en":"Meeting"},"starts":"2005-03","external":[{"scheme":"key","value":"hidden"}]}`)}
	written, err := w.Write(t.Context(), w.channel, node.Author{}, hidden)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, header, row, counts string }{
		{"its own text", "key,title.en,starts", "KEY,Meeting,2005-03", "1 0 0 0 0"},
		{"another text", "key,title.en,starts", "KEY,Meeting,2006", "1 0 0 0 0"},
		{"a reference to it", "key,title.en,follows", "other,Meeting,KEY", "0 0 0 1 0"},
	} {
		known := []string{"nothing", "hidden"}
		if strings.HasPrefix(test.row, "KEY") { // an id is taken as a reference whatever it is of
			known = append(known, written[0].ID.String())
		}
		for _, key := range known {
			request := w.request("test/visit", test.header, strings.ReplaceAll(test.row, "KEY", key))
			request.Author, request.DryRun = node.Author{Office: "desk", Person: account.ID}, true
			report, err := interchange.Import(t.Context(), w.Node, request)
			if err != nil {
				t.Fatalf("%s, key %s: %v", test.name, key, err)
			}
			t.Run(test.name, func(t *testing.T) { counts(t, report, test.counts) })
		}
	}
}
