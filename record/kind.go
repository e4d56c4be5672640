package record

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json"
)

// A Kind is what everything but its own feature knows about a kind of record:
// all of it is derived from the declaration. It is safe for concurrent use.
//
// A body is always the wire form. Where a version is not named, it is the
// newest: read an older one with Current first.
type Kind struct {
	name       string
	typ        reflect.Type
	root       *field
	made       Making
	ownSide    bool
	one, many  string
	sort       *field
	descending bool
	forms      []*form // by version, the newest first
	people     *compiledSchema
	columns    []Column
	partly     bool // some values are personal
	listed     []ListField
}

// A form is one version of a kind.
type form struct {
	version int
	root    *field
	schema  *compiledSchema
	check   func(value any) Problems
	upgrade func(body []byte) ([]byte, error) // nil for the newest
}

// ErrUnknownVersion says that this node does not know a version exactly. The
// entry is kept and shown as unknown.
var ErrUnknownVersion = errors.New("unknown version of a kind")

func (k *Kind) derive() {
	slices.SortFunc(k.forms, func(a, b *form) int { return cmp.Compare(b.version, a.version) })
	for _, f := range k.forms {
		f.schema = newSchema(fmt.Sprintf("urn:entente:kind:%s:%d", k.name, f.version), f.root, false)
	}
	k.people = newSchema(fmt.Sprintf("urn:entente:kind:%s:%d:people", k.name, k.Version()), k.root, true)
	k.columns = k.root.columns("")
	k.partly = k.root.holds(personalShape)
	k.root.listFields("", nil, func(_ *field, l ListField) { k.listed = append(k.listed, l) })
}

// Name is "programme/activity".
func (k *Kind) Name() string { return k.name }

// Version is the newest version of the schema, which this node writes.
func (k *Kind) Version() int { return k.forms[0].version }

// Versions lists the versions that this node validates, the newest first. An
// entry of any other is kept and shown as unknown.
func (k *Kind) Versions() []int {
	versions := make([]int, len(k.forms))
	for i, f := range k.forms {
		versions[i] = f.version
	}
	return versions
}

func (k *Kind) form(version int) (*form, bool) {
	for _, f := range k.forms {
		if f.version == version {
			return f, true
		}
	}
	return nil, false
}

// Title is the English words for one record and for many.
func (k *Kind) Title() (one, many string) { return k.one, k.many }

// Schema is the JSON Schema 2020-12 of the newest version on the wire: open.
func (k *Kind) Schema() []byte { return k.forms[0].schema.text() }

// SchemaOf is the wire schema of one version.
func (k *Kind) SchemaOf(version int) ([]byte, bool) {
	f, known := k.form(version)
	if !known {
		return nil, false
	}
	return f.schema.text(), true
}

// PeopleSchema is the schema of what people and their programs send: closed,
// choices and currencies listed, personal values in place.
func (k *Kind) PeopleSchema() []byte { return k.people.text() }

// Validate holds a body of the newest version to its schema and rules.
func (k *Kind) Validate(body []byte) Problems {
	problems, _ := k.ValidateVersion(k.Version(), body)
	return problems
}

// ValidateVersion is Validate for one version; known is false if this node
// does not know it exactly, and then nothing is said about the body.
func (k *Kind) ValidateVersion(version int, body []byte) (problems Problems, known bool) {
	f, known := k.form(version)
	if !known {
		return nil, false
	}
	if problems = f.schema.validate(f.root, body, MaxBodyBytes); len(problems) > 0 {
		return problems, true
	}
	value := reflect.New(f.root.typ)
	if err := json.Unmarshal(body, value.Interface()); err != nil {
		return Problems{f.root.decodingProblem(err)}, true
	}
	problems = f.root.doubles(value.Elem()).And(f.check(value.Interface()))
	return f.root.inOrder(problems), true
}

// Current returns a body of any known version as one of the newest, to be shown
// or projected; what the ledger holds stays as it was written.
func (k *Kind) Current(version int, body []byte) ([]byte, error) {
	f, known := k.form(version)
	switch {
	case !known:
		return nil, fmt.Errorf("record: read %s version %d: %w", k.name, version, ErrUnknownVersion)
	case f.upgrade == nil:
		return body, nil
	}
	current, err := f.upgrade(body)
	if err != nil {
		return nil, fmt.Errorf("record: read %s version %d as %d: %w", k.name, version, k.Version(), err)
	}
	return current, nil
}

// Phrases are all English words of the declaration, sorted, each once: what a
// feature's words.csv must translate. The words of values ("Korean", "Amount")
// and of what every record has are package words' own.
func (k *Kind) Phrases() []string {
	phrases := []string{k.one, k.many}
	var collect func(f *field)
	collect = func(f *field) {
		if f.title != "" && !f.names {
			phrases = append(phrases, f.title)
		}
		if f.section != "" {
			phrases = append(phrases, f.section)
		}
		for _, option := range f.options {
			phrases = append(phrases, option.Title)
		}
		for _, m := range f.members {
			collect(m)
		}
		if f.inner != nil && !f.names {
			collect(f.inner)
		}
	}
	collect(k.root)
	slices.Sort(phrases)
	return slices.Compact(phrases)
}
