package provider

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"entente/internal/testprovider"
	"entente/outbound"
)

func to(t *testing.T, i *testprovider.Issuer) *Provider {
	t.Helper()
	reach := outbound.Policy{Ranges: outbound.Loopback()}
	p, err := New(Config{Issuer: i.URL, Client: testprovider.Client, Secret: testprovider.Secret, HTTP: reach.Client(), Now: func() time.Time { return i.Now }, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// through sends somebody to the provider and back.
func through(t *testing.T, i *testprovider.Issuer, p *Provider, fresh bool, change func(*Waiting, url.Values)) (Shown, error) {
	t.Helper()
	address, waiting, err := p.Begin(t.Context(), "https://node.example/sign-in/provider/return", fresh)
	if err != nil {
		return Shown{}, err
	}
	answer := i.Visit(address)
	if change != nil {
		change(&waiting, answer)
	}
	return p.Finish(t.Context(), waiting, answer)
}

func TestAProviderSaysWhoSomebodyIsAndNothingElse(t *testing.T) {
	i := testprovider.New(t)
	p := to(t, i)
	shown, err := through(t, i, p, false, nil)
	if err != nil || shown != (Shown{Issuer: i.URL, Subject: "person-1", At: i.Now}) {
		t.Fatalf("%+v: %v", shown, err)
	}
	for name, want := range map[string]string{"response_type": "code", "code_challenge_method": "S256", "scope": "openid", "redirect_uri": "https://node.example/sign-in/provider/return", "prompt": ""} {
		if got := i.Sent.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if _, err := through(t, i, p, true, nil); err != nil || i.Sent.Get("prompt") != "login" || i.Sent.Get("max_age") != "0" {
		t.Errorf("asked anew with %v: %v", i.Sent, err)
	}
	if i.Asked != 1 {
		t.Errorf("its document was asked for %d times", i.Asked)
	}
}

func TestWhatDoesNotBelongToTheQuestionIsRefused(t *testing.T) {
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		fresh  bool
		set    func(*testprovider.Issuer)
		change func(*testprovider.Issuer, *Waiting, url.Values)
	}{
		{"another state", false, nil, func(_ *testprovider.Issuer, _ *Waiting, v url.Values) { v.Set("state", "x") }},
		{"no state at all", false, nil, func(_ *testprovider.Issuer, w *Waiting, v url.Values) { w.State = ""; v.Del("state") }},
		{"an error of the provider", false, nil, func(_ *testprovider.Issuer, _ *Waiting, v url.Values) { v.Set("error", "access_denied") }},
		{"another issuer's answer", false, nil, func(_ *testprovider.Issuer, _ *Waiting, v url.Values) { v.Set("iss", "https://evil.example") }},
		{"an answer after a quarter of an hour", false, nil, func(i *testprovider.Issuer, _ *Waiting, _ url.Values) { i.Now = i.Now.Add(15 * time.Minute) }},
		{"a code that was used", false, nil, func(i *testprovider.Issuer, _ *Waiting, _ url.Values) { i.Code = "used" }},
		{"another verifier", false, nil, func(_ *testprovider.Issuer, w *Waiting, _ url.Values) { w.Verifier = strings.Repeat("x", 52) }},
		{"another redirect", false, nil, func(_ *testprovider.Issuer, w *Waiting, _ url.Values) { w.Redirect = "https://evil.example/" }},
		{"another nonce", false, func(i *testprovider.Issuer) { i.Claim["nonce"] = "x" }, nil},
		{"another issuer in the token", false, func(i *testprovider.Issuer) { i.Claim["iss"] = "https://evil.example" }, nil},
		{"a token for somebody else", false, func(i *testprovider.Issuer) { i.Claim["aud"] = "another" }, nil},
		{"a token for two, made for the other", false, func(i *testprovider.Issuer) { i.Claim["aud"] = []string{"entente", "b"}; i.Claim["azp"] = "b" }, nil},
		{"a token for two that names neither", false, func(i *testprovider.Issuer) { i.Claim["aud"] = []string{"entente", "b"} }, nil},
		{"a token that ran out", false, func(i *testprovider.Issuer) { i.Claim["exp"] = i.Now.Add(-time.Second).Unix() }, nil},
		{"a token of tomorrow", false, func(i *testprovider.Issuer) { i.Claim["iat"] = i.Now.Add(24 * time.Hour).Unix() }, nil},
		{"a token signed by another key", false, func(i *testprovider.Issuer) { i.SignWith = other }, nil},
		{"no subject", false, func(i *testprovider.Issuer) { i.Claim["sub"] = "" }, nil},
		{"a proof of yesterday where a new one was asked for", true, func(i *testprovider.Issuer) { i.Claim["auth_time"] = i.Now.Add(-24 * time.Hour).Unix() }, nil},
		{"no time of the proof where a new one was asked for", true, func(i *testprovider.Issuer) { i.Claim["auth_time"] = 0 }, nil},
	} {
		i := testprovider.New(t)
		if test.set != nil {
			test.set(i)
		}
		shown, err := through(t, i, to(t, i), test.fresh, func(w *Waiting, v url.Values) {
			if test.change != nil {
				test.change(i, w, v)
			}
		})
		if err == nil {
			t.Errorf("%s: %+v", test.name, shown)
		} else if strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "person-1") {
			t.Errorf("%s: the error tells secrets: %v", test.name, err)
		}
	}
}

func TestAProviderLeadsNowhereElse(t *testing.T) {
	reached := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	t.Cleanup(elsewhere.Close)
	for name, part := range map[string]string{"its tokens": "token_endpoint", "its keys": "jwks_uri", "its page": "authorization_endpoint"} {
		i := testprovider.New(t)
		i.Document[part] = elsewhere.URL + "/x"
		if _, err := through(t, i, to(t, i), false, nil); !errors.Is(err, ErrUnreachable) {
			t.Errorf("%s are on another host: %v", name, err)
		}
	}
	i := testprovider.New(t)
	i.Token = func(w http.ResponseWriter, q *http.Request) bool {
		http.Redirect(w, q, elsewhere.URL, http.StatusTemporaryRedirect)
		return true
	}
	if _, err := through(t, i, to(t, i), false, nil); !errors.Is(err, ErrUnreachable) {
		t.Errorf("redirected: %v", err)
	}
	if reached {
		t.Error("another host was spoken to")
	}
}

func TestAProviderThatIsDownIsSaidSoAndTriedAgain(t *testing.T) {
	i := testprovider.New(t)
	p := to(t, i)
	i.Document["issuer"] = "https://another.example"
	if _, _, err := p.Begin(t.Context(), "https://node.example/", false); !errors.Is(err, ErrUnreachable) {
		t.Fatal(err)
	}
	delete(i.Document, "issuer")
	if _, _, err := p.Begin(t.Context(), "https://node.example/", false); !errors.Is(err, ErrUnreachable) || i.Asked != 1 {
		t.Errorf("it is asked again at once: %v", err)
	}
	i.Now = i.Now.Add(restTime)
	if _, _, err := p.Begin(context.WithoutCancel(t.Context()), "https://node.example/", false); err != nil {
		t.Errorf("after a moment: %v", err)
	}
	i.Token = func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write([]byte(strings.Repeat("x", 4<<20)))
		return true
	}
	if _, err := through(t, i, p, false, nil); !errors.Is(err, ErrUnreachable) {
		t.Errorf("an endless answer: %v", err)
	}
}
