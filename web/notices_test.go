package web_test

import (
	"html"
	"net/url"
	"strings"
	"testing"

	"entente/access"
	"entente/internal/testworld"
	"entente/notice"
	"entente/store"
	"entente/web"
)

func TestSomebodyChoosesHowTheyAreTold(t *testing.T) {
	w := testworld.New(t)
	for name, test := range map[string]struct {
		form url.Values
		code int
	}{
		"an address":                  {url.Values{"address": {" desk@example.org "}, "rhythm": {"daily"}}, 303},
		"nothing, which is all right": {url.Values{"address": {""}, "rhythm": {"never"}}, 303},
		"no address":                  {url.Values{"address": {""}, "rhythm": {"daily"}}, 422},
		"two addresses":               {url.Values{"address": {"a@example.org, b@example.org"}, "rhythm": {"daily"}}, 422},
		"a name with it":              {url.Values{"address": {"Desk <desk@example.org>"}, "rhythm": {"daily"}}, 422},
		"a second header":             {url.Values{"address": {"desk@example.org\r\nBcc: all@example.org"}, "rhythm": {"daily"}}, 422},
		"an unknown rhythm":           {url.Values{"address": {"desk@example.org"}, "rhythm": {"hourly"}}, 404},
	} {
		answer := w.ROK.Post(t, "/notices", test.form)
		if answer.Code != test.code {
			t.Errorf("%s: %d, want %d", name, answer.Code, test.code)
		}
		if typed := test.form.Get("address"); answer.Code == 422 && !strings.Contains(html.UnescapeString(answer.Body.String()), strings.Split(typed, "\r")[0]) {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
}

func TestNewsAreWhatWaitsAndWhatOthersWrote(t *testing.T) {
	w := testworld.New(t)
	site, err := web.Handler(w.NATO.Node, web.Options{Program: w.Program, Software: "test"})
	if err != nil {
		t.Fatal(err)
	}
	var arrival int64
	if err := w.NATO.View(t.Context(), func(tx *store.Tx) (err error) { arrival, err = tx.NewestArrival(); return err }); err != nil {
		t.Fatal(err)
	}
	news := func() notice.News {
		found, err := site.News(t.Context(), access.Account{ID: w.NATO.Person.Account}, arrival)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	before := news()
	if before.Changes != 0 || before.Arrival != arrival || len(before.Duties) == 0 {
		t.Fatalf("%+v", before)
	}
	revise(t, w.ROK, w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue"), "Series opened under the ITPP.", "Series opened.")
	w.Settle(t)
	if after := news(); after.Changes != 1 || after.Arrival <= arrival {
		t.Errorf("%+v", after)
	}
}
