package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/internal/testworld"
)

// askedAgain sends the form for a token when the proof of signing in has grown old,
// and returns the address of the page that asks.
func askedAgain(t *testing.T, h *house, v *visitor) string {
	t.Helper()
	v.signIn(t, h)
	h.now = h.now.Add(access.FreshFor)
	answer := v.post(h.door, "/account/token", "name", "reports <of> 훈", "scope", "read", "office", testworld.Offices[0].Code, "days", "30")
	to := answer.Header().Get("Location")
	if answer.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/step-up?form=") {
		t.Fatalf("%d to %s\n%s", answer.Code, to, answer.Body)
	}
	if page := v.get(h.door, "/account").Body.String(); strings.Contains(page, "reports") {
		t.Fatal("the token was made before anybody proved anything")
	}
	return to
}

func waitingForm(address string) string {
	at, _ := url.Parse(address)
	return at.Query().Get("form")
}

func TestWhatBindsIsDoneAfterItsSenderHasShownWhoTheyAre(t *testing.T) {
	h := newHouse(t)
	v := newVisitor()
	to := askedAgain(t, h, v)
	if page := v.get(h.door, to); page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "Show that it is you") {
		t.Fatalf("%d\n%s", page.Code, page.Body)
	}
	wrong := v.post(h.door, "/step-up", "form", waitingForm(to), "password", "not the right one")
	if wrong.Code != http.StatusUnprocessableEntity || !strings.Contains(wrong.Body.String(), waitingForm(to)) {
		t.Fatalf("a wrong password: %d", wrong.Code)
	}
	done := v.post(h.door, "/step-up", "form", waitingForm(to), "password", testworld.Password)
	if done.Code != http.StatusOK || !strings.Contains(done.Body.String(), access.TokenPrefix) || !strings.Contains(done.Body.String(), "reports &lt;of&gt; 훈") {
		t.Fatalf("%d\n%s", done.Code, done.Body)
	}
	if page := v.get(h.door, "/kept").Body.String(); strings.Contains(page, "kept-form") {
		t.Error("what was done is still kept")
	}
	again := v.post(h.door, "/step-up", "form", waitingForm(to), "password", testworld.Password)
	if again.Header().Get("Location") != "/kept" {
		t.Errorf("the same form is done twice: %d %s", again.Code, again.Header().Get("Location"))
	}
	if n := strings.Count(v.get(h.door, "/account").Body.String(), "reports &lt;of&gt;"); n != 1 {
		t.Errorf("%d tokens", n)
	}
	h.now = h.now.Add(access.FreshFor - time.Second)
	if answer := v.post(h.door, "/account/token", "name", "second", "scope", "read", "office", testworld.Offices[0].Code, "days", "30"); answer.Code != http.StatusOK {
		t.Errorf("asked again within five minutes: %d", answer.Code)
	}
	h.now = h.now.Add(2 * time.Second)
	if answer := v.post(h.door, "/account/token", "name", "third"); answer.Code != http.StatusSeeOther {
		t.Errorf("not asked after five minutes: %d", answer.Code)
	}
}

func TestAFormThatWaitsForAProofIsItsSendersAlone(t *testing.T) {
	h := newHouse(t)
	v, other := newVisitor(), newVisitor()
	to := askedAgain(t, h, v)
	if answer := other.post(h.door, "/sign-in", "login", secondLogin, "password", secondPassword); answer.Code != http.StatusSeeOther {
		t.Fatal(answer.Code)
	}
	answer := other.post(h.door, "/step-up", "form", waitingForm(to), "password", secondPassword)
	if answer.Header().Get("Location") != "/kept" || strings.Contains(other.get(h.door, "/account").Body.String(), "reports") {
		t.Errorf("somebody else's form is done: %d", answer.Code)
	}
}

func TestAFormWhoseSenderDidNotShowWhoTheyAreSaysSo(t *testing.T) {
	h := newHouse(t)
	v := newVisitor()
	askedAgain(t, h, v)
	page := v.get(h.door, "/kept").Body.String()
	if !strings.Contains(page, "You did not go on to show that it is you, so this was not done.") || strings.Contains(page, "had run out when") {
		t.Errorf("it does not say why it is there:\n%s", page)
	}
	again := v.post(h.door, "/account/token", "name", "reports <of> 훈", "scope", "read", "office", testworld.Offices[0].Code, "days", "30", "kept-form", formKept(t, page))
	done := v.post(h.door, "/step-up", "form", waitingForm(again.Header().Get("Location")), "password", testworld.Password)
	if done.Code != http.StatusOK || !strings.Contains(done.Body.String(), access.TokenPrefix) {
		t.Errorf("sent from there: %d\n%s", done.Code, done.Body)
	}
	if page := v.get(h.door, "/kept").Body.String(); !strings.Contains(page, "Nothing is kept for you") {
		t.Error("what was done is still kept")
	}
}

// formKept is the id of the one form that a page shows.
func formKept(t *testing.T, page string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, `name="kept-form" value="`)
	if !found {
		t.Fatalf("no form is kept:\n%s", page)
	}
	return rest[:strings.IndexByte(rest, '"')]
}

func TestAPasswordProvesNothingOfAnAccountThatHoldsMore(t *testing.T) {
	h := newHouse(t)
	v := newVisitor()
	to := askedAgain(t, h, v)
	account := accountOf(t, h, testworld.Login)
	factor := enrolFactor(t, h, account)
	if page := v.get(h.door, to).Body.String(); !strings.Contains(page, `name="code-password"`) {
		t.Error("the code is not asked for")
	}
	prove := func(code string) *httptest.ResponseRecorder {
		return v.post(h.door, "/step-up", "form", waitingForm(to), "password", testworld.Password, "code-password", code)
	}
	h.now = h.now.Add(time.Minute)
	if answer := prove(""); answer.Code != http.StatusUnprocessableEntity {
		t.Fatalf("the password alone: %d", answer.Code)
	}
	code := factor.Code(h.now)
	if answer := prove(code); answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), access.TokenPrefix) {
		t.Fatalf("with the code: %d", answer.Code)
	}
	h.now = h.now.Add(access.FreshFor)
	if answer := newVisitor().post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("signing in without the code: %d", answer.Code)
	}
	fresh := factor.Code(h.now)
	if answer := newVisitor().post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password, "code-password", fresh); answer.Code != http.StatusSeeOther {
		t.Errorf("signing in with the code: %d", answer.Code)
	}
	if answer := newVisitor().post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password, "code-password", fresh); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("a code is taken twice: %d", answer.Code)
	}
}

func TestAPageThatAsksAgainLeadsOnNowhereElse(t *testing.T) {
	h := newHouse(t)
	v := newVisitor()
	v.signIn(t, h)
	for next, want := range map[string]string{"/account": "/account", "//evil.example": "/", "https://evil.example": "/"} {
		if got := v.post(h.door, "/step-up", "next", next, "password", testworld.Password).Header().Get("Location"); got != want {
			t.Errorf("%s leads to %s", next, got)
		}
	}
}
