package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/coreos/go-oidc/v3/oidc"
)

// errElsewhere says that something leads away from the issuer's host.
var errElsewhere = errors.New("provider: it leads to another host than the issuer's")

// discover asks the provider once where its parts are (OpenID Connect Discovery
// 1.0). One that failed is left alone for a moment, whoever asks.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	now := p.Now()
	if !p.failed.IsZero() && now.Sub(p.failed) < restTime && !now.Before(p.failed) {
		return nil, fmt.Errorf("%w: it failed a moment ago", ErrUnreachable)
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(context.WithoutCancel(ctx), p.HTTP), answers)
	defer cancel()
	found, err := oidc.NewProvider(ctx, p.Issuer)
	var parts struct {
		Authorization string `json:"authorization_endpoint"`
		Token         string `json:"token_endpoint"`
		Keys          string `json:"jwks_uri"`
		NamesIssuer   bool   `json:"authorization_response_iss_parameter_supported"`
	}
	if err == nil {
		err = found.Claims(&parts)
	}
	for _, part := range []string{parts.Authorization, parts.Token, parts.Keys} {
		if err == nil {
			err = p.onHost(part)
		}
	}
	if err != nil {
		p.failed = now
		return nil, errors.Join(fmt.Errorf("%w: look for its parts", ErrUnreachable), err)
	}
	p.found, p.asksIs = found, parts.NamesIssuer
	return found, nil
}

// onHost refuses a part of a provider that is not on the host of its issuer: a
// document that comes from outside chooses no machine to speak to.
func (p *Provider) onHost(part string) error {
	at, err := url.Parse(part)
	if err != nil || at.Scheme != p.host.Scheme || at.Host != p.host.Host {
		return errElsewhere
	}
	return nil
}

// oneHost speaks to one host and to no other.
type oneHost struct {
	host *url.URL
	next http.RoundTripper
}

func (o oneHost) RoundTrip(q *http.Request) (*http.Response, error) {
	if q.URL.Scheme != o.host.Scheme || q.URL.Host != o.host.Host {
		return nil, errElsewhere
	}
	return o.next.RoundTrip(q)
}
