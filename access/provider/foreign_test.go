package provider

import (
	"crypto/rand"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/internal/foreign"
	"entente/outbound"
)

const returnTo = "http://localhost:7080/sign-in/provider/return"

func toForeign(t *testing.T, theirs foreign.IdentityProvider, secret string) *Provider {
	t.Helper()
	reach := outbound.Policy{Ranges: outbound.Loopback()}
	p, err := New(Config{Issuer: theirs.Issuer, Client: theirs.Client, Secret: secret, HTTP: reach.Client(), Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAForeignProviderSaysWhoSomebodyIs(t *testing.T) {
	theirs := foreign.StartIdentityProvider(t, returnTo, 8*time.Hour)
	p := toForeign(t, theirs, theirs.Secret)
	ask := func(fresh bool, change func(*Waiting, url.Values)) (Shown, error) {
		address, waiting, err := p.Begin(t.Context(), returnTo, fresh)
		if err != nil {
			t.Fatal(err)
		}
		answer := theirs.Visit(t, address)
		if change != nil {
			change(&waiting, answer)
		}
		return p.Finish(t.Context(), waiting, answer)
	}
	shown, err := ask(false, nil)
	if err != nil || shown.Issuer != theirs.Issuer || shown.Subject != theirs.Subject || time.Since(shown.At) < 8*time.Hour {
		t.Fatalf("%+v: %v", shown, err)
	}
	for name, change := range map[string]func(*Waiting, url.Values){
		"another verifier than the question's (PKCE)": func(w *Waiting, _ url.Values) { w.Verifier = strings.Repeat("x", 52) },
		"another nonce":     func(w *Waiting, _ url.Values) { w.Nonce = "x" },
		"another redirect":  func(w *Waiting, _ url.Values) { w.Redirect += "/elsewhere" },
		"a code of its own": func(_ *Waiting, v url.Values) { v.Set("code", "x") },
		"an old proof where a new one was asked for": func(w *Waiting, _ url.Values) { w.Fresh = true },
	} {
		if shown, err := ask(false, change); !errors.Is(err, ErrDenied) {
			t.Errorf("%s: %+v, %v", name, shown, err)
		}
	}
	if shown, err := ask(true, nil); err != nil || time.Since(shown.At) > access.FreshFor {
		t.Errorf("asked anew: %+v, %v", shown, err)
	}
	if shown, err := ask(false, nil); err != nil || time.Since(shown.At) > access.FreshFor {
		t.Errorf("after it: %+v, %v", shown, err)
	}
}

func TestAForeignProviderRefusesAWrongSecret(t *testing.T) {
	theirs := foreign.StartIdentityProvider(t, returnTo, 0)
	p := toForeign(t, theirs, "another")
	address, waiting, err := p.Begin(t.Context(), returnTo, false)
	if err != nil {
		t.Fatal(err)
	}
	if shown, err := p.Finish(t.Context(), waiting, theirs.Visit(t, address)); !errors.Is(err, ErrDenied) {
		t.Errorf("%+v, %v", shown, err)
	}
}
