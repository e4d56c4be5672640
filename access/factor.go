package access

import (
	"crypto/hmac"
	"crypto/sha1" // what RFC 6238 and every authenticator's app take; its collisions do not bear on HMAC
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
)

// A Factor is the second of somebody's: a secret that their authenticator's app
// has too, of which both compute the same code (RFC 6238).
type Factor struct {
	Account   string
	Secret    FactorSecret
	Confirmed bool  // its holder has typed a code of it
	Step      int64 // whose code was taken last; none is taken twice
}

// A FactorSecret is of 160 bits (RFC 4226, section 4, R6).
type FactorSecret [20]byte

// ErrFactor says that a code is none that counts now.
var ErrFactor = errors.New("access: this code does not count")

const (
	codeStep   = 30 * time.Second
	codeDigits = 6
	codeWindow = 1 // a step before and one after: clocks differ, and typing takes time
)

// NewFactorSecret draws one.
func NewFactorSecret(random io.Reader) (s FactorSecret, err error) {
	if _, err := io.ReadFull(random, s[:]); err != nil {
		return s, fmt.Errorf("access: draw the secret of a second factor: %w", err)
	}
	return s, nil
}

// String keeps the secret out of logs and of sentences.
func (s FactorSecret) String() string { return "(secret)" }

// Typed is the secret as it is typed into an app that cannot read an address.
func (s FactorSecret) Typed() string {
	text := base32.StdEncoding.EncodeToString(s[:])
	var groups []string
	for ; text != ""; text = text[4:] {
		groups = append(groups, text[:4])
	}
	return strings.Join(groups, " ")
}

// Address is the secret as apps take it over.
func (s FactorSecret) Address(node, login string) string {
	issuer := "Entente " + node
	address := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + login}
	address.RawQuery = url.Values{"secret": {base32.StdEncoding.EncodeToString(s[:])}, "issuer": {issuer}}.Encode()
	return strings.ReplaceAll(address.String(), "+", "%20")
}

// code is that of one step (RFC 4226, section 5.3).
func (s FactorSecret) code(step int64) string {
	mac := hmac.New(sha1.New, s[:])
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	return fmt.Sprintf("%0*d", codeDigits, binary.BigEndian.Uint32(sum[at:at+4])&0x7fffffff%1_000_000)
}

// Code is what an app shows at a time.
func (s FactorSecret) Code(at time.Time) string {
	return s.code(at.Unix() / int64(codeStep/time.Second))
}

// Take answers the factor after a code was taken at a time, or ErrFactor.
func (f Factor) Take(typed string, at time.Time) (Factor, error) {
	typed = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '-' {
			return -1
		}
		return r
	}, typed)
	now := at.Unix() / int64(codeStep/time.Second)
	taken := int64(-1)
	for step := now - codeWindow; step <= now+codeWindow; step++ {
		right := subtle.ConstantTimeCompare([]byte(f.Secret.code(step)), []byte(typed)) == 1
		if right && step > f.Step {
			taken = step
		}
	}
	if taken < 0 {
		return f, ErrFactor
	}
	f.Step, f.Confirmed = taken, true
	return f, nil
}
