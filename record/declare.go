package record

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
)

// Of declares a kind: the struct T says which fields a record has, the rest
// what no tag can say.
//
// A field is a value (Text, Date, Money, Decimal, URL, Ref, ExternalID, string,
// int64, bool or a choice), a pointer to an int64 or bool where zero and
// "not given" differ, a group (a struct that embeds Extra), a Personal value or
// group, or a list of any of these. Its tags are
//
//	json:"starts"           the name on the wire; never changes its meaning
//	en:"Start"              its English words; the feature's words.csv is keyed by them
//	is:"required column sort search filter sensitive"
//	to:"programme/area"     kinds that a Ref may name, separated by spaces; "*" is any
//	max:"200"               most characters of a string or of each language of a Text
//
// Zero values are left out on the wire, so that a required field fails when it
// was not given; where 0 or false is an answer, use a pointer.
//
// The schema and the rules of a version never change once entries of it were
// written: nodes that know the version must judge an entry alike. Anything
// stricter or wider is a new version.
type Of[T any] struct {
	Name    string           // "programme/activity": the feature's name and the kind's
	Version int              // of the schema, from 1
	Title   string           // English: "Activity|Activities", one and many
	Sort    string           // field by which lists are sorted; "-starts" for the greatest first
	Check   func(T) Problems // what no schema can say; pure, and only asked about what fits the schema, or lacks required fields only
	OwnSide bool             // its records stand in the private channel and never leave it
	Was     []Before[T]      // the versions before this one
	Made    Making           // where its records are written; anywhere, unless it is said
}

// Before is an earlier version of a kind: the struct it had then, and how to
// read it as today's.
type Before[T any] struct {
	version int
	form    *form
	read    func(body []byte) (T, error)
}

// Was declares an earlier version by the function that reads it as today's, and
// the rules that it had. Its struct stays as it was, nested types too. Unknown
// members stay behind in the old revision: today's schema may use their names
// for something else.
func Was[T, Old any](version int, read func(Old) T, checks ...func(Old) Problems) Before[T] {
	root, err := planOf(reflect.TypeFor[Old]())
	if err != nil {
		panic(fmt.Sprintf("record: version %d: %v", version, err))
	}
	return Before[T]{
		version: version,
		form:    &form{version: version, root: root, check: checker(checks...)},
		read: func(body []byte) (T, error) {
			var old Old
			if err := json.Unmarshal(body, &old); err != nil {
				var none T
				return none, fmt.Errorf("record: read version %d: %w", version, err)
			}
			return read(old), nil
		},
	}
}

// Declared is a kind together with its Go type. Everything but the feature
// itself uses only the Kind.
type Declared[T any] struct {
	*Kind
}

// Declare derives a kind. It panics on a mistake in the declaration, which any
// test of the feature then shows.
func Declare[T any](of Of[T]) Declared[T] {
	k := &Kind{name: of.Name, typ: reflect.TypeFor[T](), made: of.Made, ownSide: of.OwnSide}
	var err error
	if k.root, err = planOf(k.typ); err == nil {
		err = k.describe(of.Name, of.Version, of.Title, of.Sort)
	}
	if err == nil {
		k.forms = []*form{{version: of.Version, root: k.root, check: checker(of.Check)}}
		for _, before := range of.Was {
			if err = k.addForm(before.form); err != nil {
				break
			}
			before.form.upgrade = upgrade(k.root, before.read)
		}
	}
	if err != nil {
		panic(fmt.Sprintf("record: kind %q: %v", of.Name, err))
	}
	k.derive()
	return Declared[T]{k}
}

// checker runs rules of the Go type on a decoded value.
func checker[T any](checks ...func(T) Problems) func(any) Problems {
	return func(value any) (problems Problems) {
		for _, check := range checks {
			if check != nil {
				problems = problems.And(check(*value.(*T)))
			}
		}
		return problems
	}
}

// upgrade reads an older body and writes it as one of today's, without unknown
// members and with personal values still named by part.
func upgrade[T any](root *field, read func([]byte) (T, error)) func([]byte) ([]byte, error) {
	return func(body []byte) ([]byte, error) {
		value, err := read(body)
		if err != nil {
			return nil, err
		}
		root.forget(reflect.ValueOf(&value).Elem())
		return json.Marshal(&value, bodyOptions)
	}
}

func (k *Kind) describe(name string, version int, title, sort string) error {
	k.one, k.many, _ = strings.Cut(title, "|")
	path, descending := strings.CutPrefix(sort, "-")
	switch {
	case len(name) > maxNameBytes || !kindName.MatchString(name):
		return fmt.Errorf("the name is not of the form feature/kind")
	case version < 1:
		return fmt.Errorf("version %d is below 1", version)
	case k.one == "" || k.many == "" || strings.Contains(k.many, "|"):
		return fmt.Errorf(`the title %q is not "one|many"`, title)
	}
	if sort == "" {
		return nil
	}
	if k.sort = k.root.member(path); k.sort == nil || !k.sort.sorted {
		return fmt.Errorf("lists are sorted by %q, which is no field that can be sorted by", path)
	}
	k.descending = descending
	return nil
}

func (k *Kind) addForm(older *form) error {
	for _, known := range k.forms {
		if known.version == older.version {
			return fmt.Errorf("version %d is declared twice", older.version)
		}
	}
	if older.version < 1 || older.version > k.forms[0].version {
		return fmt.Errorf("version %d does not lie before version %d", older.version, k.forms[0].version)
	}
	k.forms = append(k.forms, older)
	return nil
}
