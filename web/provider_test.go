package web_test

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/access/provider"
	"entente/internal/testprovider"
	"entente/internal/testworld"
	"entente/node"
	"entente/outbound"
	"entente/web"
)

// withProvider is a house whose people sign in at their organisation's provider, and
// not by password.
func withProvider(t *testing.T) (*house, *testprovider.Issuer) {
	t.Helper()
	h, i := newHouse(t), testprovider.New(t)
	h.PasswordSignIn = false
	i.Now = h.now
	reach := outbound.Policy{Ranges: outbound.Loopback()}
	p, err := provider.New(provider.Config{
		Issuer: i.URL, Client: testprovider.Client, Secret: testprovider.Secret, HTTP: reach.Client(), Now: func() time.Time { return h.now }, Random: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	if h.door, err = web.Handler(h.Node, web.Options{Program: h.program, Names: []string{"node.example"}, SignInProvider: p}); err != nil {
		t.Fatal(err)
	}
	return h, i
}

// comeBack goes to the provider from a page of ours and comes back.
func comeBack(t *testing.T, h *house, i *testprovider.Issuer, v *visitor, from string) (code int, to, page string) {
	t.Helper()
	left := v.get(h.door, from)
	address := left.Header().Get("Location")
	if left.Code != http.StatusSeeOther || !strings.HasPrefix(address, i.URL+"/authorize?") {
		t.Fatalf("%s: %d to %s\n%s", from, left.Code, address, left.Body)
	}
	back := v.get(h.door, "/sign-in/provider/return?"+i.Visit(address).Encode())
	return back.Code, back.Header().Get("Location"), back.Body.String()
}

func bind(t *testing.T, h *house, i *testprovider.Issuer, login string) {
	t.Helper()
	identity := access.Identity{Issuer: i.URL, Subject: "person-1", Account: accountOf(t, h, login).ID}
	if err := h.BindIdentity(t.Context(), identity); err != nil {
		t.Fatal(err)
	}
}

func TestWhoIsBoundSignsInAtTheirProvider(t *testing.T) {
	h, i := withProvider(t)
	v := newVisitor()
	if page := v.get(h.door, "/sign-in").Body.String(); !strings.Contains(page, "/sign-in/provider?next=") || strings.Contains(page, `name="password"`) {
		t.Error("the entrance asks for a password, or does not lead to the provider")
	}
	if answer := v.post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password); answer.Code != http.StatusForbidden {
		t.Errorf("a password opens the node: %d", answer.Code)
	}
	code, _, page := comeBack(t, h, i, v, "/sign-in/provider?next=%2Ftest%2Fpage")
	if code != http.StatusForbidden || !strings.Contains(page, "opens no account here") || v.inside(h) {
		t.Fatalf("an identity that nobody bound: %d", code)
	}
	bind(t, h, i, testworld.Login)
	code, to, _ := comeBack(t, h, i, v, "/sign-in/provider?next=%2Ftest%2Fpage")
	if code != http.StatusSeeOther || to != "/test/page" || !v.inside(h) {
		t.Fatalf("%d to %s", code, to)
	}
	if got := i.Sent.Get("redirect_uri"); got != "http://localhost:7080/sign-in/provider/return" {
		t.Errorf("it is to come back to %s", got)
	}
	if answer := v.get(h.door, "/sign-in/provider/return?code=a+code&state="+url.QueryEscape(i.Sent.Get("state"))); answer.Code != http.StatusForbidden {
		t.Errorf("coming back twice: %d", answer.Code)
	}
	if answer := newVisitor().get(h.door, "/sign-in/provider/return?"+i.Visit(i.URL+"/authorize?state="+i.Sent.Get("state")).Encode()); answer.Code != http.StatusForbidden {
		t.Errorf("another browser comes back: %d", answer.Code)
	}
}

func TestWhatBindsIsDoneAfterTheProviderAskedAnew(t *testing.T) {
	h, i := withProvider(t)
	bind(t, h, i, testworld.Login)
	v := newVisitor()
	i.Claim["auth_time"] = h.now.Add(-8 * time.Hour).Unix() // signed in there this morning
	comeBack(t, h, i, v, "/sign-in/provider")
	asked := v.post(h.door, "/account/token", "name", "reports", "scope", "read", "office", testworld.Offices[0].Code, "days", "30")
	form := waitingForm(asked.Header().Get("Location"))
	if form == "" {
		t.Fatalf("a proof of this morning does: %d", asked.Code)
	}
	again := "/sign-in/provider?again=&form=" + form
	if code, _, page := comeBack(t, h, i, v, again); code == http.StatusOK && strings.Contains(page, access.TokenPrefix) {
		t.Error("the provider did not ask anew, and it is done all the same")
	}
	delete(i.Claim, "auth_time")
	i.Claim["sub"] = "person-2"
	if _, _, page := comeBack(t, h, i, v, again); strings.Contains(page, access.TokenPrefix) {
		t.Error("somebody else proves it")
	}
	delete(i.Claim, "sub")
	i.Now = h.now
	if code, _, page := comeBack(t, h, i, v, again); code != http.StatusOK || !strings.Contains(page, access.TokenPrefix) {
		t.Errorf("%d\n%s", code, page)
	}
}

func TestAnIdentityIsBoundByItsOwnerAfterAProof(t *testing.T) {
	h, i := withProvider(t)
	h.PasswordSignIn = true
	v := newVisitor()
	v.signIn(t, h)
	page := v.post(h.door, "/account/provider").Body.String()
	_, rest, found := strings.Cut(page, `href="`+i.URL)
	if !found {
		t.Fatalf("no way to the provider:\n%s", page)
	}
	address := i.URL + strings.ReplaceAll(rest[:strings.IndexByte(rest, '"')], "&amp;", "&")
	back := v.get(h.door, "/sign-in/provider/return?"+i.Visit(address).Encode())
	if back.Code != http.StatusSeeOther || back.Header().Get("Location") != "/account#provider" {
		t.Fatalf("%d\n%s", back.Code, back.Body)
	}
	h.PasswordSignIn = false
	if code, to, _ := comeBack(t, h, i, newVisitor(), "/sign-in/provider"); code != http.StatusSeeOther || to != "/" {
		t.Errorf("it opens nothing: %d to %s", code, to)
	}
	if err := h.BindIdentity(t.Context(), access.Identity{Issuer: i.URL, Subject: "person-1", Account: accountOf(t, h, secondLogin).ID}); !errors.Is(err, node.ErrBound) {
		t.Errorf("bound to two: %v", err)
	}
	if err := h.ChangeAccount(t.Context(), accountOf(t, h, testworld.Login).ID, func(a *access.Account) error { a.Disabled = true; return nil }); err != nil {
		t.Fatal(err)
	}
	if code, _, _ := comeBack(t, h, i, newVisitor(), "/sign-in/provider"); code != http.StatusForbidden {
		t.Errorf("a disabled account opens: %d", code)
	}
}

func TestAProviderThatIsDownHasAPage(t *testing.T) {
	h, i := withProvider(t)
	i.Close()
	answer := newVisitor().get(h.door, "/sign-in/provider")
	if answer.Code != http.StatusBadGateway || !strings.Contains(answer.Body.String(), "does not answer") {
		t.Errorf("%d\n%s", answer.Code, answer.Body)
	}
}
