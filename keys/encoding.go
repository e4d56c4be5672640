package keys

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

func encode64(raw []byte) string { return base64.StdEncoding.EncodeToString(raw) }

// decode64 accepts the one standard base64 text of some bytes, and no other.
func decode64(text string) ([]byte, error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, err
	}
	if base64.StdEncoding.EncodedLen(len(raw)) != len(text) { // the decoder skips line breaks
		return nil, fmt.Errorf("base64 with line breaks")
	}
	return raw, nil
}

const hashPrefix = "sha256:"

func hashText(sum [32]byte) string { return hashPrefix + hex.EncodeToString(sum[:]) }

// parseHash reads "sha256:" and 64 lower-case hexadecimal digits.
func parseHash(text string) (sum [32]byte, err error) {
	digits, found := strings.CutPrefix(text, hashPrefix)
	raw, err := hex.DecodeString(digits)
	if !found || err != nil || len(raw) != len(sum) || digits != strings.ToLower(digits) {
		return sum, fmt.Errorf("%.80q is not a hash: %w", text, ErrMalformed)
	}
	return [32]byte(raw), nil
}
