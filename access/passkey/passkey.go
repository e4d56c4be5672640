// Package passkey lets people sign in with a key that a device of theirs keeps, and
// that the device uses only after it has verified them (Web Authentication,
// level 3).
//
// A passkey counts under one name of the node: the name is signed, so that a page
// elsewhere can obtain nothing that opens anything here. Keys with which somebody
// signs what binds a partner live under a name of their own ([SigningHost]), are
// refused here, and passkeys of here sign nothing there: else a malicious node could
// pass off the leaf that it wants signed as the challenge of a sign-in.
package passkey

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"

	"encoding/json" // whose rules the library declares its structures for
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"entente/access"
)

// signing is what the name begins with under which keys live that sign acts.
const signing = "sign."

// SigningHost is the name (the RP ID) under which keys live with which people of
// the node of this name sign what binds their partner.
func SigningHost(host string) string { return signing + access.HostName(host) }

var (
	// ErrPasskey says that what a device answered does not hold here.
	ErrPasskey = errors.New("passkey: what the device answered does not hold")
	// ErrHost says that no passkey can be made under a name.
	ErrHost = errors.New("passkey: none can be made under this name")
)

// waitTime is how long somebody may take with their device.
const waitTime = 5 * time.Minute

// mostAnswer bounds what a device answers.
const mostAnswer = 32 << 10

// A Holder is whose passkeys are meant.
type Holder struct {
	Account, Login, Name string
	Keys                 []Key
}

// A Key is a passkey as it is kept.
type Key struct {
	ID         []byte
	Credential string // JSON
}

// A Waiting is what is kept while somebody is busy with their device. It is sealed
// by whoever gives it to the browser.
type Waiting struct {
	Session webauthn.SessionData `json:"session"`
	At      time.Time            `json:"at"`
	Account string               `json:"account,omitzero"` // of who makes one
}

// Passkeys makes passkeys and recognises people by them. It is safe for concurrent
// use; a node has one.
type Passkeys struct {
	Now func() time.Time

	mu    sync.Mutex
	spent map[[32]byte]time.Time // questions that were answered, until they are too old
}

// Possible reports whether passkeys can be made under the name that a browser
// shows: not under an address, and not where acts are signed.
func Possible(host string) bool {
	name := access.HostName(host)
	_, err := netip.ParseAddr(name)
	return err != nil && name != "" && !strings.HasPrefix(name, signing)
}

// site is the node as devices know it under one name.
func site(host, origin string) (*webauthn.WebAuthn, error) {
	if !Possible(host) {
		return nil, ErrHost
	}
	name := access.HostName(host)
	return webauthn.New(&webauthn.Config{
		RPID: name, RPDisplayName: "Entente " + name, RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
}

// BeginMaking is what a browser is asked to have a device make a passkey.
func (p *Passkeys) BeginMaking(host, origin string, holder Holder) (options string, w Waiting, err error) {
	at, err := site(host, origin)
	if err != nil {
		return "", w, err
	}
	known, err := holder.credentials()
	if err != nil {
		return "", w, err
	}
	var exclude []protocol.CredentialDescriptor
	for _, one := range known {
		exclude = append(exclude, one.Descriptor())
	}
	asked, session, err := at.BeginRegistration(user{holder, known}, webauthn.WithExclusions(exclude))
	if err != nil {
		return "", w, fmt.Errorf("passkey: ask for a passkey: %w", err)
	}
	text, err := json.Marshal(asked.Response)
	return string(text), Waiting{Session: *session, At: p.Now(), Account: holder.Account}, err
}

// Made is the passkey that a device made.
func (p *Passkeys) Made(host, origin string, holder Holder, w Waiting, answer string) (Key, error) {
	at, err := site(host, origin)
	if err != nil {
		return Key{}, err
	}
	if w.Account != holder.Account {
		return Key{}, fmt.Errorf("%w: it was asked of somebody else", ErrPasskey)
	}
	if err := p.spend(w, answer); err != nil {
		return Key{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return Key{}, fmt.Errorf("%w: it cannot be read", ErrPasskey)
	}
	made, err := at.CreateCredential(user{Holder: holder}, w.Session, parsed)
	if err != nil {
		return Key{}, fmt.Errorf("%w: %s", ErrPasskey, kind(err))
	}
	return keyOf(made)
}

// BeginAsking is what a browser is asked to have a device show a passkey, whosever.
func (p *Passkeys) BeginAsking(host, origin string) (options string, w Waiting, err error) {
	at, err := site(host, origin)
	if err != nil {
		return "", w, err
	}
	asked, session, err := at.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return "", w, fmt.Errorf("passkey: ask for a passkey: %w", err)
	}
	text, err := json.Marshal(asked.Response)
	return string(text), Waiting{Session: *session, At: p.Now()}, err
}

// Shown is whose passkey a device showed, and the passkey as it is kept from now on.
// Find finds who holds one: ErrPasskey where nobody does.
func (p *Passkeys) Shown(host, origin string, w Waiting, answer string, find func(id []byte) (Holder, error)) (account string, k Key, err error) {
	at, err := site(host, origin)
	if err != nil {
		return "", k, err
	}
	if err := p.spend(w, answer); err != nil {
		return "", k, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return "", k, fmt.Errorf("%w: it cannot be read", ErrPasskey)
	}
	var holder Holder
	var failed error
	_, shown, err := at.ValidatePasskeyLogin(func(id, handle []byte) (webauthn.User, error) {
		if holder, failed = find(id); failed != nil {
			return nil, failed
		}
		if string(handle) != holder.Account {
			return nil, ErrPasskey
		}
		known, err := holder.credentials()
		return user{holder, known}, err
	}, w.Session, parsed)
	switch {
	case failed != nil && !errors.Is(failed, ErrPasskey):
		return "", k, failed
	case err != nil:
		return "", k, fmt.Errorf("%w: %s", ErrPasskey, kind(err))
	case shown.Authenticator.CloneWarning:
		return "", k, fmt.Errorf("%w: its counter went back, as that of a copy does", ErrPasskey)
	}
	k, err = keyOf(shown)
	return holder.Account, k, err
}

// spend takes a question once, and in its time.
func (p *Passkeys) spend(w Waiting, answer string) error {
	now := p.Now()
	if len(answer) > mostAnswer {
		return fmt.Errorf("%w: it is too large", ErrPasskey)
	}
	if age := now.Sub(w.At); w.Session.Challenge == "" || age > waitTime || age < -access.SeenWithin {
		return fmt.Errorf("%w: it took too long", ErrPasskey)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.spent == nil {
		p.spent = map[[32]byte]time.Time{}
	}
	for one, at := range p.spent {
		if now.Sub(at) > 2*waitTime {
			delete(p.spent, one)
		}
	}
	question := sha256.Sum256([]byte(w.Session.Challenge))
	if _, again := p.spent[question]; again {
		return fmt.Errorf("%w: it was answered before", ErrPasskey)
	}
	if len(p.spent) < mostSpent {
		p.spent[question] = w.At
	}
	return nil
}

// mostSpent bounds what is remembered of answered questions.
const mostSpent = 100_000
