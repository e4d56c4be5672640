// Package provider lets people sign in at their organisation's identity provider
// (OpenID Connect Core 1.0, the authorization code flow with PKCE, RFC 7636).
//
// What comes back is an issuer and a subject, and when the person last proved who
// they are there. Nothing else that a provider says counts: which account they open
// was bound by hand beforehand, and no claim makes an account or raises a right.
//
// A [Provider] speaks to the host of its issuer and to no other, follows no
// redirect, and asks nothing before somebody wants to sign in: a provider that is
// down stops no node from starting.
package provider

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"entente/access"
)

// Config is what a provider is reached with.
type Config struct {
	Issuer string // as the provider writes it
	Client string // what this node is called there
	Secret string
	HTTP   *http.Client // bounded in time, size and the addresses that it speaks to
	Now    func() time.Time
	Random io.Reader
}

// Why nobody is recognised.
var (
	// ErrUnreachable says that the provider did not answer as one.
	ErrUnreachable = errors.New("provider: the identity provider does not answer as it should")
	// ErrDenied says that the provider let nobody through, or that what came back
	// does not belong to what was asked.
	ErrDenied = errors.New("provider: the identity provider let nobody through")
)

const (
	// waitTime is how long somebody may take at the provider.
	waitTime = 10 * time.Minute
	// restTime is how long a provider that failed is left alone.
	restTime = 5 * time.Second
	answers  = 20 * time.Second
)

// A Provider is one that people can be sent to.
type Provider struct {
	Config
	host *url.URL

	mu     sync.Mutex
	found  *oidc.Provider
	asksIs bool // its answers name the issuer (RFC 9207)
	failed time.Time
}

// New prepares to send people to a provider. It asks the provider nothing.
func New(c Config) (*Provider, error) {
	if err := (access.Identity{Issuer: c.Issuer, Subject: "somebody"}).Check(); err != nil {
		return nil, err
	}
	if c.Client == "" || c.Secret == "" {
		return nil, fmt.Errorf("provider: %s: a client id and its secret are needed", c.Issuer)
	}
	host, err := url.Parse(c.Issuer)
	if err != nil {
		return nil, fmt.Errorf("provider: read the issuer: %w", err)
	}
	own := *c.HTTP
	own.Transport = oneHost{host, c.HTTP.Transport}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return errElsewhere }
	c.HTTP = &own
	return &Provider{Config: c, host: host}, nil
}

// A Waiting is what a browser keeps while its person is at the provider. It is
// sealed by whoever gives it to the browser.
type Waiting struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"`
	Redirect string    `json:"redirect"`
	At       time.Time `json:"at"`
	Fresh    bool      `json:"fresh,omitzero"` // they were to prove themselves anew
}

// Shown is whom a provider recognised.
type Shown struct {
	Issuer, Subject string
	At              time.Time // when they proved it there; zero where the provider does not say
}

// Begin is the address at the provider to which somebody is sent. Fresh asks it to
// have them prove who they are, even if they have done so before.
func (p *Provider) Begin(ctx context.Context, redirect string, fresh bool) (address string, w Waiting, err error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", w, err
	}
	w = Waiting{Redirect: redirect, At: p.Now(), Fresh: fresh}
	for _, drawn := range []*string{&w.State, &w.Nonce, &w.Verifier} {
		secret, err := access.NewSecret(p.Random, "")
		if err != nil {
			return "", w, err
		}
		*drawn = string(secret)
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(w.Nonce), oauth2.S256ChallengeOption(w.Verifier)}
	if fresh {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return p.client(found, redirect).AuthCodeURL(w.State, options...), w, nil
}

func (p *Provider) client(found *oidc.Provider, redirect string) *oauth2.Config {
	return &oauth2.Config{ClientID: p.Client, ClientSecret: p.Secret, Endpoint: found.Endpoint(), RedirectURL: redirect, Scopes: []string{oidc.ScopeOpenID}}
}

// Finish takes what the provider sent the browser back with.
func (p *Provider) Finish(ctx context.Context, w Waiting, answer url.Values) (Shown, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return Shown{}, err
	}
	now := p.Now()
	switch {
	case w.State == "" || subtle.ConstantTimeCompare([]byte(answer.Get("state")), []byte(w.State)) != 1:
		return Shown{}, fmt.Errorf("%w: the answer is to another question", ErrDenied)
	case now.Sub(w.At) > waitTime || now.Before(w.At.Add(-access.SeenWithin)):
		return Shown{}, fmt.Errorf("%w: it took too long", ErrDenied)
	case answer.Has("iss") && answer.Get("iss") != p.Issuer, p.asksIs && !answer.Has("iss"):
		return Shown{}, fmt.Errorf("%w: another issuer answered", ErrDenied)
	case answer.Get("error") != "" || answer.Get("code") == "":
		return Shown{}, fmt.Errorf("%w: it gave no code", ErrDenied)
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.HTTP), answers)
	defer cancel()
	token, err := p.client(found, w.Redirect).Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(w.Verifier))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.Response != nil && refused.Response.StatusCode < http.StatusInternalServerError {
		return Shown{}, fmt.Errorf("%w: it refused the code", ErrDenied) // its own words may hold anything
	}
	if err != nil {
		return Shown{}, fmt.Errorf("%w: ask for the token", ErrUnreachable)
	}
	return p.verify(ctx, found, w, token)
}

// verify reads who it is from the token.
func (p *Provider) verify(ctx context.Context, found *oidc.Provider, w Waiting, token *oauth2.Token) (Shown, error) {
	raw, _ := token.Extra("id_token").(string)
	read, err := found.VerifierContext(oidc.ClientContext(context.WithoutCancel(ctx), p.HTTP), &oidc.Config{ClientID: p.Client, Now: p.Now}).Verify(ctx, raw)
	if err != nil {
		return Shown{}, fmt.Errorf("%w: its token does not hold", ErrDenied)
	}
	var said struct {
		Party string `json:"azp"`
		At    int64  `json:"auth_time"`
	}
	if err := read.Claims(&said); err != nil {
		return Shown{}, fmt.Errorf("%w: its token cannot be read", ErrDenied)
	}
	shown := Shown{Issuer: read.Issuer, Subject: read.Subject}
	if said.At > 0 {
		shown.At = time.Unix(said.At, 0).UTC()
	}
	now := p.Now()
	switch {
	case subtle.ConstantTimeCompare([]byte(read.Nonce), []byte(w.Nonce)) != 1:
		return Shown{}, fmt.Errorf("%w: its token was made for another sign-in", ErrDenied)
	case said.Party != "" && said.Party != p.Client, len(read.Audience) > 1 && said.Party == "", !slices.Contains(read.Audience, p.Client):
		return Shown{}, fmt.Errorf("%w: its token is for somebody else", ErrDenied)
	case read.IssuedAt.After(now.Add(access.SeenWithin)), shown.At.After(now.Add(access.SeenWithin)):
		return Shown{}, fmt.Errorf("%w: its clock is ahead of ours", ErrDenied)
	case w.Fresh && now.Sub(shown.At) > access.FreshFor:
		return Shown{}, fmt.Errorf("%w: it did not ask anew who it is", ErrDenied)
	}
	return shown, (access.Identity{Issuer: shown.Issuer, Subject: shown.Subject}).Check()
}
