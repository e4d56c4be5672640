package keys

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
)

// PartnerID names a partner for ever. It is the start of a hash over the root
// keys with which the partner was founded, so nobody can take another's id;
// later roots inherit it through the chain of manifests.
type PartnerID [16]byte

var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

const partnerDomain = "entente partner 1\n"

// FoundingID derives the id of the partner whose first root this is.
func FoundingID(root Root) PartnerID {
	h := sha256.New()
	fmt.Fprintf(h, "%s%d\n", partnerDomain, root.Threshold)
	for _, key := range root.Keys {
		fmt.Fprintln(h, key)
	}
	return PartnerID(h.Sum(nil)[:16])
}

func (id PartnerID) String() string { return idText.EncodeToString(id[:]) }

func (id PartnerID) IsZero() bool { return id == PartnerID{} }

// MarshalText writes 26 characters of Crockford's base 32, in lower case.
func (id PartnerID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText accepts only what MarshalText writes.
func (id *PartnerID) UnmarshalText(text []byte) error {
	raw, err := DecodeID(string(text))
	if err != nil {
		return fmt.Errorf("keys: partner id: %w", err)
	}
	*id = raw
	return nil
}

// EncodeID and DecodeID are the text form of every 16-byte id of ours that is
// not a UUID: partners and channels.
func EncodeID(id [16]byte) string { return idText.EncodeToString(id[:]) }

// DecodeID refuses every spelling but the one EncodeID writes.
func DecodeID(text string) ([16]byte, error) {
	raw, err := idText.DecodeString(text)
	if err != nil || len(raw) != 16 || idText.EncodeToString(raw) != text {
		return [16]byte{}, fmt.Errorf("%.40q is not an id of 26 letters and digits", text)
	}
	return [16]byte(raw), nil
}
