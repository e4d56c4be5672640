package record

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// columnAt follows a name from the kind's struct. If it does not end at a cell,
// field is nil and Titles are those passed on the way.
func (f *field) columnAt(name string) (Column, bool) {
	c := Column{Name: name, slot: name}
	segments := strings.Split(name, ".")
	for len(segments) > 0 && f.shape != leafShape {
		segment := segments[0]
		switch {
		case f.shape == personalShape:
			f, c.Personal = f.inner, true
			continue
		case f.shape == listShape:
			item, err := strconv.Atoi(segment)
			if err != nil || item < 1 || item > maxListItems || strconv.Itoa(item) != segment || f.names {
				return c, false
			}
			c.steps = append(c.steps, step{item: item})
			c.Titles = append(c.Titles, segment)
			f = f.inner
		default:
			m := f.member(segment)
			if m == nil {
				return c, false
			}
			c.steps = append(c.steps, step{member: m})
			if m.title != "" {
				c.Titles = append(c.Titles, m.title)
			}
			c.Sensitive = c.Sensitive || m.sensitive
			f = m
		}
		segments = segments[1:]
	}
	if f.shape == personalShape {
		f, c.Personal = f.inner, true
	}
	return f.endColumn(c, segments)
}

// endColumn finishes a column at the value where its name ends, or at the leaf
// of it that the last segment names.
func (f *field) endColumn(c Column, rest []string) (Column, bool) {
	switch {
	case f.inOneCell() && len(rest) == 0:
	case f.shape != leafShape || len(rest) > 1:
		return c, len(rest) == 0
	default:
		suffix := strings.Join(rest, ".")
		c.leaf = slices.IndexFunc(f.value.leaves, func(l leaf) bool { return l.suffix == suffix })
		if c.leaf < 0 {
			c.leaf = 0
			return c, len(rest) == 0
		}
		if suffix != "" {
			c.slot = strings.TrimSuffix(c.Name, "."+suffix)
			c.Titles = append(c.Titles, f.value.leaves[c.leaf].title)
		}
	}
	c.field = f
	last := f
	if f.inner != nil {
		last = f.inner
	}
	c.Required, c.Shown, c.Sorted = f.required, f.shown, f.sorted
	c.Searched, c.Filtered = f.searched, f.filtered
	c.To, c.Options = slices.Clone(last.to), slices.Clone(last.options)
	return c, true
}

// locate follows steps to a value; create makes what is missing on the way.
func locate(v reflect.Value, steps []step, create bool) (reflect.Value, bool) {
	for _, s := range steps {
		if v.CanAddr() {
			if p, apart := v.Addr().Interface().(personalField); apart {
				if !p.isHere() && !create {
					return v, false
				} else if !p.isHere() {
					p.begin()
				}
				v = reflect.ValueOf(p.inside()).Elem()
			}
		}
		switch {
		case s.member != nil:
			v = v.FieldByIndex(s.member.index)
		case s.item > v.Len() && !create:
			return v, false
		default:
			for v.Len() < s.item {
				v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
			}
			v = v.Index(s.item - 1)
		}
	}
	if p, apart := v.Addr().Interface().(personalField); apart {
		if !p.isHere() && !create {
			return v, false
		} else if !p.isHere() {
			p.begin()
		}
		v = reflect.ValueOf(p.inside()).Elem()
	}
	return v, true
}
