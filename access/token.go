package access

import (
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

var secretText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// TokenPrefix begins every bearer token, so that scanners of repositories and
// mails recognise one that was left lying about.
const TokenPrefix = "entente_"

// longestToken is how long a token may live.
const longestToken = 366 * 24 * time.Hour

// A Scope is what a bearer token may be used for. No token of any scope
// authorises release, adoption or keys: those are acts of a person.
type Scope string

// Scopes.
const (
	Read  Scope = "read"
	Write Scope = "write" // and read
)

// Writes reports whether a token of this scope may change something.
func (s Scope) Writes() bool { return s == Write }

// A Token is a bearer token of a person's, as it is kept: without its secret.
type Token struct {
	Hash    [32]byte
	Account string
	Name    string // what its owner calls it
	Office  string // for which it acts
	Scope   Scope
	Made    time.Time
	Expires time.Time
	Used    time.Time // to the hour; zero if never
}

// ErrToken says that a token cannot be made so; the sentence says why.
var ErrToken = errors.New("access: this token cannot be made")

// NewToken makes one. The secret is given out here and never again.
func NewToken(random io.Reader, t Token) (Token, Secret, error) {
	switch {
	case !presentable(t.Name, 80):
		return t, "", fmt.Errorf("%w: its name is one line of 1 to 80 characters", ErrToken)
	case t.Scope != Read && t.Scope != Write:
		return t, "", fmt.Errorf("%w: its scope is read or write", ErrToken)
	case !t.Expires.After(t.Made) || t.Expires.Sub(t.Made) > longestToken:
		return t, "", fmt.Errorf("%w: it ends within a year", ErrToken)
	}
	secret, err := NewSecret(random, TokenPrefix)
	t.Hash = secret.Hash()
	return t, secret, err
}

// LooksLikeToken reports whether a text can be a bearer token of ours; anything
// else need not be looked up.
func LooksLikeToken(text string) bool {
	rest, found := strings.CutPrefix(text, TokenPrefix)
	raw, err := secretText.DecodeString(rest)
	return found && err == nil && len(raw) == 32
}

// Valid reports whether the token counts at a time.
func (t Token) Valid(now time.Time) bool { return now.Before(t.Expires) }
