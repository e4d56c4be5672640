package record

import (
	"reflect"
	"slices"
	"strconv"
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
