package keys

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// Fingerprint is what two persons read to each other before their nodes trust
// each other: the first 128 bits of the manifest's hash, 16 bits to a group.
//
//	01234 56789 01234 56789 01234 56789 01234 56789
//
// Digits are read aloud in any language and typed on any keyboard.
func Fingerprint(manifest Envelope) string {
	sum := manifest.Hash()
	groups := make([]string, 8)
	for i := range groups {
		groups[i] = fmt.Sprintf("%05d", binary.BigEndian.Uint16(sum[2*i:]))
	}
	return strings.Join(groups, " ")
}

// SameFingerprint compares what a person typed with a fingerprint; only the
// digits count.
func SameFingerprint(typed, fingerprint string) bool {
	digits := func(text string) string {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, text)
	}
	return len(digits(typed)) == 40 && digits(typed) == digits(fingerprint)
}
