package web_test

import (
	"crypto/rand"
	"html"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"entente/internal/testworld"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/web"
)

const calm = "Every ledger is verified, and every partner is within reach."

// home is the first page of a side, as text stands on it.
func home(t *testing.T, s testworld.Side, query string) string {
	t.Helper()
	return html.UnescapeString(text(t, s, "/"+query))
}

func looked(t *testing.T, s testworld.Side) (arrival int64) {
	t.Helper()
	if err := s.View(t.Context(), func(tx *store.Tx) (err error) { arrival, err = tx.LookedUpTo(s.Person.Account); return err }); err != nil {
		t.Fatal(err)
	}
	return arrival
}

func TestWhatWasSeenStaysSeenWhateverIsSent(t *testing.T) {
	w := testworld.New(t)
	newest := newestArrival(t, w.ROK)
	for _, step := range []struct {
		sent string
		code int
		want int64
	}{
		{"", http.StatusNotFound, 0},
		{"-1", http.StatusNotFound, 0},
		{"9e9", http.StatusNotFound, 0},
		{"99999999999999999999", http.StatusNotFound, 0},
		{"2", http.StatusSeeOther, 2},
		{strconv.FormatInt(1<<62, 10), http.StatusSeeOther, newest}, // not what is still to come
		{"1", http.StatusSeeOther, newest},
	} {
		answer := w.ROK.Post(t, "/seen", url.Values{"upTo": {step.sent}})
		if got := looked(t, w.ROK); answer.Code != step.code || got != step.want {
			t.Errorf("%q: %d and seen up to %d, want %d and %d", step.sent, answer.Code, got, step.code, step.want)
		}
	}
	if page := home(t, w.ROK, ""); !strings.Contains(page, "Nothing was written by others since then.") || strings.Contains(page, `name="upTo"`) {
		t.Error("what was seen is still shown, or can be marked once more")
	}
}

func TestWhatOthersWroteIsNarrowedByWhoWhatAndWhere(t *testing.T) {
	w := testworld.New(t)
	if answer := w.ROK.Post(t, "/seen", url.Values{"upTo": {strconv.FormatInt(newestArrival(t, w.ROK), 10)}}); answer.Code != http.StatusSeeOther {
		t.Fatal(answer.Code)
	}
	cyber := w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	revise(t, w.ROK, cyber, "Series opened under the ITPP.", "Series opened.")
	w.Settle(t)
	link := regexp.MustCompile(`<ul class="changed">.*` + cyber.ID.String())
	for query, shown := range map[string]bool{
		"": true, "?by=ROK": true, "?by=NATO": false, "?by=NOBODY": false,
		"?kind=programme/activity": true, "?kind=programme/edition": false, "?kind=no/kind": false,
		"?in=" + w.Channel.String(): true, "?in=00000000000000000000000000": false, "?in=x": false,
		"?by=ROK&kind=programme/activity&in=" + w.Channel.String(): true, "?by=NATO&kind=programme/activity": false,
	} {
		page := home(t, w.ROK, query)
		if got := link.MatchString(page); got != shown {
			t.Errorf("%q shows the change: %t", query, got)
		}
		if !shown && !strings.Contains(page, "Nothing of this sort was written since then.") {
			t.Errorf("%q does not say that nothing is found", query)
		}
	}
}

func TestTheFirstPageOfANodeThatMustNotSignSaysSo(t *testing.T) {
	program := testworld.New(t).Program
	folder := node.Folder(t.TempDir())
	config := node.Config{Now: func() time.Time { return testworld.Start }, Random: rand.Reader, Kinds: program.Kinds, Policies: label.Shipped(), Cost: &testworld.Cheap, PasswordSignIn: true}
	if err := node.Init(t.Context(), folder, node.Identity{Code: "rok", Name: record.Text{EN: "Republic of Korea"}, Address: "https://127.0.0.1:1"}, config); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(folder.Stopped(), []byte("a partner holds more than we do\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), folder, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	door, err := web.Handler(n, web.Options{Program: program, Names: []string{"node.example"}})
	if err != nil {
		t.Fatal(err)
	}
	side := testworld.Side{Node: n, Door: door}
	side.Pages, side.Person = testworld.SignedIn(t, n, door)
	if page := home(t, side, ""); strings.Contains(page, calm) || !strings.Contains(page, "This node must not sign now.") {
		t.Error("a closed gate is not told of")
	}
}
