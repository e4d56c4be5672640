package outbound_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"entente/outbound"
)

func TestOnlyPublicAddressesAreReachedUnlessTheOperatorAllowsThem(t *testing.T) {
	for address, refused := range map[string]bool{
		"127.0.0.1": true, "127.8.8.8": true, "::1": true, "0.0.0.0": true, "::": true,
		"10.1.2.3": true, "172.16.0.1": true, "172.31.255.255": true, "192.168.1.1": true, "100.100.100.200": true,
		"169.254.169.254": true, "fe80::1": true, "fe80::1%eth0": true, "fd00:ec2::254": true, "fc00::1": true, "fec0::1": true,
		"224.0.0.1": true, "ff02::1": true, "255.255.255.255": true, "240.0.0.1": true, "192.0.0.192": true, "198.18.0.1": true,
		// Addresses that stand for another.
		"::ffff:127.0.0.1": true, "::ffff:169.254.169.254": true, "::127.0.0.1": true, "64:ff9b::a9fe:a9fe": true,
		"2002:7f00:0001::": true, "2002:a9fe:a9fe::1": true, "2001:0:1::1": true,
		// Public ones, one beside each border.
		"8.8.8.8": false, "172.15.255.255": false, "172.32.0.1": false, "100.63.255.255": false, "100.128.0.1": false,
		"169.253.1.1": false, "192.167.1.1": false, "2606:4700::1": false, "64:ff9b::808:808": false, "2002:808:808::1": false,
	} {
		_, err := outbound.Policy{}.Addresses(t.Context(), address)
		var refusal *outbound.Refused
		if errors.As(err, &refusal) != refused || !refused && err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	for allowed, address := range map[string]string{
		"10.20.0.0/16": "10.20.3.4", "127.0.0.1": "127.0.0.1", "fd12::/16": "fd12::7", "::ffff:10.0.0.1": "10.0.0.1",
	} {
		r, err := outbound.Range(allowed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := (outbound.Policy{Ranges: []netip.Prefix{r}}).Addresses(t.Context(), address); err != nil {
			t.Errorf("%s allows %s: %v", allowed, address, err)
		}
		if _, err := (outbound.Policy{Ranges: []netip.Prefix{r}}).Addresses(t.Context(), "169.254.169.254"); err == nil {
			t.Errorf("%s allows everything", allowed)
		}
	}
	for _, text := range []string{"", "everything", "10.0.0.0/33", "10.0.0.0-10.0.0.9"} {
		if _, err := outbound.Range(text); err == nil {
			t.Errorf("%q is taken for a range", text)
		}
	}
}

// answering is a resolver that says something else each time it is asked.
func answering(asked *int, answers ...[]string) func(context.Context, string) ([]netip.Addr, error) {
	return func(context.Context, string) (found []netip.Addr, err error) {
		for _, text := range answers[min(*asked, len(answers)-1)] {
			found = append(found, netip.MustParseAddr(text))
		}
		*asked++
		return found, nil
	}
}

func TestANameIsLookedUpOnceAndOnlyItsJudgedAddressIsReached(t *testing.T) {
	asked := 0
	p := outbound.Policy{Lookup: answering(&asked, []string{"203.0.113.9", "127.0.0.1", "8.8.8.8", "10.0.0.1"}, []string{"127.0.0.1"})}
	found, err := p.Addresses(t.Context(), "rebinding.example")
	if err != nil || len(found) != 1 || found[0].String() != "8.8.8.8" || asked != 1 {
		t.Errorf("%v, %v, asked %d times", found, err, asked)
	}
	var refused *outbound.Refused
	if _, err := p.Dial(t.Context(), "tcp", "rebinding.example:80"); !errors.As(err, &refused) || !strings.Contains(err.Error(), "serve --reach") {
		t.Errorf("the second answer was gone to: %v", err)
	}
	if _, err := (outbound.Policy{Named: []string{"Inner.example"}, Lookup: answering(&asked, []string{"10.0.0.1"})}).Addresses(t.Context(), "inner.example"); err != nil {
		t.Errorf("a host that the operator named: %v", err)
	}
}

func here(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server.URL
}

func TestARequestIsBoundedInSizeAndRedirects(t *testing.T) {
	policy := outbound.Policy{Ranges: outbound.Loopback()}
	secret := here(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "secret") })
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(secret, "http://"))
	var self string
	self = here(t, func(w http.ResponseWriter, q *http.Request) {
		switch q.URL.Path {
		case "/large":
			w.Write(make([]byte, 2<<20))
		case "/round":
			http.Redirect(w, q, self+"/round", http.StatusFound)
		case "/inward": // a name that stands for an address that is not allowed
			http.Redirect(w, q, "http://[::ffff:169.254.169.254]:"+port+"/", http.StatusFound)
		case "/fine":
			w.Write(make([]byte, 1<<20))
		}
	})
	get := func(path string) error {
		answer, err := policy.Client().Get(self + path)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		_, err = io.ReadAll(answer.Body)
		return err
	}
	if err := get("/fine"); err != nil {
		t.Error(err)
	}
	if err := get("/large"); !errors.Is(err, outbound.ErrLarge) {
		t.Errorf("an answer without end: %v", err)
	}
	if err := get("/round"); !errors.Is(err, outbound.ErrRedirects) {
		t.Errorf("redirects without end: %v", err)
	}
	var refused *outbound.Refused
	if err := get("/inward"); !errors.As(err, &refused) {
		t.Errorf("a redirect inward: %v", err)
	}
	if _, err := (outbound.Policy{}).Client().Get(secret); !errors.As(err, &refused) {
		t.Errorf("this machine, which nobody allowed: %v", err)
	}
}

func TestAProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	proxy := here(t, func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") })
	t.Setenv("HTTP_PROXY", proxy)
	t.Setenv("http_proxy", proxy)
	at := here(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "here") })
	answer, err := (outbound.Policy{Ranges: outbound.Loopback()}).Client().Get(at)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
}
