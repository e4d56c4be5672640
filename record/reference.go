package record

import (
	"fmt"
	"regexp"
	"strings"
)

// Ref names a record by its kind and id, in the same channel. It may dangle:
// what it names may arrive later.
type Ref struct {
	Kind string `json:"kind"`
	ID   ID     `json:"id"`
}

// IsZero reports that nothing is named.
func (r Ref) IsZero() bool { return r == Ref{} }

// String writes "programme/area/0190f5fe-7c00-7a00-8abc-0123456789ab".
func (r Ref) String() string {
	if r.IsZero() {
		return ""
	}
	return r.Kind + "/" + r.ID.String()
}

// ParseRef reads what String writes.
func ParseRef(text string) (Ref, error) {
	kind, rest, ok := cutKind(text)
	id, err := ParseID(rest)
	if !ok || err != nil {
		return Ref{}, fmt.Errorf("record: %.80q is not a reference", text)
	}
	return Ref{kind, id}, nil
}

// cutKind separates "programme/area" from what follows its second stroke.
func cutKind(text string) (kind, rest string, ok bool) {
	feature, rest, _ := strings.Cut(text, "/")
	name, rest, ok := strings.Cut(rest, "/")
	kind = feature + "/" + name
	return kind, rest, ok && len(kind) <= maxNameBytes && kindName.MatchString(kind)
}

// A Reference is a Ref and the place in a body where it stands.
type Reference struct {
	Path string
	Ref  Ref
}

// Resolve finds the record that an author means by a key or another short
// name. It is asked only for what is not the id of a record.
type Resolve func(kind, text string) (Ref, error)

// ExternalID is the name of a record in somebody else's system: an IATI
// identifier, the number of an agreement, the key of a row in an imported file.
type ExternalID struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

// KeyScheme is the scheme of the stable name that the author of an imported
// file gave to a row. A record has at most one.
const KeyScheme = "key"

// Limits on external identifiers.
const (
	maxScheme = 64
	maxValue  = 500
)

const schemePattern = `^[a-z0-9][a-z0-9._-]*$`

var schemeForm = regexp.MustCompile(schemePattern)

// ParseExternalID reads "scheme:value".
func ParseExternalID(text string) (ExternalID, error) {
	scheme, value, _ := strings.Cut(text, ":")
	if len(scheme) > maxScheme || !schemeForm.MatchString(scheme) || value == "" || len([]rune(value)) > maxValue || !isPlain(value) {
		return ExternalID{}, fmt.Errorf("record: %.80q is not an identifier such as iati:KR-GOV-010-1", text)
	}
	return ExternalID{scheme, value}, nil
}

// String is what ParseExternalID reads.
func (e ExternalID) String() string {
	if e == (ExternalID{}) {
		return ""
	}
	return e.Scheme + ":" + e.Value
}
