package record

import (
	"reflect"
	"strconv"
)

// walk calls visit for every value that is given, with its path.
func (f *field) walk(v reflect.Value, path string, visit func(f *field, v reflect.Value, path string)) {
	switch f.shape {
	case groupShape:
		for _, m := range f.members {
			m.walk(v.FieldByIndex(m.index), join(path, m.name), visit)
		}
	case listShape:
		for i := range v.Len() {
			f.inner.walk(v.Index(i), join(path, strconv.Itoa(i+1)), visit)
		}
	case personalShape:
		if p := personalAt(v); p.isHere() {
			f.inner.walk(reflect.ValueOf(p.inside()).Elem(), path, visit)
		}
	default:
		if !v.IsZero() {
			visit(f, v, path)
		}
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// eachPersonal calls visit for every personal value, given or not.
func (f *field) eachPersonal(v reflect.Value, path string, visit func(f *field, path string, p personalField)) {
	switch f.shape {
	case groupShape:
		for _, m := range f.members {
			m.eachPersonal(v.FieldByIndex(m.index), join(path, m.name), visit)
		}
	case listShape:
		for i := range v.Len() {
			f.inner.eachPersonal(v.Index(i), join(path, strconv.Itoa(i+1)), visit)
		}
	case personalShape:
		visit(f, path, personalAt(v))
	}
}

// forget drops unknown members everywhere.
func (f *field) forget(v reflect.Value) {
	switch f.shape {
	case groupShape:
		v.FieldByIndex(f.extra).SetZero()
		for _, m := range f.members {
			m.forget(v.FieldByIndex(m.index))
		}
	case listShape:
		for i := range v.Len() {
			f.inner.forget(v.Index(i))
		}
	case personalShape:
		f.inner.forget(reflect.ValueOf(personalAt(v).inside()).Elem())
	}
}
