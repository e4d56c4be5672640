package record

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
)

// shape says how a field is built.
type shape int

const (
	leafShape     shape = iota // one value
	groupShape                 // a struct of fields
	listShape                  // a list of what inner is
	personalShape              // what inner is, outside the body
)

// A field is one node of the plan that Declare makes of a Go struct, once. All
// that a kind does with bodies, schemas and spreadsheets walks this tree.
type field struct {
	name    string // on the wire
	index   []int  // of the Go field within its struct
	typ     reflect.Type
	shape   shape
	value   *valueType      // of a leaf
	members []*field        // of a group
	inner   *field          // of a list or a personal value
	extra   []int           // where a group keeps unknown members
	apart   *compiledSchema // of the content of a personal part

	title     string
	section   string // of the form, which begins with it
	required  bool
	shown     bool
	sorted    bool
	searched  bool
	filtered  bool
	sensitive bool
	to        []string
	options   []Option
	max       int
	names     bool // the list of external identifiers, whose key has a column of its own
}

// Limits on fields.
const (
	defaultMaxText = 10_000
	largestMaxText = 100_000
	maxListItems   = 1000
)

var (
	extraType  = reflect.TypeFor[Extra]()
	basicsType = reflect.TypeFor[Basics]()
)

// memberName keeps names free of what paths and columns are written with.
var memberName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)

// planOf makes the plan of a kind's struct. Errors are mistakes in a declaration.
func planOf(t reflect.Type) (*field, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is not a struct", t)
	}
	root := &field{typ: t, shape: groupShape}
	if err := root.addMembers(t, nil); err != nil {
		return nil, err
	}
	if basics, ok := t.FieldByName(basicsType.Name()); !ok || basics.Type != basicsType || !basics.Anonymous {
		return nil, fmt.Errorf("%s does not embed record.Basics", t)
	}
	for _, m := range root.members {
		if m.name == KeyScheme {
			return nil, fmt.Errorf("%s.%s: the name %q belongs to the key of an imported row", t, m.name, KeyScheme)
		}
		m.names = m.name == ExternalPath
		if m.sectionWithin() {
			return nil, fmt.Errorf("%s.%s: a section begins within a group", t, m.name)
		}
	}
	return root, nil
}

// addMembers adds the fields of struct t, those of embedded structs among them.
func (f *field) addMembers(t reflect.Type, index []int) error {
	for i := range t.NumField() {
		member := t.Field(i)
		at := append(append([]int(nil), index...), i)
		switch {
		case member.Type == extraType && member.Anonymous:
			f.extra = at
			continue
		case member.Anonymous && member.Type.Kind() == reflect.Struct && member.Tag.Get("json") == "":
			if err := f.addMembers(member.Type, at); err != nil {
				return err
			}
			continue
		}
		m, err := memberOf(member)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", t, member.Name, err)
		}
		m.index = at
		for _, other := range f.members {
			if other.name == m.name {
				return fmt.Errorf("%s: the name %q stands twice", t, m.name)
			}
		}
		f.members = append(f.members, m)
	}
	return nil
}

func memberOf(member reflect.StructField) (*field, error) {
	f := &field{typ: member.Type, title: member.Tag.Get("en"), section: member.Tag.Get("section"), max: defaultMaxText}
	f.name, _, _ = strings.Cut(member.Tag.Get("json"), ",")
	switch {
	case !member.IsExported():
		return nil, fmt.Errorf("is not exported")
	case !memberName.MatchString(f.name):
		return nil, fmt.Errorf("json name %q is not of letters and digits", f.name)
	}
	if err := f.readTags(member.Tag); err != nil {
		return nil, err
	}
	if err := f.build(member.Type); err != nil {
		return nil, err
	}
	return f, f.checkTags()
}

// build finds out what the field is from its Go type.
func (f *field) build(t reflect.Type) error {
	if t.Kind() == reflect.Pointer && (t.Elem().Kind() == reflect.Bool || t.Elem().Kind() == reflect.Int64) {
		t = t.Elem()
	}
	if f.value = valueTypeOf(t); f.value != nil {
		f.options = optionsOf(t)
		return nil
	}
	apart, isPersonal := reflect.New(t).Interface().(personalField)
	switch {
	case isPersonal:
		f.shape = personalShape
		return f.buildInner(reflect.TypeOf(apart.inside()).Elem())
	case t.Kind() == reflect.Slice:
		f.shape = listShape
		return f.buildInner(t.Elem())
	case t.Kind() == reflect.Struct:
		f.shape = groupShape
		if err := f.addMembers(t, nil); err != nil {
			return err
		}
		if f.extra == nil {
			return fmt.Errorf("group %s does not embed record.Extra", t)
		}
		return nil
	}
	return fmt.Errorf("%s is not a type that a record can hold", t)
}

// buildInner gives what stands inside a list or a personal value the same tags.
func (f *field) buildInner(t reflect.Type) error {
	f.inner = &field{typ: t, title: f.title, to: f.to, max: f.max,
		searched: f.searched, filtered: f.filtered, sensitive: f.sensitive}
	if err := f.inner.build(t); err != nil {
		return err
	}
	if t.Kind() == reflect.Pointer {
		return fmt.Errorf("%s cannot stand inside %s", t, f.typ)
	}
	if f.shape == personalShape {
		f.apart = newSchema("urn:entente:personal", f.inner, false)
	}
	if f.inner.shape == listShape || f.shape == personalShape && f.inner.holds(personalShape) ||
		f.shape == listShape && f.inner.holds(listShape) && !f.inner.listsAreSimple() {
		return fmt.Errorf("%s stands inside %s, which no spreadsheet can show", t, f.typ)
	}
	return nil
}

// holds reports whether f is or contains a field of this shape.
func (f *field) holds(s shape) bool {
	if f.shape == s || f.inner != nil && f.inner.holds(s) {
		return true
	}
	for _, m := range f.members {
		if m.holds(s) {
			return true
		}
	}
	return false
}

// listsAreSimple reports that every list in f fits one cell.
func (f *field) listsAreSimple() bool {
	if f.shape == listShape {
		return f.inOneCell()
	}
	for _, m := range f.members {
		if !m.listsAreSimple() {
			return false
		}
	}
	return f.inner == nil || f.inner.listsAreSimple()
}

// inOneCell reports whether a list can be written into one cell.
func (f *field) inOneCell() bool {
	return f.shape == listShape && f.inner.shape == leafShape && len(f.inner.value.leaves) == 1
}

// sectionWithin reports that a section begins below f: a form has no sections
// within sections.
func (f *field) sectionWithin() bool {
	for _, m := range f.members {
		if m.section != "" || m.sectionWithin() {
			return true
		}
	}
	return f.inner != nil && f.inner.sectionWithin()
}
