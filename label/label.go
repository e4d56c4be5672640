package label

import (
	"errors"
	"reflect"
	"time"
)

// Namespace is the XML namespace of STANAG 4774 labels.
const Namespace = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"

// MaxBytes is the limit for one label.
const MaxBytes = 16 << 10

var (
	// ErrMalformed says that these bytes are no label, or no policy, that this
	// version reads.
	ErrMalformed = errors.New("malformed")
	// ErrUnknown says that a label names a policy or a value that is not known
	// here. It counts as above every ceiling.
	ErrUnknown = errors.New("not known here")
	// ErrNobody says that a label names an audience and leaves it empty.
	ErrNobody = errors.New("releasable to nobody")
	// ErrInvalid says that a label puts together what its policy keeps apart, or
	// lacks what it demands. A *Violation says which rule.
	ErrInvalid = errors.New("not valid by its policy")
	// ErrAbove says that a label is not within a ceiling.
	ErrAbove = errors.New("above the ceiling")
)

// A Role is what a label says of its data, and the name of its root element.
type Role string

const (
	Originator  Role = "originatorConfidentialityLabel"  // what its author marked it; the only one that an entry bears
	Alternative Role = "alternativeConfidentialityLabel" // what that is in another policy
	Metadata    Role = "metadataConfidentialityLabel"    // of the metadata themselves
)

// A CategoryType says how the values of a tag act.
type CategoryType string

const (
	Restrictive CategoryType = "RESTRICTIVE" // a reader needs all of them
	Permissive  CategoryType = "PERMISSIVE"  // a reader needs one of them: an audience
	Informative CategoryType = "INFORMATIVE" // restricts nothing
)

// A Category is one tag of a label with its values.
type Category struct {
	Type   CategoryType `json:"type"`
	Tag    string       `json:"tag"`
	URI    string       `json:"uri"` // urn:oid: and the OID of the policy's tag set
	Values []string     `json:"values"`
}

// A Marked is the information in a label that a policy gives meaning to
// (ConfidentialityInformation).
type Marked struct {
	Policy         string     `json:"policy"`
	PolicyURI      string     `json:"policyURI"`
	Classification string     `json:"classification"`
	PrivacyMark    string     `json:"privacyMark,omitempty"`
	Categories     []Category `json:"categories,omitempty"`
}

// A Label is what the XML says. Its JSON is derived for programs that read
// ours; it is never committed to and never read back.
type Label struct {
	Marked
	Originator     string      `json:"originator,omitempty"`
	OriginatorType string      `json:"originatorType,omitempty"`
	Created        time.Time   `json:"created"`
	Review         time.Time   `json:"review,omitzero"`
	Succession     *Succession `json:"succession,omitempty"`
}

// Succession says which label is to follow, and when. It is shown; nothing acts
// on it by itself, because a downgrade needs a person.
type Succession struct {
	At time.Time `json:"at"`
	Label
}

// Audience returns the values of all permissive tags, and whether the label
// names any.
func (m Marked) Audience() (values []string, named bool) {
	for _, c := range m.Categories {
		if c.Type == Permissive {
			values, named = append(values, c.Values...), true
		}
	}
	return values, named
}

// Alike reports whether two labels mark alike, whatever their times. It compares
// spellings, so both must come from Check.
func (m Marked) Alike(other Marked) bool { return reflect.DeepEqual(m, other) }
