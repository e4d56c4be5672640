package web_test

import (
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/access/provider"
	"entente/internal/foreign"
	"entente/internal/testworld"
	"entente/outbound"
	"entente/web"
)

func TestSomebodySignsInThroughAForeignProviderAndProvesItAnewForWhatBinds(t *testing.T) {
	theirs := foreign.StartIdentityProvider(t, "http://localhost:7080/sign-in/provider/return", 8*time.Hour)
	h := newHouse(t)
	h.now, h.PasswordSignIn = time.Now(), false // their clock is the real one
	reach := outbound.Policy{Ranges: outbound.Loopback()}
	p, err := provider.New(provider.Config{
		Issuer: theirs.Issuer, Client: theirs.Client, Secret: theirs.Secret, HTTP: reach.Client(), Now: func() time.Time { return h.now }, Random: rand.Reader,
	})
	if err == nil {
		h.door, err = web.Handler(h.Node, web.Options{Program: h.program, Names: []string{"node.example"}, SignInProvider: p})
	}
	if err != nil {
		t.Fatal(err)
	}
	v := newVisitor()
	through := func(from string) (code int, to, page string) {
		left := v.get(h.door, from)
		if left.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d\n%s", from, left.Code, left.Body)
		}
		back := v.get(h.door, "/sign-in/provider/return?"+theirs.Visit(t, left.Header().Get("Location")).Encode())
		return back.Code, back.Header().Get("Location"), back.Body.String()
	}
	if code, _, _ := through("/sign-in/provider"); code != http.StatusForbidden || v.inside(h) {
		t.Fatalf("whom nobody bound comes in: %d", code)
	}
	identity := access.Identity{Issuer: theirs.Issuer, Subject: theirs.Subject, Account: accountOf(t, h, testworld.Login).ID}
	if err := h.BindIdentity(t.Context(), identity); err != nil {
		t.Fatal(err)
	}
	if code, to, page := through("/sign-in/provider?next=%2Ftest%2Fpage"); code != http.StatusSeeOther || to != "/test/page" || !v.inside(h) {
		t.Fatalf("%d to %s\n%s", code, to, page)
	}
	asked := v.post(h.door, "/account/token", "name", "reports", "scope", "read", "office", testworld.Offices[0].Code, "days", "30")
	form := waitingForm(asked.Header().Get("Location"))
	if form == "" {
		t.Fatalf("a proof of this morning does: %d", asked.Code)
	}
	h.now = time.Now()
	if code, _, page := through("/sign-in/provider?again=&form=" + form); code != http.StatusOK || !strings.Contains(page, access.TokenPrefix) {
		t.Errorf("proved anew: %d\n%s", code, page)
	}
}
