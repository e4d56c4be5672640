// Package testprovider is an identity provider of an organisation in the process of a
// test, which can be had to lie.
package testprovider

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Client and Secret are what a node shows it.
const (
	Client = "entente"
	Secret = "s3cret"
)

// An Issuer is an identity provider that a test can have lie.
type Issuer struct {
	*httptest.Server
	t   *testing.T
	key *ecdsa.PrivateKey

	Now      time.Time
	Code     string         // that it gave out last
	Sent     url.Values     // with which a browser came last
	Nonce    string         // of the last question
	Claim    map[string]any // instead of what its token says else
	Document map[string]any // instead of what it says of itself else
	Token    func(http.ResponseWriter, *http.Request) bool
	SignWith *ecdsa.PrivateKey
	Asked    int // how often for its document
}

// New starts one, until the test ends.
func New(t *testing.T) *Issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i := &Issuer{t: t, key: key, Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), Claim: map[string]any{}, Document: map[string]any{}}
	mux := http.NewServeMux()
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.Asked++
		said := map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256"},
		}
		for name, value := range i.Document {
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

func (i *Issuer) write(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		i.t.Error(err)
	}
}

func (i *Issuer) giveToken(w http.ResponseWriter, q *http.Request) {
	if err := q.ParseForm(); err != nil {
		i.t.Error(err)
	}
	if i.Token != nil && i.Token(w, q) {
		return
	}
	challenge := sha256.Sum256([]byte(q.PostForm.Get("code_verifier")))
	if id, secret, _ := q.BasicAuth(); id != "entente" || secret != "s3cret" || q.PostForm.Get("code") != i.Code ||
		q.PostForm.Get("redirect_uri") != i.Sent.Get("redirect_uri") || base64.RawURLEncoding.EncodeToString(challenge[:]) != i.Sent.Get("code_challenge") {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	i.Code = "used"
	claims := map[string]any{
		"iss": i.URL, "sub": "person-1", "aud": "entente", "exp": i.Now.Add(time.Minute).Unix(), "iat": i.Now.Unix(), "auth_time": i.Now.Unix(), "nonce": i.Nonce,
		"roles": []string{"operator", "security-officer"}, "clearance": "COSMIC TOP SECRET",
	}
	for name, value := range i.Claim {
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

func (i *Issuer) signing() *ecdsa.PrivateKey {
	if i.SignWith != nil {
		return i.SignWith
	}
	return i.key
}

// Visit is a browser that comes with an address of Begin, and goes back with what
// the provider answers.
func (i *Issuer) Visit(address string) url.Values {
	i.t.Helper()
	at, err := url.Parse(address)
	if err != nil {
		i.t.Fatal(err)
	}
	i.Sent, i.Code = at.Query(), "a code"
	i.Nonce = i.Sent.Get("nonce")
	return url.Values{"code": {i.Code}, "state": {i.Sent.Get("state")}}
}
