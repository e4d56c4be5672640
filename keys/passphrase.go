package keys

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"filippo.io/age"
)

var (
	// ErrPassphrase says that a key file did not open for want of the right
	// passphrase; the two below say which it was.
	ErrPassphrase = errors.New("passphrase")
	// ErrNoPassphrase says that a key file needs a passphrase.
	ErrNoPassphrase = fmt.Errorf("it needs its %w", ErrPassphrase)
	// ErrWrongPassphrase says that a key file has another passphrase.
	ErrWrongPassphrase = fmt.Errorf("wrong %w", ErrPassphrase)
)

// ageHeader begins every file that age encrypts: age-encryption.org/v1.
const ageHeader = "age-encryption.org/v1\n"

// A Wrapper keeps a key file closed to whoever only copies it. It is what age
// asks of a recipient and of an identity, so that a module of keys (PKCS #11), a
// service that holds them (KMS) or a hardware token is another Wrapper and no
// other format: the file stays an age file, and [Passphrase] is the one that is
// built.
type Wrapper interface {
	age.Recipient
	age.Identity
}

// Passphrase wraps under a passphrase by scrypt (age-encryption.org/v1).
func Passphrase(passphrase string) (Wrapper, error) {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	identity, err := age.NewScryptIdentity(passphrase)
	return byPassphrase{recipient, identity}, err
}

type byPassphrase struct {
	*age.ScryptRecipient
	*age.ScryptIdentity
}

func encrypted(content []byte, passphrase string) ([]byte, error) {
	if passphrase == "" {
		return content, nil
	}
	wrapper, err := Passphrase(passphrase)
	if err != nil {
		return nil, err
	}
	return wrap(content, wrapper)
}

func wrap(content []byte, wrapper Wrapper) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, wrapper)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func decrypted(content []byte, passphrase string) ([]byte, error) {
	if !bytes.HasPrefix(content, []byte(ageHeader)) {
		return content, nil
	}
	if passphrase == "" {
		return nil, ErrNoPassphrase
	}
	wrapper, err := Passphrase(passphrase)
	if err != nil {
		return nil, err
	}
	// The passphrase costs 256 MiB, once: a node that opens its keys gives them back
	// to the machine instead of holding them until something else needs them.
	defer debug.FreeOSMemory()
	return unwrap(content, wrapper)
}

func unwrap(content []byte, wrapper Wrapper) ([]byte, error) {
	plain, err := age.Decrypt(bytes.NewReader(content), wrapper)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, ErrWrongPassphrase
	}
	if err != nil {
		return nil, fmt.Errorf("%v: %w", err, ErrMalformed)
	}
	all, err := io.ReadAll(plain)
	if err != nil {
		return nil, fmt.Errorf("%v: %w", err, ErrMalformed)
	}
	return all, nil
}
