package keys

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"testing"
)

// meet lets a client and a server meet over loopback and exchange a byte each
// way: with TLS 1.3 a client learns only on reading that it was refused.
func meet(t *testing.T, server, client *tls.Config) (seen tls.ConnectionState, serverErr, clientErr error) {
	t.Helper()
	listener := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	defer listener.Close()
	done := make(chan error, 1)
	go func() {
		raw, err := listener.Accept()
		if err != nil {
			done <- err
			return
		}
		conn := tls.Server(raw, server)
		defer conn.Close()
		if err := conn.Handshake(); err != nil {
			done <- err
			return
		}
		seen = conn.ConnectionState()
		_, err = io.CopyN(conn, conn, 1)
		done <- err
	}()
	clientErr = func() error {
		raw, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			return err
		}
		conn := tls.Client(raw, client)
		defer conn.Close()
		if _, err := conn.Write([]byte{1}); err != nil {
			return err
		}
		_, err = io.ReadFull(conn, make([]byte, 1))
		return err
	}()
	return seen, <-done, clientErr
}

func only(pin string, id PartnerID) func(string) (PartnerID, bool) {
	return func(p string) (PartnerID, bool) { return id, p == pin }
}

func TestPartnersMeetByTheirPins(t *testing.T) {
	a, b := found(t, 1), found(t, 2)
	server := ServerTLS(a.node.TLS, only(b.node.TLSPin(), b.manifest.Partner))
	seen, serverErr, clientErr := meet(t, server, ClientTLS(b.node.TLS, a.manifest.TLS))
	if serverErr != nil || clientErr != nil {
		t.Fatalf("server: %v, client: %v", serverErr, clientErr)
	}
	if PeerPin(seen) != b.node.TLSPin() {
		t.Errorf("the server saw %s", PeerPin(seen))
	}
	if seen.Version != tls.VersionTLS13 || seen.CurveID != tls.X25519MLKEM768 {
		t.Errorf("agreed on %x with %v", seen.Version, seen.CurveID)
	}
}

func TestAWrongPinIsRefusedOnBothSides(t *testing.T) {
	a, b, stranger := found(t, 1), found(t, 2), found(t, 3)
	server := ServerTLS(a.node.TLS, only(b.node.TLSPin(), b.manifest.Partner))
	if _, serverErr, clientErr := meet(t, server, ClientTLS(stranger.node.TLS, a.manifest.TLS)); !errors.Is(serverErr, ErrPin) || clientErr == nil {
		t.Errorf("a stranger's client: server %v, client %v", serverErr, clientErr)
	}
	for name, pins := range map[string][]string{"a stranger's": stranger.manifest.TLS, "its own": b.manifest.TLS, "no": nil} {
		if _, serverErr, clientErr := meet(t, server, ClientTLS(b.node.TLS, pins)); !errors.Is(clientErr, ErrPin) || serverErr == nil {
			t.Errorf("%s pin for the server: server %v, client %v", name, serverErr, clientErr)
		}
	}
	anonymous := ClientTLS(b.node.TLS, a.manifest.TLS)
	anonymous.Certificates = nil
	if _, serverErr, clientErr := meet(t, server, anonymous); serverErr == nil || clientErr == nil {
		t.Errorf("a client without a certificate: server %v, client %v", serverErr, clientErr)
	}
	// Who shows a partner's certificate without holding its key gets nowhere.
	stolen := stranger.node.TLS
	stolen.Certificate = b.node.TLS.Certificate
	stolen.Leaf = b.node.TLS.Leaf
	if _, serverErr, clientErr := meet(t, server, ClientTLS(stolen, a.manifest.TLS)); serverErr == nil || clientErr == nil {
		t.Errorf("a stolen certificate: server %v, client %v", serverErr, clientErr)
	}
}

func TestAPinThatEndsIsRefusedOnTheNextConnection(t *testing.T) {
	a, b := found(t, 1), found(t, 2)
	member := true
	server := ServerTLS(a.node.TLS, func(string) (PartnerID, bool) { return b.manifest.Partner, member })
	client := ClientTLS(b.node.TLS, a.manifest.TLS)
	client.ClientSessionCache = tls.NewLRUClientSessionCache(8) // a client that would like to resume
	client.SessionTicketsDisabled = false
	for i := range 3 {
		seen, serverErr, clientErr := meet(t, server, client)
		if serverErr != nil || clientErr != nil || seen.DidResume {
			t.Fatalf("connection %d: server %v, client %v, resumed %v", i, serverErr, clientErr, seen.DidResume)
		}
	}
	member = false
	if _, serverErr, clientErr := meet(t, server, client); !errors.Is(serverErr, ErrPin) || clientErr == nil {
		t.Errorf("after its pin ended: server %v, client %v", serverErr, clientErr)
	}
}

func TestAClientDoesNotResumeWhereAServerWould(t *testing.T) {
	a, b := found(t, 1), found(t, 2)
	server := ServerTLS(a.node.TLS, only(b.node.TLSPin(), b.manifest.Partner))
	server.SessionTicketsDisabled = false
	client := ClientTLS(b.node.TLS, a.manifest.TLS)
	for range 2 {
		if seen, serverErr, clientErr := meet(t, server, client); serverErr != nil || clientErr != nil || seen.DidResume {
			t.Errorf("server %v, client %v, resumed %v", serverErr, clientErr, seen.DidResume)
		}
	}
}

func TestOnlyTLS13WithAHybridSecret(t *testing.T) {
	a, b := found(t, 1), found(t, 2)
	server := ServerTLS(a.node.TLS, only(b.node.TLSPin(), b.manifest.Partner))
	for name, change := range map[string]func(*tls.Config){
		"TLS 1.2":      func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS12, tls.VersionTLS12 },
		"plain X25519": func(c *tls.Config) { c.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP256} },
	} {
		client := ClientTLS(b.node.TLS, a.manifest.TLS)
		change(client)
		if _, serverErr, clientErr := meet(t, server, client); serverErr == nil || clientErr == nil {
			t.Errorf("%s: server %v, client %v", name, serverErr, clientErr)
		}
	}
}

func TestPartnersMayHaveKeysOnP256ButNotRSA(t *testing.T) {
	a := found(t, 1)
	p256 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	p384 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	old := must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048))
	for name, test := range map[string]struct {
		certificate tls.Certificate
		want        error
	}{
		"P-256": {certificateOf(t, p256, p256.Public()), nil},
		"P-384": {certificateOf(t, p384, p384.Public()), ErrPin},
		"RSA":   {certificateOf(t, old, old.Public()), ErrPin},
	} {
		pin := PinOf(test.certificate.Leaf)
		server := ServerTLS(a.node.TLS, only(pin, PartnerID{1}))
		if _, serverErr, _ := meet(t, server, ClientTLS(test.certificate, a.manifest.TLS)); !errors.Is(serverErr, test.want) {
			t.Errorf("%s: %v, want %v", name, serverErr, test.want)
		}
	}
}

func certificateOf(t *testing.T, private, public any) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: noon, NotAfter: noon}
	der := must[[]byte](t)(x509.CreateCertificate(rand.Reader, template, template, public, private))
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private, Leaf: must[*x509.Certificate](t)(x509.ParseCertificate(der))}
}
