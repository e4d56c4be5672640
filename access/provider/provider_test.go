package provider

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"entente/outbound"
)

// An issuer is an identity provider that a test can have lie.
type issuer struct {
	*httptest.Server
	t    *testing.T
	key  *ecdsa.PrivateKey
	now  time.Time
	code string // that it gave out
	sent url.Values

	nonce    string // of the last question
	claim    map[string]any
	document map[string]any
	token    func(http.ResponseWriter, *http.Request) bool
	signWith *ecdsa.PrivateKey
	asked    int
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{t: t, key: key, now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), claim: map[string]any{}, document: map[string]any{}}
	mux := http.NewServeMux()
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.asked++
		said := map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256"},
		}
		for name, value := range i.document {
			said[name] = value
		}
		i.write(w, said)
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		i.write(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "1", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("/token", i.giveToken)
	return i
}

func (i *issuer) write(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		i.t.Error(err)
	}
}

func (i *issuer) giveToken(w http.ResponseWriter, q *http.Request) {
	if err := q.ParseForm(); err != nil {
		i.t.Error(err)
	}
	if i.token != nil && i.token(w, q) {
		return
	}
	challenge := sha256.Sum256([]byte(q.PostForm.Get("code_verifier")))
	if id, secret, _ := q.BasicAuth(); id != "entente" || secret != "s3cret" || q.PostForm.Get("code") != i.code ||
		q.PostForm.Get("redirect_uri") != i.sent.Get("redirect_uri") || base64.RawURLEncoding.EncodeToString(challenge[:]) != i.sent.Get("code_challenge") {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	i.code = "used"
	claims := map[string]any{
		"iss": i.URL, "sub": "person-1", "aud": "entente", "exp": i.now.Add(time.Minute).Unix(), "iat": i.now.Unix(), "auth_time": i.now.Unix(), "nonce": i.nonce,
		"roles": []string{"operator", "security-officer"}, "clearance": "COSMIC TOP SECRET",
	}
	for name, value := range i.claim {
		claims[name] = value
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: i.signing(), KeyID: "1"}}, nil)
	if err != nil {
		i.t.Fatal(err)
	}
	text, err := json.Marshal(claims)
	if err != nil {
		i.t.Fatal(err)
	}
	signed, err := signer.Sign(text)
	if err != nil {
		i.t.Fatal(err)
	}
	compact, err := signed.CompactSerialize()
	if err != nil {
		i.t.Fatal(err)
	}
	i.write(w, map[string]any{"access_token": "unused", "token_type": "Bearer", "id_token": compact})
}

func (i *issuer) signing() *ecdsa.PrivateKey {
	if i.signWith != nil {
		return i.signWith
	}
	return i.key
}

