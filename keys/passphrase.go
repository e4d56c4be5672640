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

func encrypted(content []byte, passphrase string) ([]byte, error) {
	if passphrase == "" {
		return content, nil
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipient)
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
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, err
	}
	// The passphrase costs 256 MiB, once: a node that opens its keys gives them back
	// to the machine instead of holding them until something else needs them.
	defer debug.FreeOSMemory()
	plain, err := age.Decrypt(bytes.NewReader(content), identity)
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
