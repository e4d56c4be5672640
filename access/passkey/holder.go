package passkey

import (
	"errors"
	"fmt"

	"encoding/json" // whose rules the library declares its structures for
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// user is a holder as the library asks for one. A device keeps the account's id,
// which is random and shown to nobody.
type user struct {
	Holder
	known []webauthn.Credential
}

func (u user) WebAuthnID() []byte                         { return []byte(u.Account) }
func (u user) WebAuthnName() string                       { return u.Login }
func (u user) WebAuthnDisplayName() string                { return u.Name }
func (u user) WebAuthnCredentials() []webauthn.Credential { return u.known }

func (h Holder) credentials() (all []webauthn.Credential, err error) {
	for _, key := range h.Keys {
		var one webauthn.Credential
		if err := json.Unmarshal([]byte(key.Credential), &one); err != nil {
			return nil, fmt.Errorf("passkey: read one that is kept: %w", err)
		}
		all = append(all, one)
	}
	return all, nil
}

func keyOf(made *webauthn.Credential) (Key, error) {
	// Attestation is not asked for, and what came of it would name the device.
	made.Attestation = webauthn.CredentialAttestation{}
	text, err := json.Marshal(made)
	return Key{ID: made.ID, Credential: string(text)}, err
}

// kind is what the library found, without what the device sent.
func kind(err error) string {
	var said *protocol.Error
	if errors.As(err, &said) {
		return said.Type
	}
	return "it is not in order"
}
