package record

import "reflect"

// A valueType is a Go type that stands in a leaf of a record: how it looks in a
// schema, in the cells of a spreadsheet and in an order.
type valueType struct {
	leaves  []leaf
	schema  func(f *field, closed bool) object
	texts   func(f *field, v reflect.Value) []string // one for each leaf
	set     func(f *field, v reflect.Value, texts []string, resolve Resolve) *leafProblem
	sortKey func(v reflect.Value) string
}

// A leaf is one text of a value: the only one, or the Korean one of a Text.
type leaf struct {
	suffix string // of the path; "" if the value has one leaf
	member string // on the wire, where it is called something else
	title  string
	code   string // what is wrong when the form is not met
	figure bool   // digits only, so a spreadsheet cannot take it for a formula
}

// A leafProblem is a text that is not a value.
type leafProblem struct {
	leaf int
	code string
	args map[string]string
}

func wrongLeaf(leaf int, code string) *leafProblem { return &leafProblem{leaf: leaf, code: code} }

// object is a JSON Schema or a part of one.
type object = map[string]any

// valueTypeOf returns nil for what is not a value.
func valueTypeOf(t reflect.Type) *valueType {
	switch t {
	case reflect.TypeFor[Text]():
		return &textValue
	case reflect.TypeFor[Date]():
		return &dateValue
	case reflect.TypeFor[Money]():
		return &moneyValue
	case reflect.TypeFor[Decimal]():
		return &decimalValue
	case reflect.TypeFor[URL]():
		return &urlValue
	case reflect.TypeFor[Ref]():
		return &refValue
	case reflect.TypeFor[ExternalID]():
		return &externalValue
	}
	switch t.Kind() {
	case reflect.String:
		if optionsOf(t) != nil {
			return &choiceValue
		}
		return &stringValue
	case reflect.Int64, reflect.Int:
		return &intValue
	case reflect.Bool:
		return &boolValue
	}
	return nil
}

func optionsOf(t reflect.Type) []Option {
	if choice, ok := reflect.Zero(t).Interface().(Choice); ok && t.Kind() == reflect.String {
		return choice.Options()
	}
	return nil
}

// get returns the texts of a leaf's value, all empty where there is none.
func (f *field) get(v reflect.Value) []string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return make([]string, len(f.value.leaves))
		}
		v = v.Elem()
		if v.IsZero() { // given, and zero: false or 0
			return []string{zeroText(v)}
		}
	}
	return f.value.texts(f, v)
}

func zeroText(v reflect.Value) string {
	if v.Kind() == reflect.Bool {
		return "false"
	}
	return "0"
}

// put sets a leaf's value from its texts; all empty takes it away.
func (f *field) put(v reflect.Value, texts []string, resolve Resolve) *leafProblem {
	empty := true
	for _, text := range texts {
		empty = empty && text == ""
	}
	if empty && f.value != &textValue { // a Text may hold languages that no cell shows
		v.SetZero()
		return nil
	}
	if v.Kind() == reflect.Pointer {
		given := reflect.New(v.Type().Elem())
		if wrong := f.value.set(f, given.Elem(), texts, resolve); wrong != nil {
			return wrong
		}
		v.Set(given)
		return nil
	}
	return f.value.set(f, v, texts, resolve)
}
