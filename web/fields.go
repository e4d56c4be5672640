package web

import (
	"reflect"
	"strconv"
	"strings"

	"entente/record"
)

// A field is one value of a record, as typed as its kind declares it: a Text, a
// Date, a Ref, a choice, a number. A page says each type in its own way, so the
// flat texts of a spreadsheet would not do.
type field struct {
	Path   string   // "title", "participants.1.office"
	Titles []string // English, from the outside in
	Value  any
}

// A gone is a personal value that is not here, and why.
type gone struct{ State record.PartState }

// fieldsOf lists what a record holds, in the order of its declaration. What
// nobody gave is left out.
func fieldsOf(kind *record.Kind, value any) []field {
	var fields []field
	walk(reflect.ValueOf(value).Elem(), "", func(path string, value any) {
		fields = append(fields, field{path, kind.Titles(path), value})
	})
	return fields
}

func walk(v reflect.Value, path string, each func(path string, value any)) {
	if v.Kind() == reflect.Pointer {
		if !v.IsNil() {
			each(path, v.Elem().Interface())
		}
		return
	}
	if v.IsZero() {
		return
	}
	switch value := v.Interface().(type) {
	case record.Text, record.Date, record.Money, record.Decimal, record.URL, record.Ref, record.ExternalID:
		each(path, value)
		return
	case interface{ State() record.PartState }: // Personal, of any type
		if value.State() != record.Present {
			each(path, gone{value.State()})
			return
		}
		walk(v.MethodByName("Get").Call(nil)[0], path, each)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		walkMembers(v, path, each)
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), inside(path, strconv.Itoa(i+1)), each)
		}
	default:
		each(path, v.Interface())
	}
}

func walkMembers(v reflect.Value, path string, each func(path string, value any)) {
	for i := range v.NumField() {
		member := v.Type().Field(i)
		switch {
		case member.Type == reflect.TypeFor[record.Extra]():
			// Members that this version does not know have no words; the page says
			// that there are some (unknownMembers).
		case member.Anonymous:
			walkMembers(v.Field(i), path, each)
		default:
			name, _, _ := strings.Cut(member.Tag.Get("json"), ",")
			walk(v.Field(i), inside(path, name), each)
		}
	}
}

func inside(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
