package keys

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"fmt"

	"filippo.io/age"
)

// What the three key files hold (docs/formats/keys.md, "Key files").
const (
	nodeFileFormat   = "entente node keys 1"
	rootFileFormat   = "entente root keys 1"
	holderFileFormat = "entente holder key 1"
)

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

type rootFile struct {
	Format string   `json:"format"`
	Root   Root     `json:"root"`
	Keys   []string `json:"keys"`
}

// SaveRoot writes those keys of a root that one custodian holds, beside the
// whole root. See SaveNode.
func SaveRoot(path string, held []Private, root Root, passphrase string) error {
	file := rootFile{Format: rootFileFormat, Root: root}
	for _, key := range held {
		file.Keys = append(file.Keys, key.secret())
	}
	if _, err := file.open(); err != nil {
		return fmt.Errorf("keys: write key file %s: %w", path, err)
	}
	return writeKeyFile(path, file, passphrase)
}

// LoadRoot reads what SaveRoot wrote. See LoadNode.
func LoadRoot(path, passphrase string) ([]Private, Root, error) {
	var file rootFile
	if err := readKeyFile(path, &file, passphrase); err != nil {
		return nil, Root{}, err
	}
	held, err := file.open()
	if err != nil {
		return nil, Root{}, fmt.Errorf("keys: read key file %s: %w", path, err)
	}
	return held, file.Root, nil
}

func (file rootFile) open() (held []Private, err error) {
	if file.Format != rootFileFormat {
		return nil, fmt.Errorf("format %.40q is not %q: %w", file.Format, rootFileFormat, ErrMalformed)
	}
	if err := file.Root.Check(); err != nil {
		return nil, err
	}
	if len(file.Keys) == 0 || len(file.Keys) > len(file.Root.Keys) {
		return nil, fmt.Errorf("%d keys of a root of %d: %w", len(file.Keys), len(file.Root.Keys), ErrMalformed)
	}
	members := map[Public]bool{}
	for _, key := range file.Root.Keys {
		members[key] = true
	}
	for _, text := range file.Keys {
		key, err := parseSecret(text)
		if err != nil {
			return nil, err
		}
		if !members[key.Public()] {
			return nil, fmt.Errorf("a key that is not in the root: %w", ErrMalformed)
		}
		held = append(held, key)
	}
	return held, nil
}

type holderFile struct {
	Format string `json:"format"`
	Key    string `json:"key"`
}

// SaveHolder writes the key of a person who holds a mandate. See SaveNode.
func SaveHolder(path string, key Private, passphrase string) error {
	return writeKeyFile(path, holderFile{Format: holderFileFormat, Key: key.secret()}, passphrase)
}

// LoadHolder reads what SaveHolder wrote. See LoadNode.
func LoadHolder(path, passphrase string) (Private, error) {
	var file holderFile
	if err := readKeyFile(path, &file, passphrase); err != nil {
		return Private{}, err
	}
	key, err := parseSecret(file.Key)
	if err == nil && file.Format != holderFileFormat {
		err = fmt.Errorf("format %.40q is not %q: %w", file.Format, holderFileFormat, ErrMalformed)
	}
	if err != nil {
		return Private{}, fmt.Errorf("keys: read key file %s: %w", path, err)
	}
	return key, nil
}
