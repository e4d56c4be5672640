package label

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// A Policy is a security policy information file that was read. It must not be
// changed.
type Policy struct {
	Name            string
	OID             string
	Version         string
	Classifications []Classification // the lowest first
	Tags            []Tag            // in the order of the file, which is that of markings

	phrase    phrases // before the classification, if the policy has one
	separator phrases // between the pieces of a marking
	hash      [sha256.Size]byte
}

// A Classification is one level of a policy. Hierarchy orders the levels; LACV
// is the number that certificates carry.
type Classification struct {
	Name      string
	LACV      string
	Hierarchy int
	Colour    string // #rrggbb
	Obsolete  bool   // may still be read, not written
	phrases   phrases
}

// A Tag is a set of values of one type.
type Tag struct {
	Name   string
	Type   CategoryType
	OID    string // of the tag set that it belongs to
	Values []Value

	prefix, separator, suffix phrases
}

// A Value is one value of a tag.
type Value struct {
	Name     string
	LACV     string
	Obsolete bool
	phrases  phrases
}

// phrases are the words for one thing by language; "" stands for any.
type phrases map[string]string

// in falls back to English, then to what stands for any language, then to the
// name itself.
func (p phrases) in(lang, otherwise string) string {
	for _, l := range []string{lang, "en", ""} {
		if phrase, ok := p[l]; ok {
			return phrase
		}
	}
	return otherwise
}

const oidPrefix = "urn:oid:"

// URI is how labels name the policy.
func (p *Policy) URI() string { return oidPrefix + p.OID }

// Hash is the SHA-256 of the policy's file, in hexadecimal. A charter pins it,
// so that one name never stands for two sets of rules.
func (p *Policy) Hash() string { return hex.EncodeToString(p.hash[:]) }

// grade finds a classification; -1 if there is none of this name.
func (p *Policy) grade(name string) int {
	return slices.IndexFunc(p.Classifications, func(c Classification) bool { return same(c.Name, name) })
}

// tag finds a tag; -1 if there is none.
func (p *Policy) tag(name, uri string) int {
	return slices.IndexFunc(p.Tags, func(t Tag) bool { return t.Name == name && oidPrefix+t.OID == uri })
}

func (p *Policy) uriOf(tag string) string {
	if i := slices.IndexFunc(p.Tags, func(t Tag) bool { return t.Name == tag }); i >= 0 {
		return oidPrefix + p.Tags[i].OID
	}
	return ""
}

func (t Tag) value(name string) int {
	return slices.IndexFunc(t.Values, func(v Value) bool { return same(v.Name, name) })
}

// same compares names as ADatP-4774 says for the values of policies: without
// regard to case. Only ASCII is folded; "ſecret" is not SECRET.
func same(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
