package access

import (
	"errors"
	"fmt"
	"net/url"
	"time"
)

// An Identity is one of the organisation's provider, bound to an account by hand.
// Issuer and subject name it together for ever; nothing else that a provider says
// of a person counts here (OpenID Connect Core 1.0, section 5.7).
type Identity struct {
	Issuer, Subject string
	Account         string
	Bound           time.Time
	Used            time.Time // zero if never
}

// maxSubject bounds a subject: OpenID Connect Core 1.0, section 2, "sub".
const maxSubject = 255

// ErrIdentity says that an identity cannot be bound; the sentence says why.
var ErrIdentity = errors.New("access: this identity cannot be bound")

// Check says what is wrong with an identity.
func (i Identity) Check() error {
	issuer, err := url.Parse(i.Issuer)
	if err != nil || issuer.Host == "" || issuer.Scheme != "https" && !(issuer.Scheme == "http" && IsLoopback(HostName(issuer.Host))) || issuer.RawQuery != "" || issuer.Fragment != "" {
		return fmt.Errorf("%w: the issuer is an address that begins with https://, as the provider writes it", ErrIdentity)
	}
	if !presentable(i.Subject, maxSubject) || len(i.Subject) > maxSubject {
		return fmt.Errorf("%w: the subject is one line of 1 to %d characters, as the provider writes it", ErrIdentity, maxSubject)
	}
	return nil
}
