package web

import (
	"crypto/hmac"
	"encoding/base64"

	"github.com/go-json-experiment/json"
)

// sealed is a value that a browser keeps for us and cannot change. It can read it.
func (s *site) sealed(what string, value any) (string, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return "", err
	}
	said := base64.RawURLEncoding.EncodeToString(text)
	return said + "." + s.cookieCode(what, said), nil
}

// unseal reads what sealed wrote, and reports whether it is that.
func (s *site) unseal(what, kept string, value any) bool {
	said, code, _ := cutLast(kept, '.')
	if !hmac.Equal([]byte(code), []byte(s.cookieCode(what, said))) {
		return false
	}
	text, err := base64.RawURLEncoding.DecodeString(said)
	return err == nil && json.Unmarshal(text, value) == nil
}