func (i *issuer) provider(t *testing.T) *Provider {
	t.Helper()
	reach := outbound.Policy{Ranges: outbound.Loopback()}
	p, err := New(Config{Issuer: i.URL, Client: "entente", Secret: "s3cret", HTTP: reach.Client(), Now: func() time.Time { return i.now }, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// through sends somebody to the provider and back.
func (i *issuer) through(t *testing.T, p *Provider, fresh bool, change func(*Waiting, url.Values)) (Shown, error) {
	t.Helper()
	address, waiting, err := p.Begin(t.Context(), "https://node.example/sign-in/provider/return", fresh)
	if err != nil {
		return Shown{}, err
	}
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	i.sent, i.code = at.Query(), "a code"
	i.nonce = i.sent.Get("nonce")
	answer := url.Values{"code": {i.code}, "state": {i.sent.Get("state")}}
	if change != nil {
		change(&waiting, answer)
	}
	return p.Finish(t.Context(), waiting, answer)
}

func TestAProviderSaysWhoSomebodyIsAndNothingElse(t *testing.T) {
	i := newIssuer(t)
	p := i.provider(t)
	shown, err := i.through(t, p, false, nil)
	if err != nil || shown != (Shown{Issuer: i.URL, Subject: "person-1", At: i.now}) {
		t.Fatalf("%+v: %v", shown, err)
	}
	for name, want := range map[string]string{"response_type": "code", "code_challenge_method": "S256", "scope": "openid", "redirect_uri": "https://node.example/sign-in/provider/return", "prompt": ""} {
		if got := i.sent.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if _, err := i.through(t, p, true, nil); err != nil || i.sent.Get("prompt") != "login" || i.sent.Get("max_age") != "0" {
		t.Errorf("asked anew with %v: %v", i.sent, err)
	}
	if i.asked != 1 {
		t.Errorf("its document was asked for %d times", i.asked)
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
		set    func(*issuer)
		change func(*issuer, *Waiting, url.Values)
	}{
		{"another state", false, nil, func(_ *issuer, _ *Waiting, v url.Values) { v.Set("state", "x") }},
		{"no state at all", false, nil, func(_ *issuer, w *Waiting, v url.Values) { w.State = ""; v.Del("state") }},
		{"an error of the provider", false, nil, func(_ *issuer, _ *Waiting, v url.Values) { v.Set("error", "access_denied") }},
		{"another issuer's answer", false, nil, func(_ *issuer, _ *Waiting, v url.Values) { v.Set("iss", "https://evil.example") }},
		{"an answer after a quarter of an hour", false, nil, func(i *issuer, _ *Waiting, _ url.Values) { i.now = i.now.Add(15 * time.Minute) }},
		{"a code that was used", false, nil, func(i *issuer, _ *Waiting, _ url.Values) { i.code = "used" }},
		{"another verifier", false, nil, func(_ *issuer, w *Waiting, _ url.Values) { w.Verifier = strings.Repeat("x", 52) }},
		{"another redirect", false, nil, func(_ *issuer, w *Waiting, _ url.Values) { w.Redirect = "https://evil.example/" }},
		{"another nonce", false, func(i *issuer) { i.claim["nonce"] = "x" }, nil},
		{"another issuer in the token", false, func(i *issuer) { i.claim["iss"] = "https://evil.example" }, nil},
		{"a token for somebody else", false, func(i *issuer) { i.claim["aud"] = "another" }, nil},
		{"a token for two, made for the other", false, func(i *issuer) { i.claim["aud"] = []string{"entente", "b"}; i.claim["azp"] = "b" }, nil},
		{"a token for two that names neither", false, func(i *issuer) { i.claim["aud"] = []string{"entente", "b"} }, nil},
		{"a token that ran out", false, func(i *issuer) { i.claim["exp"] = i.now.Add(-time.Second).Unix() }, nil},
		{"a token of tomorrow", false, func(i *issuer) { i.claim["iat"] = i.now.Add(24 * time.Hour).Unix() }, nil},
		{"a token signed by another key", false, func(i *issuer) { i.signWith = other }, nil},
		{"no subject", false, func(i *issuer) { i.claim["sub"] = "" }, nil},
		{"a proof of yesterday where a new one was asked for", true, func(i *issuer) { i.claim["auth_time"] = i.now.Add(-24 * time.Hour).Unix() }, nil},
		{"no time of the proof where a new one was asked for", true, func(i *issuer) { i.claim["auth_time"] = 0 }, nil},
	} {
		i := newIssuer(t)
		if test.set != nil {
			test.set(i)
		}
		shown, err := i.through(t, i.provider(t), test.fresh, func(w *Waiting, v url.Values) {
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
		i := newIssuer(t)
		i.document[part] = elsewhere.URL + "/x"
		if _, err := i.through(t, i.provider(t), false, nil); !errors.Is(err, ErrUnreachable) {
			t.Errorf("%s are on another host: %v", name, err)
		}
	}
	i := newIssuer(t)
	i.token = func(w http.ResponseWriter, q *http.Request) bool {
		http.Redirect(w, q, elsewhere.URL, http.StatusTemporaryRedirect)
		return true
	}
	if _, err := i.through(t, i.provider(t), false, nil); !errors.Is(err, ErrUnreachable) {
		t.Errorf("redirected: %v", err)
	}
	if reached {
		t.Error("another host was spoken to")
	}
}

func TestAProviderThatIsDownIsSaidSoAndTriedAgain(t *testing.T) {
	i := newIssuer(t)
	p := i.provider(t)
	i.document["issuer"] = "https://another.example"
	if _, _, err := p.Begin(t.Context(), "https://node.example/", false); !errors.Is(err, ErrUnreachable) {
		t.Fatal(err)
	}
	delete(i.document, "issuer")
	if _, _, err := p.Begin(t.Context(), "https://node.example/", false); !errors.Is(err, ErrUnreachable) || i.asked != 1 {
		t.Errorf("it is asked again at once: %v", err)
	}
	i.now = i.now.Add(restTime)
	if _, _, err := p.Begin(context.WithoutCancel(t.Context()), "https://node.example/", false); err != nil {
		t.Errorf("after a moment: %v", err)
	}
	i.token = func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write([]byte(strings.Repeat("x", 4<<20)))
		return true
	}
	if _, err := i.through(t, p, false, nil); !errors.Is(err, ErrUnreachable) {
		t.Errorf("an endless answer: %v", err)
	}
}
