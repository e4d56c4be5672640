package record

import "reflect"

// clone copies a value so that changing the copy's lists leaves the original.
func (f *field) clone(v reflect.Value) reflect.Value {
	result := reflect.New(v.Type()).Elem()
	result.Set(v)
	switch f.shape {
	case groupShape:
		for _, m := range f.members {
			result.FieldByIndex(m.index).Set(m.clone(v.FieldByIndex(m.index)))
		}
	case listShape:
		if v.IsNil() {
			return result
		}
		result.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			result.Index(i).Set(f.inner.clone(v.Index(i)))
		}
	case personalShape:
		inside := reflect.ValueOf(personalAt(result).inside()).Elem()
		inside.Set(f.inner.clone(inside))
	}
	return result
}

// close takes away what cells emptied: elements of a list, a personal value with
// nothing in it. What showed nothing before either (it may hold unknown members)
// stays as it is.
func (f *field) close(v, original reflect.Value) {
	switch f.shape {
	case groupShape:
		for _, m := range f.members {
			m.close(v.FieldByIndex(m.index), original.FieldByIndex(m.index))
		}
	case listShape:
		kept := reflect.MakeSlice(v.Type(), 0, v.Len())
		for i := range v.Len() {
			before := reflect.New(v.Type().Elem()).Elem()
			existed := i < original.Len()
			if existed {
				before = original.Index(i)
			}
			f.inner.close(v.Index(i), before)
			if !f.inner.isBare(v.Index(i)) || existed && f.inner.isBare(before) {
				kept = reflect.Append(kept, v.Index(i))
			}
		}
		if kept.Len() == v.Len() {
			return
		}
		v.SetZero()
		if kept.Len() > 0 {
			v.Set(kept)
		}
	case personalShape:
		if p, before := personalAt(v), personalAt(original); p.isHere() && f.isBare(v) && !(before.isHere() && f.isBare(original)) {
			p.clear()
		}
	}
}

// isBare reports that a value shows nothing in any cell.
func (f *field) isBare(v reflect.Value) bool {
	bare := true
	f.walk(v, "", func(*field, reflect.Value, string) { bare = false })
	if f.holds(personalShape) {
		f.eachPersonal(v, "", func(_ *field, _ string, p personalField) {
			if state, part := p.held(); !p.isHere() && (part > 0 || state != Pending) {
				bare = false
			}
		})
	}
	return bare
}
