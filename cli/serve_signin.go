package cli

import (
	"crypto/rand"
	"net/netip"
	"net/url"

	"entente/access"
	"entente/access/provider"
	"entente/node"
	"entente/outbound"
)

// signInFlags say how people sign in at a node that is served.
type signInFlags struct {
	PasswordSignIn   bool   `name:"password-sign-in" help:"Let people sign in by a password alone, on a small node that has no identity provider. Without it a password opens a trial only, or what two persons open (\"entente break-glass\")."`
	OIDCIssuer       string `name:"oidc-issuer" placeholder:"https://HOST/PATH" help:"Identity provider of your organisation, as it writes its own name."`
	OIDCClientID     string `name:"oidc-client-id" placeholder:"ID" help:"What this node is called there."`
	OIDCClientSecret string `name:"oidc-client-secret-file" placeholder:"FILE" help:"File whose first line is the secret that the provider gave for it."`
}

// provider is the identity provider; nil where none was named.
func (f signInFlags) provider(n *node.Node, ranges []netip.Prefix) (*provider.Provider, error) {
	if f.OIDCIssuer == "" && f.OIDCClientID == "" && f.OIDCClientSecret == "" {
		return nil, nil
	}
	if f.OIDCIssuer == "" || f.OIDCClientID == "" || f.OIDCClientSecret == "" {
		return nil, wrongUsage("--oidc-issuer, --oidc-client-id and --oidc-client-secret-file are said together")
	}
	secret, err := passphraseFrom(f.OIDCClientSecret)
	if err != nil {
		return nil, err
	}
	at, err := url.Parse(f.OIDCIssuer)
	if err != nil {
		return nil, wrongUsage("--oidc-issuer %.200s: it is an address that begins with https://", f.OIDCIssuer)
	}
	// The operator named this host, and it may stand on a network of their own.
	reach := outbound.Policy{Ranges: ranges, Named: []string{access.HostName(at.Host)}}
	return provider.New(provider.Config{
		Issuer: f.OIDCIssuer, Client: f.OIDCClientID, Secret: secret, HTTP: reach.Client(), Now: n.Now, Random: rand.Reader,
	})
}
