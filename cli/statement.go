package cli

import (
	"fmt"
	"io"
	"os"

	"entente/keys"
)

// readStatement reads a file with something that custodians sign.
func readStatement(path string) (keys.Envelope, error) {
	file, err := os.Open(path)
	if err != nil {
		return keys.Envelope{}, fmt.Errorf("read a statement: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, keys.MaxEnvelopeBytes+1))
	if err != nil {
		return keys.Envelope{}, fmt.Errorf("read statement %s: %w", path, err)
	}
	envelope, err := keys.ParseEnvelope(content)
	if err != nil {
		return keys.Envelope{}, fmt.Errorf("%s is not a statement that custodians sign: %w", path, err)
	}
	return envelope, nil
}

// writeStatement writes what was signed, and says what is missing.
func (e *env) writeStatement(path string, envelope keys.Envelope, root keys.Root, needed int) error {
	err := e.newFile(path, func(to io.Writer) error {
		_, err := to.Write(append(envelope.Encode(), '\n'))
		return err
	})
	if err != nil {
		return err
	}
	signed := len(envelope.SignedBy(root.Keys))
	e.say("%s: %d of %d signatures that it needs.", path, min(signed, needed), needed)
	if signed < needed {
		e.hint("Take it to the next custodian: entente keys sign %s --root FILE --output NEW", path)
	}
	return nil
}
