package label

import (
	"fmt"
	"regexp"
	"time"
)

var labelShape = shape{namespace: Namespace, bytes: MaxBytes, depth: 8, elements: 1024}

// Parse reads a label that somebody else wrote. It accepts exactly one
// originatorConfidentialityLabel and nothing that it does not understand: what a
// reader would skip could be what restricts. Alternative and metadata labels
// stand beside the originator's in a binding, never in its place (ParseAs).
//
// ReviewDateTime is optional in the schema and mandatory in the prose of
// ADatP-4774 where there is no SuccessionHandling; here it is held to the prose.
func Parse(raw []byte) (Label, error) {
	l, err := parse(raw)
	if err != nil {
		return Label{}, fmt.Errorf("label: read label: %w", err)
	}
	return l, nil
}

// ParseAs reads a label that stands in another role than an entry's own. Nothing
// decides by such a label: it is shown.
func ParseAs(role Role, raw []byte) (Label, error) {
	l, err := parseAs(role, raw)
	if err != nil {
		return Label{}, fmt.Errorf("label: read %s: %w", role, err)
	}
	return l, nil
}

func parse(raw []byte) (Label, error) { return parseAs(Originator, raw) }

func parseAs(role Role, raw []byte) (Label, error) {
	root, err := readTree(raw, labelShape)
	if err != nil {
		return Label{}, err
	}
	if root.name != string(role) {
		return Label{}, fmt.Errorf("its root is %.60q, expected %s: %w", root.name, role, ErrMalformed)
	}
	return parseLabel(root, true)
}

// parseLabel reads what is common to a label and to the one that succeeds it; a
// successor has no successor of its own.
func parseLabel(e *element, succeeded bool) (l Label, err error) {
	attributes, err := e.values("Id", "ReviewDateTime")
	if err != nil {
		return Label{}, err
	}
	slots := []slot{{"ConfidentialityInformation", 1, 1}, {"OriginatorID", 0, 1}, {"CreationDateTime", 1, 1}}
	if succeeded {
		slots = append(slots, slot{"SuccessionHandling", 0, 1})
	}
	children, err := e.sequence(slots...)
	if err != nil {
		return Label{}, err
	}
	if l.Marked, err = parseMarked(children["ConfidentialityInformation"][0]); err != nil {
		return Label{}, err
	}
	for _, originator := range children["OriginatorID"] {
		var attributes map[string]string
		if l.Originator, attributes, err = originator.leaf("IDType!"); err != nil {
			return Label{}, err
		}
		l.OriginatorType = attributes["IDType"]
	}
	if l.Created, err = parseTimeIn(children["CreationDateTime"][0]); err != nil {
		return Label{}, err
	}
	if review, given := attributes["ReviewDateTime"]; given {
		if l.Review, err = parseTime(review); err != nil {
			return Label{}, err
		}
	}
	for _, succession := range children["SuccessionHandling"] {
		if l.Succession, err = parseSuccession(succession); err != nil {
			return Label{}, err
		}
	}
	if succeeded && l.Review.IsZero() && l.Succession == nil {
		return Label{}, fmt.Errorf("neither ReviewDateTime nor SuccessionHandling: %w", ErrMalformed)
	}
	return l, nil
}

func parseMarked(e *element) (m Marked, err error) {
	if _, err := e.values(); err != nil {
		return Marked{}, err
	}
	children, err := e.sequence(slot{"PolicyIdentifier", 1, 1}, slot{"Classification", 1, 1},
		slot{"PrivacyMark", 0, 1}, slot{"Category", 0, many})
	if err != nil {
		return Marked{}, err
	}
	var attributes map[string]string
	if m.Policy, attributes, err = children["PolicyIdentifier"][0].leaf("URI!"); err != nil {
		return Marked{}, err
	}
	m.PolicyURI = attributes["URI"]
	if m.Classification, _, err = children["Classification"][0].leaf(); err != nil {
		return Marked{}, err
	}
	for _, mark := range children["PrivacyMark"] {
		if m.PrivacyMark, _, err = mark.leaf(); err != nil {
			return Marked{}, err
		}
	}
	for _, child := range children["Category"] {
		category, err := parseCategory(child)
		if err != nil {
			return Marked{}, err
		}
		m.Categories = append(m.Categories, category)
	}
	return m, nil
}

func parseCategory(e *element) (Category, error) {
	attributes, err := e.values("Type!", "TagName!", "URI!")
	if err != nil {
		return Category{}, err
	}
	c := Category{Type: CategoryType(attributes["Type"]), Tag: attributes["TagName"], URI: attributes["URI"], Values: []string{}}
	if c.Type != Restrictive && c.Type != Permissive && c.Type != Informative {
		return Category{}, fmt.Errorf("category %q is of type %q: %w", c.Tag, c.Type, ErrMalformed)
	}
	children, err := e.sequence(slot{"GenericValue", 0, many})
	if err != nil {
		return Category{}, err
	}
	for _, child := range children["GenericValue"] {
		value, _, err := child.leaf()
		if err != nil {
			return Category{}, err
		}
		c.Values = append(c.Values, value)
	}
	return c, nil
}

func parseSuccession(e *element) (*Succession, error) {
	if _, err := e.values(); err != nil {
		return nil, err
	}
	children, err := e.sequence(slot{"SuccessionDateTime", 1, 1}, slot{"SuccessorConfidentialityLabel", 1, 1})
	if err != nil {
		return nil, err
	}
	at, err := parseTimeIn(children["SuccessionDateTime"][0])
	if err != nil {
		return nil, err
	}
	successor, err := parseLabel(children["SuccessorConfidentialityLabel"][0], false)
	if err != nil {
		return nil, err
	}
	return &Succession{At: at, Label: successor}, nil
}

func parseTimeIn(e *element) (time.Time, error) {
	text, _, err := e.leaf()
	if err != nil {
		return time.Time{}, err
	}
	return parseTime(text)
}

// xs:dateTime may leave the zone out; a time without one is not a time.
var dateTime = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$`)

func parseTime(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || !dateTime.MatchString(text) || at.Year() < 1970 || at.Year() > 9998 {
		return time.Time{}, fmt.Errorf("%.60q is not a date and time with its zone: %w", text, ErrMalformed)
	}
	return at.UTC(), nil
}
