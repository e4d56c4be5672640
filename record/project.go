package record

import (
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json"
)

// What follows is read from a valid body of the newest version. A body that
// cannot be read has no title, no references and so on: Validate says why.

func (k *Kind) read(body []byte) (reflect.Value, bool) {
	value := reflect.New(k.typ)
	err := json.Unmarshal(body, value.Interface())
	return value.Elem(), err == nil
}

func (k *Kind) visit(body []byte, visit func(f *field, v reflect.Value, path string)) {
	if value, ok := k.read(body); ok {
		k.root.walk(value, "", visit)
	}
}

// TitleOf is the first text of a record in the order of declaration.
func (k *Kind) TitleOf(body []byte) Text {
	var title Text
	k.visit(body, func(f *field, v reflect.Value, _ string) {
		if !title.IsZero() {
			return
		}
		switch f.value {
		case &textValue:
			title = v.Interface().(Text)
		case &stringValue:
			title = Text{EN: v.String()}
		}
	})
	return title
}

// SortOf is the text of the value by which lists are sorted; texts sort as
// bytes. descending says that the declaration asks for the greatest first.
func (k *Kind) SortOf(body []byte) (text string, descending bool) {
	if k.sort == nil {
		return "", false
	}
	value, ok := k.read(body)
	if !ok {
		return "", k.descending
	}
	v := value.FieldByIndex(k.sort.index)
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	} else if v.IsZero() {
		return "", k.descending
	}
	return k.sort.value.sortKey(v), k.descending
}

// SearchText is what search finds the record by: every value whose tag says
// search, in every language. Personal values are never among them.
func (k *Kind) SearchText(body []byte) []string {
	var found []string
	k.visit(body, func(f *field, v reflect.Value, _ string) {
		if !f.searched {
			return
		}
		for _, text := range f.get(v) {
			if text != "" {
				found = append(found, text)
			}
		}
	})
	return found
}

// References are the records that this one names, as far as the kind knows.
func (k *Kind) References(body []byte) []Reference {
	var found []Reference
	k.visit(body, func(f *field, v reflect.Value, path string) {
		if f.value == &refValue {
			found = append(found, Reference{path, v.Interface().(Ref)})
		}
	})
	return found
}

// ExternalIDs are the record's names in other systems.
func (k *Kind) ExternalIDs(body []byte) []ExternalID {
	value, ok := k.read(body)
	if !ok {
		return nil
	}
	return value.Addr().Interface().(based).basics().External
}

// PersonalParts says which personal part is named where in the body.
func (k *Kind) PersonalParts(body []byte) map[int]string {
	parts := map[int]string{}
	if value, ok := k.read(body); ok {
		k.root.eachPersonal(value, "", func(_ *field, path string, p personalField) {
			if _, part := p.held(); part > 0 {
				parts[part] = path
			}
		})
	}
	return parts
}

// SensitivePaths are the places, filled in this body, that must not leave a
// private channel.
func (k *Kind) SensitivePaths(body []byte) []string {
	value, ok := k.read(body)
	if !ok {
		return nil
	}
	var paths []string
	for _, m := range k.root.members {
		paths = m.sensitivePaths(value.FieldByIndex(m.index), m.name, paths)
	}
	return paths
}

func (f *field) sensitivePaths(v reflect.Value, path string, paths []string) []string {
	switch {
	case f.sensitive && !isZero(v):
		return append(paths, path)
	case f.shape == groupShape:
		for _, m := range f.members {
			paths = m.sensitivePaths(v.FieldByIndex(m.index), join(path, m.name), paths)
		}
	case f.shape == listShape:
		for i := range v.Len() {
			paths = f.inner.sensitivePaths(v.Index(i), join(path, strconv.Itoa(i+1)), paths)
		}
	}
	return paths
}

func isZero(v reflect.Value) bool {
	if zeroer, ok := v.Interface().(interface{ IsZero() bool }); ok {
		return zeroer.IsZero()
	}
	return v.IsZero()
}
