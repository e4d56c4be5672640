package record

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"strconv"
	"strings"
)

// A ListField is a field that lists filter or sort by.
type ListField struct {
	Name     string   // "goals", "participants.office": a path without the numbers of elements
	Titles   []string // English words from the outside in
	To       []string // kinds that a reference may name
	Options  []Option // of a choice
	Dated    bool     // a date, of which a list shows a period
	Texts    bool     // words that somebody wrote, in one language or several
	Searched bool     // by the words of the record
	Shown    bool     // in lists, unless a reader chooses otherwise
}

// A Facet is a value by which a filter finds a record.
type Facet struct {
	Field string
	Value string // what an address may hold: a choice, a reference, a digest of a text
	Words string // the text behind a digest
}

// A SortKey is where a record stands in a list sorted by a field, bytewise.
type SortKey struct {
	Field string // "starts"; of a text one for each language, "title.ko"
	Key   []byte
}

// ListFields are all fields of which a list can show a column.
func (k *Kind) ListFields() []ListField { return k.listed }

// FilterFields are the fields whose tag says filter, in the order of declaration.
func (k *Kind) FilterFields() []ListField {
	var found []ListField
	k.root.listFields("", nil, func(f *field, l ListField) {
		if f.filtered {
			found = append(found, l)
		}
	})
	return found
}

// SortFields are the fields whose tag says sort, in the order of declaration.
func (k *Kind) SortFields() []ListField {
	var found []ListField
	k.root.listFields("", nil, func(f *field, l ListField) {
		if f.sorted {
			found = append(found, l)
		}
	})
	return found
}

// listFields calls visit for every value below f, those of a list once.
func (f *field) listFields(path string, titles []string, visit func(*field, ListField)) {
	switch {
	case f.shape == groupShape:
		for _, m := range f.members {
			within := titles
			if m.title != "" {
				within = append(append([]string(nil), titles...), m.title)
			}
			m.listFields(join(path, m.name), within, visit)
		}
	case f.shape == listShape:
		f.inner.listFields(path, titles, visit)
	case f.shape == leafShape:
		visit(f, ListField{Name: path, Titles: titles, To: f.to, Options: f.options, Dated: f.value == &dateValue, Shown: f.shown, Searched: f.searched, Texts: f.value == &textValue || f.value == &stringValue})
	}
}

// SortName is the name of the keys of a field for a reader of this language;
// ok is false if lists cannot be sorted by it.
func (k *Kind) SortName(name string, reader Language) (key string, ok bool) {
	k.root.listFields("", nil, func(f *field, l ListField) {
		if f.sorted && l.Name == name {
			key, ok = name, true
			if f.value == &textValue {
				key = join(name, string(reader))
			}
		}
	})
	return key, ok
}

// Facets are the values of a record that filters find it by, each once.
// Personal values are never among them.
func (k *Kind) Facets(body []byte) []Facet {
	var found []Facet
	seen := map[[2]string]bool{}
	k.visit(body, func(f *field, v reflect.Value, path string) {
		if !f.filtered {
			return
		}
		facet := Facet{Field: unnumbered(path), Value: f.get(v)[0]}
		switch f.value {
		case &refValue:
			facet.Value = v.Interface().(Ref).String()
		case &choiceValue, &boolValue, &intValue, &dateValue:
		default:
			facet.Words, facet.Value = facet.Value, FacetOf(facet.Value)
		}
		if at := [2]string{facet.Field, facet.Value}; !seen[at] {
			seen[at] = true
			found = append(found, facet)
		}
	})
	return found
}

// FacetOf is the value by which a filter finds a free text: a digest, since an
// address is kept by browsers and logs, and a text must not be.
func FacetOf(text string) string {
	if text == "" {
		return ""
	}
	digest := sha256.Sum256([]byte(strings.ToLower(strings.Join(strings.Fields(text), " "))))
	return "~" + hex.EncodeToString(digest[:8])
}

// unnumbered is a path without the numbers of elements of lists.
func unnumbered(path string) string {
	if !strings.ContainsAny(path, "0123456789") {
		return path
	}
	var names []string
	for segment := range strings.SplitSeq(path, ".") {
		if _, err := strconv.Atoi(segment); err != nil {
			names = append(names, segment)
		}
	}
	return strings.Join(names, ".")
}

// SortKeys are the record's place in every order that lists of its kind have. A
// record without a value, or with a body that cannot be read, has empty keys:
// no order leaves it out.
func (k *Kind) SortKeys(body []byte) []SortKey {
	value := reflect.New(k.typ).Elem()
	if read, ok := k.read(body); ok {
		value = read
	}
	return k.root.sortKeys(value, "", nil)
}

func (f *field) sortKeys(v reflect.Value, path string, keys []SortKey) []SortKey {
	switch {
	case f.shape == groupShape:
		for _, m := range f.members {
			keys = m.sortKeys(v.FieldByIndex(m.index), join(path, m.name), keys)
		}
	case f.shape == leafShape && f.sorted && f.value == &textValue:
		text := v.Interface().(Text)
		for _, language := range Languages() {
			said, _ := text.In(language)
			keys = append(keys, SortKey{join(path, string(language)), collated(language, said)})
		}
	case f.shape == leafShape && f.sorted:
		keys = append(keys, SortKey{path, f.sortKeyOf(v)})
	}
	return keys
}

func (f *field) sortKeyOf(v reflect.Value) []byte {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		v = v.Elem()
	case v.IsZero():
		return []byte{}
	}
	if f.value == &stringValue {
		return collated(English, v.String())
	}
	return []byte(f.value.sortKey(v))
}
