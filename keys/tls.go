package keys

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
)

// ErrPin says that whoever is at the other end is not who was expected.
var ErrPin = errors.New("its key is not pinned")

// PinOf is the text of the pin of a certificate's key: "sha256:" and the
// hexadecimal SHA-256 of its SubjectPublicKeyInfo (RFC 7469, 2.4).
func PinOf(certificate *x509.Certificate) string {
	return hashText(sha256.Sum256(certificate.RawSubjectPublicKeyInfo))
}

// PeerPin is the pin of whoever is at the other end, "" if it showed no key.
func PeerPin(state tls.ConnectionState) string {
	if len(state.PeerCertificates) == 0 {
		return ""
	}
	return PinOf(state.PeerCertificates[0])
}

// ServerTLS is for the listener for partners. allowed says which partner a pin
// belongs to at present; it is called for every connection and may be called
// concurrently. Without a pin that is allowed nothing is served.
func ServerTLS(certificate tls.Certificate, allowed func(pin string) (PartnerID, bool)) *tls.Config {
	config := betweenNodes(certificate)
	config.ClientAuth = tls.RequireAnyClientCert
	config.VerifyConnection = func(state tls.ConnectionState) error {
		pin, err := provenPin(state)
		if err != nil {
			return err
		}
		if _, ok := allowed(pin); !ok {
			return fmt.Errorf("keys: client with key %s: %w", pin, ErrPin)
		}
		return nil
	}
	return config
}

// ClientTLS is for connections to one partner, whose manifest names these pins.
func ClientTLS(certificate tls.Certificate, pins []string) *tls.Config {
	pins = slices.Clone(pins)
	config := betweenNodes(certificate)
	// Neither names nor authorities count between nodes, only the pin below.
	config.InsecureSkipVerify = true
	config.VerifyConnection = func(state tls.ConnectionState) error {
		pin, err := provenPin(state)
		if err != nil {
			return err
		}
		if !slices.Contains(pins, pin) {
			return fmt.Errorf("keys: server with key %s: %w", pin, ErrPin)
		}
		return nil
	}
	return config
}

// betweenNodes is what both ends hold to. A resumed session would not show its
// certificate again and could outlive its pin, so there are no tickets. The
// shared secret is hybrid: what is recorded today must stay secret when
// quantum computers exist.
func betweenNodes(certificate tls.Certificate) *tls.Config {
	return &tls.Config{
		Certificates:           []tls.Certificate{certificate},
		MinVersion:             tls.VersionTLS13,
		MaxVersion:             tls.VersionTLS13,
		CurvePreferences:       []tls.CurveID{tls.X25519MLKEM768, tls.SecP256r1MLKEM768},
		SessionTicketsDisabled: true,
	}
}

// provenPin is the pin of the key with which the other end has signed this
// handshake. Unlike VerifyPeerCertificate, VerifyConnection runs on every
// connection, resumed or not.
func provenPin(state tls.ConnectionState) (string, error) {
	if state.DidResume || len(state.PeerCertificates) != 1 {
		return "", fmt.Errorf("keys: connection with %d certificates, expected one in a full handshake: %w", len(state.PeerCertificates), ErrPin)
	}
	switch key := state.PeerCertificates[0].PublicKey.(type) {
	case ed25519.PublicKey:
	case *ecdsa.PublicKey:
		if key.Curve != elliptic.P256() {
			return "", fmt.Errorf("keys: connection with an ECDSA key that is not on P-256: %w", ErrPin)
		}
	default:
		return "", fmt.Errorf("keys: connection with a key of type %T: %w", key, ErrPin)
	}
	return PeerPin(state), nil
}
