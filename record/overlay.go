package record

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A Cell is the text that an author wrote into a column. An empty text takes
// the value away; a column without a cell leaves it as it is.
type Cell struct {
	Column Column
	Text   string
}

// Overlay lays cells over a value (a pointer, as from New or Decode) and
// returns a new one. What no cell shows survives: unknown members, values of
// columns that the author left out, personal values that are not held here. A
// text that is not a value leaves the old one and is a problem.
func (k *Kind) Overlay(base any, cells []Cell, resolve Resolve) (any, Problems) {
	result := reflect.New(k.typ)
	original := reflect.ValueOf(base).Elem()
	result.Elem().Set(k.root.clone(original))
	var problems Problems
	for _, slot := range slots(cells) {
		target, exists := locate(result.Elem(), slot.steps, false)
		old := make([]string, slot.leaves())
		if exists {
			old = slot.field.cells(target)
		}
		texts := slot.over(old)
		if slices.Equal(texts, old) {
			continue
		}
		target, _ = locate(result.Elem(), slot.steps, true)
		if wrong := slot.field.putCells(target, texts, resolve); wrong != nil {
			problems = append(problems, slot.problem(*wrong))
		}
	}
	k.root.close(result.Elem(), k.root.clone(original))
	return result.Interface(), k.root.inOrder(problems)
}

// A slot is one value and the cells that speak of it.
type slot struct {
	Column
	given map[int]string
}

// slots groups cells by value, since an amount means nothing without its
// currency, whichever column stands first.
func slots(cells []Cell) []*slot {
	var list []*slot
	byPath := map[string]*slot{}
	for _, cell := range cells {
		s, known := byPath[cell.Column.slot]
		if !known {
			s = &slot{Column: cell.Column, given: map[int]string{}}
			byPath[cell.Column.slot] = s
			list = append(list, s)
		}
		s.given[cell.Column.leaf] = cell.Text
	}
	return list
}

func (s *slot) leaves() int {
	if s.field.shape == listShape {
		return 1
	}
	return len(s.field.value.leaves)
}

func (s *slot) over(old []string) []string {
	texts := slices.Clone(old)
	for i, text := range s.given {
		texts[i] = text
	}
	return texts
}

func (s *slot) problem(wrong leafProblem) Problem {
	path := s.slot
	if s.field.shape == leafShape && s.field.value.leaves[wrong.leaf].suffix != "" {
		path = join(path, s.field.value.leaves[wrong.leaf].suffix)
	}
	return Problem{Path: path, Code: wrong.code, Args: wrong.args}
}

// putCells sets a value, or a list from its one cell.
func (f *field) putCells(v reflect.Value, texts []string, resolve Resolve) *leafProblem {
	if f.shape == leafShape {
		return f.put(v, texts, resolve)
	}
	list := reflect.MakeSlice(v.Type(), 0, 0)
	for i := range v.Len() {
		if f.isKey(v.Index(i)) {
			list = reflect.Append(list, v.Index(i))
		}
	}
	items := splitItems(texts[0])
	if len(items) > maxListItems {
		return &leafProblem{0, ProblemTooMany, map[string]string{"max": strconv.Itoa(maxListItems)}}
	}
	for _, text := range items {
		item := reflect.New(v.Type().Elem()).Elem()
		if wrong := f.inner.put(item, []string{text}, resolve); wrong != nil {
			wrong.leaf = 0
			return wrong
		}
		list = reflect.Append(list, item)
	}
	if list.Len() == 0 {
		v.SetZero()
		return nil
	}
	v.Set(list)
	return nil
}

// joinItems and splitItems write a list into one cell: items separated by
// semicolons, with a backslash before a semicolon, a backslash, and a space at
// either end that belongs to the item.
func joinItems(items []string) string {
	escaped := make([]string, len(items))
	for i, item := range items {
		item = strings.NewReplacer(`\`, `\\`, `;`, `\;`).Replace(item)
		if strings.HasPrefix(item, " ") {
			item = `\` + item
		}
		if strings.HasSuffix(item, " ") && item != `\ ` {
			item = item[:len(item)-1] + `\ `
		}
		escaped[i] = item
	}
	return strings.Join(escaped, "; ")
}

func splitItems(text string) []string {
	var items []string
	var item []byte
	kept := 0 // bytes of item that trimming must not take
	end := func() {
		for len(item) > kept && item[len(item)-1] == ' ' {
			item = item[:len(item)-1]
		}
		if len(item) > 0 {
			items = append(items, string(item))
		}
		item, kept = nil, 0
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			i++
			item = append(item, text[i])
			kept = len(item)
		case c == ';':
			end()
		case c == ' ' && len(item) == 0:
		default:
			item = append(item, c)
		}
	}
	end()
	return items
}

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
