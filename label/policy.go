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

	wording     wording           // before the classification, if the policy has one
	qualifiers  qualifiers        // around a marking, and between its pieces
	equivalents map[string]string // of other policies, the identifier by the name
	twoPersons  map[Deed]int      // from which grade on
	hash        [sha256.Size]byte
}

// A Classification is one level of a policy. Hierarchy orders the levels; LACV
// is the number that certificates carry.
type Classification struct {
	Name      string
	LACV      string
	Hierarchy int
	Colour    string // #rrggbb
	Obsolete  bool   // may still be read, not written

	wording     wording
	required    []requirement
	equivalents []equivalent
}

// A Tag is a set of values of one type.
type Tag struct {
	Name   string
	Type   CategoryType
	OID    string // of the tag set that it belongs to
	Values []Value
	Least  int // how many of its values a label must have
	Most   int // and may have; 0 for any number

	set        string // the name of its tag set, by which rules refer to it
	qualifiers qualifiers
}

// A Value is one value of a tag.
type Value struct {
	Name     string
	LACV     string
	Obsolete bool

	wording     wording
	onlyWith    []int // the classification that it must stand with, if there is one
	neverWith   []int // those that it must not stand with
	required    []requirement
	excluded    []reference
	equivalents []equivalent
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

// URI is how labels name the tag set of a tag.
func (t Tag) URI() string { return oidPrefix + t.OID }

// Words are how a value of the tag stands in a marking.
func (t Tag) Words(value, lang string) string {
	if v := t.value(value); v >= 0 {
		return t.Values[v].wording.in(lang, t.Values[v].Name)
	}
	return value
}

// ClassificationWords are how a classification stands in a marking.
func (p *Policy) ClassificationWords(name, lang string) string {
	grade := p.grade(name)
	if grade < 0 {
		return name
	}
	words := p.Classifications[grade].wording.in(lang, name)
	if before := p.wording.in(lang, ""); before != "" && !p.Classifications[grade].wording.replacesPolicy {
		return before + " " + words
	}
	return words
}
