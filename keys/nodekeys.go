package keys

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"

	"filippo.io/age"
)

// NodeKeys are the secrets of one node. Copies share nothing that changes.
type NodeKeys struct {
	Ledger    Private             // Ed25519: signs the node's own checkpoints
	LedgerPQ  Private             // ML-DSA-44: signs the same checkpoints
	Mirror    Private             // ML-DSA-44: cosigns the checkpoints of partners
	TLS       tls.Certificate     // of connections between nodes
	Recipient *age.HybridIdentity // opens bundles
	Content   [32]byte            // wraps the keys of parts at rest
	Marks     [32]byte            // authenticates the file of high-water marks
	Actor     [32]byte            // derives the pseudonyms of persons, per channel
}

// GenerateNode makes the keys of a new node.
func GenerateNode(random io.Reader, now time.Time) (NodeKeys, error) {
	k, err := generateNode(random, now)
	if err != nil {
		return NodeKeys{}, fmt.Errorf("keys: generate node keys: %w", err)
	}
	return k, nil
}

func generateNode(random io.Reader, now time.Time) (k NodeKeys, err error) {
	if k.Ledger, err = Generate(random, Ed25519); err != nil {
		return k, err
	}
	if k.LedgerPQ, err = Generate(random, MLDSA44); err != nil {
		return k, err
	}
	if k.Mirror, err = Generate(random, MLDSA44); err != nil {
		return k, err
	}
	connection, err := Generate(random, Ed25519)
	if err != nil {
		return k, err
	}
	if k.TLS, err = selfSigned(connection.classic, now); err != nil {
		return k, err
	}
	var seed [32]byte
	for _, secret := range []*[32]byte{&seed, &k.Content, &k.Marks, &k.Actor} {
		if _, err := io.ReadFull(random, secret[:]); err != nil {
			return k, err
		}
	}
	k.Recipient, err = age.ParseHybridIdentity(strings.ToUpper(bech32("age-secret-key-pq-", seed[:])))
	return k, err
}

// selfSigned makes a certificate that says nothing: partners pin its key, and
// it lasts as long as the manifest that names the pin. RFC 5280, 4.1.2.5 has
// this end for certificates without one.
func selfSigned(key ed25519.PrivateKey, now time.Time) (tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotBefore:    now.UTC().Add(-24 * time.Hour),
		NotAfter:     time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

// LedgerKey is what a manifest says of the keys that sign ledgers.
func (k NodeKeys) LedgerKey(from time.Time) LedgerKey {
	return LedgerKey{Ed25519: k.Ledger.Public(), MLDSA44: k.LedgerPQ.Public(), Mirror: k.Mirror.Public(), From: from}
}

// TLSPin is what a manifest says of the key that opens connections.
func (k NodeKeys) TLSPin() string { return PinOf(k.TLS.Leaf) }

// RecipientText is what a manifest says of the key that opens bundles.
func (k NodeKeys) RecipientText() string { return k.Recipient.Recipient().String() }

// Format keeps the secrets out of logs, whatever the verb.
func (k NodeKeys) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "node keys of %s", k.Ledger.Public().KeyID())
}
