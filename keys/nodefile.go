package keys

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"fmt"

	"filippo.io/age"
)

// docs/formats/keys.md, "Key files".
const nodeFileFormat = "entente node keys 1"

type nodeFile struct {
	Format      string `json:"format"`
	Ledger      string `json:"ledger"`
	LedgerPQ    string `json:"ledgerPQ"`
	Mirror      string `json:"mirror"`
	Certificate []byte `json:"certificate"` // DER
	TLS         []byte `json:"tls"`         // PKCS #8
	Recipient   string `json:"recipient"`
	Content     []byte `json:"content"`
	Marks       []byte `json:"marks"`
	Actor       []byte `json:"actor"`
}

// SaveNode writes a new key file, readable to its owner only, encrypted if the
// passphrase is not empty. A file that exists is never replaced (fs.ErrExist).
func SaveNode(path string, k NodeKeys, passphrase string) error {
	key, err := x509.MarshalPKCS8PrivateKey(k.TLS.PrivateKey)
	if err != nil {
		return fmt.Errorf("keys: write key file %s: %w", path, err)
	}
	return writeKeyFile(path, nodeFile{
		Format: nodeFileFormat, Ledger: k.Ledger.secret(), LedgerPQ: k.LedgerPQ.secret(), Mirror: k.Mirror.secret(),
		Certificate: k.TLS.Leaf.Raw, TLS: key, Recipient: k.Recipient.String(),
		Content: k.Content[:], Marks: k.Marks[:], Actor: k.Actor[:],
	}, passphrase)
}

// LoadNode reads what SaveNode wrote. It refuses with a *PermissionError,
// ErrNoPassphrase or ErrWrongPassphrase, or ErrMalformed.
func LoadNode(path, passphrase string) (NodeKeys, error) {
	var file nodeFile
	if err := readKeyFile(path, &file, passphrase); err != nil {
		return NodeKeys{}, err
	}
	k, err := file.open()
	if err != nil {
		return NodeKeys{}, fmt.Errorf("keys: read key file %s: %w", path, err)
	}
	return k, nil
}

func (file nodeFile) open() (k NodeKeys, err error) {
	if file.Format != nodeFileFormat {
		return k, fmt.Errorf("format %.40q is not %q: %w", file.Format, nodeFileFormat, ErrMalformed)
	}
	for _, secret := range []struct {
		into      *Private
		text      string
		algorithm Algorithm
	}{{&k.Ledger, file.Ledger, Ed25519}, {&k.LedgerPQ, file.LedgerPQ, MLDSA44}, {&k.Mirror, file.Mirror, MLDSA44}} {
		if *secret.into, err = parseSecret(secret.text); err != nil {
			return k, err
		}
		if secret.into.Public().Algorithm() != secret.algorithm {
			return k, fmt.Errorf("a key that should be %s is not: %w", secret.algorithm, ErrMalformed)
		}
	}
	if k.TLS, err = file.certificate(); err != nil {
		return k, err
	}
	if k.Recipient, err = age.ParseHybridIdentity(file.Recipient); err != nil {
		return k, fmt.Errorf("its recipient key: %w", ErrMalformed)
	}
	for _, secret := range []struct{ into, from []byte }{{k.Content[:], file.Content}, {k.Marks[:], file.Marks}, {k.Actor[:], file.Actor}} {
		if copy(secret.into, secret.from) != 32 || len(secret.from) != 32 {
			return k, fmt.Errorf("a secret has %d bytes, expected 32: %w", len(secret.from), ErrMalformed)
		}
	}
	return k, nil
}

func (file nodeFile) certificate() (tls.Certificate, error) {
	leaf, err := x509.ParseCertificate(file.Certificate)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("its certificate: %w", ErrMalformed)
	}
	key, err := x509.ParsePKCS8PrivateKey(file.TLS)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("its TLS key: %w", ErrMalformed)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return tls.Certificate{}, fmt.Errorf("its TLS key cannot sign: %w", ErrMalformed)
	}
	if public, ok := signer.Public().(interface{ Equal(crypto.PublicKey) bool }); !ok || !public.Equal(leaf.PublicKey) {
		return tls.Certificate{}, fmt.Errorf("its TLS key is not that of its certificate: %w", ErrMalformed)
	}
	return tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: key, Leaf: leaf}, nil
}
