package foreign

import (
	"bufio"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"entente/outbound"
)

// An IdentityProvider is one of another project, built on zitadel/oidc, with one
// person. It goes by the real clock.
type IdentityProvider struct {
	Issuer, Client, Secret, Subject string

	redirect string
}

// StartIdentityProvider runs one until the test ends. It sends people back to
// redirect; its person proved who they are a while ago.
func StartIdentityProvider(t testing.TB, redirect string, ago time.Duration) IdentityProvider {
	t.Helper()
	p := IdentityProvider{Client: "a node", Secret: "what the node shows", Subject: "person-7", redirect: redirect}
	tool := Tool(t, "provider", "./provider")
	run := exec.Command(tool, "-client", p.Client, "-secret", p.Secret, "-subject", p.Subject, "-redirect", redirect, "-proved", ago.String())
	run.Stderr = t.Output()
	out, err := run.StdoutPipe()
	if err == nil {
		err = run.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.Process.Kill(); _ = run.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the identity provider ended before it listened: %v", err)
	}
	p.Issuer = strings.TrimSpace(line)
	return p
}

// Visit is a browser that goes where a node sends it, until the provider sends it
// back, and what it brings along then.
func (p IdentityProvider) Visit(t testing.TB, address string) url.Values {
	t.Helper()
	var back *url.URL
	browser := outbound.Policy{Ranges: outbound.Loopback()}.Client()
	browser.CheckRedirect = func(q *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(q.URL.String(), p.redirect+"?") {
			back = q.URL
			return http.ErrUseLastResponse
		}
		return nil
	}
	answer, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if back == nil {
		t.Fatalf("the identity provider sends nobody back: %s", answer.Status)
	}
	return back.Query()
}
