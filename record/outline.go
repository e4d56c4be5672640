package record

import (
	"reflect"
	"slices"
)

// An Outline is one member of a kind as it was declared: what a face needs to
// ask for it. A member is a value, a group (it has Members) or a list (it has an
// Item).
type Outline struct {
	Name      string // the last part of its path
	Title     string // English words; "" for a group that has none of its own
	Section   string // English words for the part of a form that begins with it; "" goes on with the one before
	Type      reflect.Type
	Required  bool
	Sorted    bool // lists are sorted by it, so it is short
	Sensitive bool // never leaves the private channel
	Personal  bool
	Max       int      // most characters of a string, or of each language of a Text
	To        []string // kinds that a reference may name
	Options   []Option // of a choice

	Members []Outline
	Item    *Outline
	Single  bool // a list whose items are written into one text; they have no columns
}

// Outline is what the kind's records are made of, in the order of declaration.
func (k *Kind) Outline() []Outline { return k.root.outline().Members }

func (f *field) outline() Outline {
	o := Outline{
		Name: f.name, Title: f.title, Section: f.section, Type: f.typ, Required: f.required, Sorted: f.sorted, Sensitive: f.sensitive,
		Max: f.max, To: slices.Clone(f.to), Options: slices.Clone(f.options), Single: f.names,
	}
	switch f.shape {
	case personalShape:
		inner := f.inner.outline()
		inner.Name, inner.Title, inner.Section, inner.Required, inner.Personal = f.name, f.title, f.section, f.required, true
		return inner
	case groupShape:
		for _, m := range f.members {
			o.Members = append(o.Members, m.outline())
		}
	case listShape:
		item := f.inner.outline()
		o.Item = &item
	}
	return o
}

// Items is how many items the list at a path of a value (a pointer, as from New
// or Decode) has.
func (k *Kind) Items(value any, path string) int {
	list, ok := k.root.follow(reflect.ValueOf(value).Elem(), path)
	if !ok || list.Kind() != reflect.Slice {
		return 0
	}
	return list.Len()
}
