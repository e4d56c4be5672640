package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Content at rest is encrypted part by part, each under a key of its own that
// is itself encrypted ("wrapped") under the node's content key. Destroying the
// few bytes of a wrapped key withdraws the part, in old backups too.
//
//	ciphertext = AES-256-GCM(part key, nonce 0,      "entente part content 1\n" ‖ aad, plaintext)
//	wrapped    = nonce[12] ‖ AES-256-GCM(content key, nonce, "entente part key 1\n" ‖ aad, part key)
//
// A part key is used once, so its nonce may be zero. Wrapping nonces are
// random: NIST SP 800-38D allows 2^32 of them under one content key.
const (
	contentDomain = "entente part content 1\n"
	wrapDomain    = "entente part key 1\n"
)

// ErrSealed says that stored content cannot be opened: it, its key or its place
// was changed, or it belongs to another node.
var ErrSealed = errors.New("content does not open under this key")

// SealPart encrypts the content of a part under a fresh key. aad names the
// part's place, so that a database cannot be rearranged unnoticed.
func SealPart(random io.Reader, contentKey [32]byte, aad, plaintext []byte) (ciphertext, wrapped []byte, err error) {
	drawn := make([]byte, 32+12)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return nil, nil, fmt.Errorf("keys: seal part: %w", err)
	}
	key, nonce := drawn[:32], drawn[32:]
	content, err := gcm([32]byte(key))
	if err != nil {
		return nil, nil, fmt.Errorf("keys: seal part: %w", err)
	}
	wrap, err := gcm(contentKey)
	if err != nil {
		return nil, nil, fmt.Errorf("keys: seal part: %w", err)
	}
	ciphertext = content.Seal(nil, make([]byte, 12), plaintext, join(contentDomain, aad))
	return ciphertext, wrap.Seal(slices.Clone(nonce), nonce, key, join(wrapDomain, aad)), nil
}

// OpenPart decrypts what SealPart encrypted at the same place.
func OpenPart(contentKey [32]byte, aad, ciphertext, wrapped []byte) ([]byte, error) {
	if len(wrapped) != 12+32+16 {
		return nil, fmt.Errorf("keys: open part: a wrapped key of %d bytes: %w", len(wrapped), ErrSealed)
	}
	wrap, err := gcm(contentKey)
	if err != nil {
		return nil, fmt.Errorf("keys: open part: %w", err)
	}
	key, err := wrap.Open(nil, wrapped[:12], wrapped[12:], join(wrapDomain, aad))
	if err != nil {
		return nil, fmt.Errorf("keys: open part: its key: %w", ErrSealed)
	}
	content, err := gcm([32]byte(key))
	if err != nil {
		return nil, fmt.Errorf("keys: open part: %w", err)
	}
	plaintext, err := content.Open(nil, make([]byte, 12), ciphertext, join(contentDomain, aad))
	if err != nil {
		return nil, fmt.Errorf("keys: open part: %w", ErrSealed)
	}
	return plaintext, nil
}

func gcm(key [32]byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func join(domain string, aad []byte) []byte { return append([]byte(domain), aad...) }
