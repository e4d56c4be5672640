package web_test

import (
	"crypto/rand"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/feature"
	"entente/internal/testworld"
	"entente/label"
	"entente/node"
	"entente/programme"
	"entente/record"
	"entente/store"
	"entente/web"
)

// A twoHands is a node whose label policy demands two persons, with two people.
type twoHands struct {
	*node.Node
	door    http.Handler
	private record.ChannelID
	cookies map[string][]*http.Cookie // by login
}

func newTwoHands(t *testing.T) *twoHands {
	t.Helper()
	file, err := os.ReadFile("../label/policies/tlp.xml")
	if err != nil {
		t.Fatal(err)
	}
	policy, err := label.LoadPolicy([]byte(strings.Replace(string(file), "</spif:SPIF>",
		`<spif:extensions xmlns:e="urn:entente:spif:1"><e:twoPersons deed="downgrade"/></spif:extensions></spif:SPIF>`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	policies, err := label.NewPolicies(policy)
	if err != nil {
		t.Fatal(err)
	}
	program, err := feature.Collect(programme.Feature)
	if err != nil {
		t.Fatal(err)
	}
	config := node.Config{Now: func() time.Time { return testworld.Start }, Random: rand.Reader, Kinds: program.Kinds, Policies: policies, Cost: &testworld.Cheap}
	folder := node.Folder(t.TempDir())
	if err := node.Init(t.Context(), folder, node.Identity{Code: "rok", Name: record.Text{EN: "Republic of Korea"}, Address: "https://127.0.0.1:1", Demo: true}, config); err != nil {
		t.Fatal(err)
	}
	h := &twoHands{cookies: map[string][]*http.Cookie{}}
	if h.Node, err = node.Open(t.Context(), folder, config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	if h.private, err = h.PrivateChannel(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h.door, err = web.Handler(h.Node, web.Options{Program: program}); err != nil {
		t.Fatal(err)
	}
	for login, name := range map[string]string{"kim": "Kim Min-ji", "lee": "Lee Ji-woo"} {
		password := "a password of " + login
		if _, err := h.AddAccount(t.Context(), access.Account{Login: login, Name: name, Offices: testworld.Offices}, password); err != nil {
			t.Fatal(err)
		}
		h.cookies[login] = testworld.SignIn(t, h.door, "localhost", login, password)
	}
	return h
}

func (h *twoHands) ask(login, method, address string, form url.Values) *httptest.ResponseRecorder {
	q := httptest.NewRequest(method, "http://localhost"+address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, cookie := range h.cookies[login] {
		q.AddCookie(cookie)
	}
	answer := httptest.NewRecorder()
	h.door.ServeHTTP(answer, q)
	return answer
}

// propose writes a record at its channel's label and lowers that by its form.
func (h *twoHands) propose(t *testing.T) (id record.ID) {
	t.Helper()
	written, err := h.Write(t.Context(), h.private, node.Author{}, node.Draft{Kind: "programme/activity", Body: []byte(`{"title":{"en":"Quiet talks"},"type":"dialogue"}`)})
	if err != nil {
		t.Fatal(err)
	}
	address := "/records/" + h.private.String() + "/" + written[0].ID.String() + "/edit"
	page := h.ask("kim", http.MethodGet, address, nil)
	form := formOf(t, page.Body.String())
	set(form, "_marking", "GREEN", "title.en", "Open talks", "_do", "save")
	answer := h.ask("kim", http.MethodPost, address, form)
	if answer.Code != http.StatusSeeOther || !strings.HasPrefix(answer.Header().Get("Location"), "/approvals#p") {
		t.Fatalf("%d to %q: %.2000s", answer.Code, answer.Header().Get("Location"), summaryOf(answer.Body.String()))
	}
	return written[0].ID
}

func (h *twoHands) newest(t *testing.T, id record.ID) (r store.Record) {
	t.Helper()
	if err := h.View(t.Context(), func(tx *store.Tx) (err error) { r, err = tx.Record(h.private, id); return err }); err != nil {
		t.Fatal(err)
	}
	return r
}

var approvalForm = regexp.MustCompile(`action="(/approvals/downgrade/[0-9a-f]{64}/[a-z-]+)"`)

func TestAMarkingIsLoweredWhenASecondPersonHasSeenIt(t *testing.T) {
	h := newTwoHands(t)
	id := h.propose(t)
	if r := h.newest(t, id); r.Revision.Revision != 1 {
		t.Fatal("it was written by one alone")
	}
	own := h.ask("kim", http.MethodGet, "/approvals", nil).Body.String()
	action := approvalForm.FindStringSubmatch(own)
	if action == nil || !strings.HasSuffix(action[1], "/take-back") || strings.Contains(own, "/approve\"") {
		t.Fatalf("who proposed it can do %v", action)
	}
	forced := h.ask("kim", http.MethodPost, strings.Replace(action[1], "take-back", "approve", 1), nil)
	if forced.Code != http.StatusConflict || !strings.Contains(forced.Body.String(), "You proposed it yourself") {
		t.Errorf("approved by who proposed it: %d", forced.Code)
	}
	theirs := html.UnescapeString(h.ask("lee", http.MethodGet, "/approvals", nil).Body.String())
	for _, want := range []string{"Open talks", "Quiet talks", "TLP:GREEN", "TLP:AMBER+STRICT", "Kim Min-ji"} {
		if !strings.Contains(theirs, want) {
			t.Errorf("the second person does not see %q", want)
		}
	}
	for _, language := range []string{"fr", "ko"} {
		if answer := h.ask("lee", http.MethodGet, "/approvals?lang="+language, nil); answer.Code != http.StatusOK {
			t.Errorf("in %s: %d", language, answer.Code)
		}
	}
	action = approvalForm.FindStringSubmatch(theirs)
	answer := h.ask("lee", http.MethodPost, action[1], nil)
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("%d: %.1000s", answer.Code, answer.Body)
	}
	r := h.newest(t, id)
	if marked := h.Policies.Marking(r.Label, "en").Text; r.Revision.Revision != 2 || marked != "TLP:GREEN" || r.Title.EN != "Open talks" {
		t.Errorf("revision %d of %q is %s", r.Revision.Revision, r.Title.EN, marked)
	}
	if again := h.ask("lee", http.MethodPost, action[1], nil); again.Code != http.StatusNotFound {
		t.Errorf("approved twice: %d", again.Code)
	}
}

func TestAProposalIsTakenBackOrLapsesWithAnyChange(t *testing.T) {
	h := newTwoHands(t)
	h.propose(t)
	action := approvalForm.FindStringSubmatch(h.ask("kim", http.MethodGet, "/approvals", nil).Body.String())
	if answer := h.ask("kim", http.MethodPost, action[1], nil); answer.Code != http.StatusSeeOther {
		t.Fatalf("taken back: %d", answer.Code)
	}
	if page := h.ask("lee", http.MethodGet, "/approvals", nil).Body.String(); !strings.Contains(page, "Nothing waits for a second person.") {
		t.Error("what was taken back still waits")
	}
	id := h.propose(t)
	before := h.newest(t, id)
	if _, err := h.Write(t.Context(), h.private, node.Author{}, node.Draft{
		Kind: before.Kind, ID: id, After: 1, Body: []byte(`{"title":{"en":"Quieter talks"},"type":"dialogue"}`), Label: before.Label}); err != nil {
		t.Fatal(err)
	}
	action = approvalForm.FindStringSubmatch(h.ask("lee", http.MethodGet, "/approvals", nil).Body.String())
	answer := h.ask("lee", http.MethodPost, action[1], nil)
	if answer.Code != http.StatusConflict || !strings.Contains(answer.Body.String(), "has changed since it was proposed") {
		t.Errorf("approved over a change: %d", answer.Code)
	}
	if r := h.newest(t, id); r.Revision.Revision != 2 || string(r.Label) != string(before.Label) {
		t.Errorf("revision %d, lowered %v", r.Revision.Revision, string(r.Label) != string(before.Label))
	}
}
