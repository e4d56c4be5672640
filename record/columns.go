package record

import (
	"reflect"
	"slices"
	"strconv"
)

// A Column is one leaf of a kind: what stands in one cell of a spreadsheet or
// one input of a form. Its name is the path of the leaf: "title.ko",
// "cost.amount", "participants.1.office". A list of single values is one column
// ("goals", items separated by semicolons) or one for each item ("goals.1").
type Column struct {
	Name      string
	Titles    []string // English words from the outside in, "Participants", "1", "Office"
	Required  bool
	Shown     bool // in lists: "column"
	Sorted    bool
	Searched  bool
	Filtered  bool
	Sensitive bool
	Personal  bool
	To        []string // kinds that a reference may name
	Options   []Option // of a choice

	slot  string // path of the value, of which the leaf may be a part
	steps []step // from the kind's struct to the value
	field *field
	leaf  int
}

// A step goes into a member of a group or, if item is set, into that element
// of a list, counted from 1.
type step struct {
	member *field
	item   int
}

// Columns are the kind's columns in the order of declaration; a list of groups
// has those of its first element.
func (k *Kind) Columns() []Column { return slices.Clone(k.columns) }

// ColumnsFor are the columns that show all of these values, with as many
// elements of a list of groups as the longest has.
func (k *Kind) ColumnsFor(values ...any) []Column {
	roots := make([]reflect.Value, len(values))
	for i, value := range values {
		roots[i] = reflect.ValueOf(value).Elem()
	}
	return k.root.columnsOf("", k.root, roots)
}

// Column finds a column by its name, also those of later elements of a list.
func (k *Kind) Column(name string) (Column, bool) {
	c, ok := k.root.columnAt(name)
	return c, ok && c.field != nil
}

// Titles are the English words for a path, from the outside in; the numbers of
// elements stand between them. Of an unknown path they are as far as it is known.
func (k *Kind) Titles(path string) []string {
	c, _ := k.root.columnAt(path)
	return c.Titles
}

func (f *field) columns(path string) []Column { return f.columnsOf(path, f, nil) }

// columnsOf lists the columns below f, whose path this is; values are those of
// the kind's struct.
func (f *field) columnsOf(path string, root *field, values []reflect.Value) []Column {
	switch {
	case f.shape == personalShape:
		return f.inner.columnsOf(path, root, values)
	case f.shape == groupShape:
		var all []Column
		for _, m := range f.members {
			all = append(all, m.columnsOf(join(path, m.name), root, values)...)
		}
		return all
	case f.shape == listShape && !f.inOneCell():
		longest := 1
		for _, value := range values {
			if list, ok := root.follow(value, path); ok {
				longest = max(longest, list.Len())
			}
		}
		var all []Column
		for i := range longest {
			all = append(all, f.inner.columnsOf(join(path, strconv.Itoa(i+1)), root, values)...)
		}
		return all
	case f.shape == listShape:
		c, _ := root.columnAt(path)
		return []Column{c}
	}
	var all []Column
	for _, leaf := range f.value.leaves {
		name := path
		if leaf.suffix != "" {
			name = join(path, leaf.suffix)
		}
		c, _ := root.columnAt(name)
		all = append(all, c)
	}
	return all
}

func (f *field) follow(v reflect.Value, path string) (reflect.Value, bool) {
	c, _ := f.columnAt(path)
	return locate(v, c.steps, false)
}

// Text is the cell of a value (a pointer, as from New or Decode).
func (c Column) Text(value any) string {
	v, ok := locate(reflect.ValueOf(value).Elem(), c.steps, false)
	if !ok {
		return ""
	}
	return c.field.cells(v)[c.leaf]
}

// cells are the texts of a value or of a list that fits one cell.
func (f *field) cells(v reflect.Value) []string {
	if f.shape == leafShape {
		return f.get(v)
	}
	var items []string
	for i := range v.Len() {
		if item := v.Index(i); !f.isKey(item) {
			items = append(items, f.inner.get(item)[0])
		}
	}
	return []string{joinItems(items)}
}

// isKey reports that an item is the key of an imported row, which has a column
// of its own.
func (f *field) isKey(item reflect.Value) bool {
	return f.names && item.Interface().(ExternalID).Scheme == KeyScheme
}
