package api

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"io"
	"net/url"

	"entente/record"
	"entente/store"
)

// longestCursor bounds what is read as the place where a list goes on.
const longestCursor = 64 << 10

// cursors turn places in lists into texts for addresses and back. They are
// sealed with a key of this process: a place holds what a list is sorted by,
// which may be a text, and texts do not stand in addresses and logs.
type cursors struct {
	random io.Reader
	sealed cipher.AEAD
}

func newCursors(random io.Reader) (cursors, error) {
	var key [32]byte
	if _, err := io.ReadFull(random, key[:]); err != nil {
		return cursors{}, err
	}
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return cursors{}, err
	}
	sealed, err := cipher.NewGCM(block)
	return cursors{random, sealed}, err
}

// seal makes a place into a text that counts for one list only.
func (s cursors) seal(c store.ListCursor, list string) (string, error) {
	nonce := make([]byte, s.sealed.NonceSize())
	if _, err := io.ReadFull(s.random, nonce); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(s.sealed.Seal(nonce, nonce, append(c.ID[:], c.Key...), []byte(list))), nil
}

var errCursor = errors.New("api: a place in a list that this process did not give out")

func (s cursors) open(text, list string) (c store.ListCursor, err error) {
	if len(text) > longestCursor {
		return c, errCursor
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(sealed) < s.sealed.NonceSize() {
		return c, errCursor
	}
	nonce, sealed := sealed[:s.sealed.NonceSize()], sealed[s.sealed.NonceSize():]
	place, err := s.sealed.Open(nil, nonce, sealed, []byte(list))
	if err != nil || len(place) < len(record.ID{}) {
		return c, errCursor
	}
	copy(c.ID[:], place)
	c.Key = place[len(c.ID):]
	return c, nil
}

// withoutAfter is what a list is of, whatever page of it and however long.
func (c *call) withoutAfter() string {
	query := c.Request.URL.Query()
	query.Del("after")
	query.Del("limit")
	return c.Request.URL.Path + "?" + query.Encode() + "#" + string(c.language)
}

// next is the address of the page that goes on after a place.
func (c *call) next(after store.ListCursor) (string, error) {
	text, err := c.cursors.seal(after, c.withoutAfter())
	return c.addressWith("after", text), err
}

// addressWith is the address of this request with another value of a parameter.
func (c *call) addressWith(name, value string) string {
	query := c.Request.URL.Query()
	query.Set(name, value)
	to := url.URL{Path: c.Request.URL.Path, RawQuery: query.Encode()}
	return to.String()
}
