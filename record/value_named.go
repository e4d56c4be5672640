package record

import (
	"reflect"
	"strconv"
)

var dateValue = valueType{
	leaves: []leaf{{code: ProblemDate}},
	schema: func(*field, bool) object {
		return object{"type": "string", "format": dateFormat, "pattern": `^[1-9][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?$`}
	},
	texts:   func(_ *field, v reflect.Value) []string { return []string{v.Interface().(Date).String()} },
	sortKey: func(v reflect.Value) string { return v.Interface().(Date).String() },
	set: func(_ *field, v reflect.Value, texts []string, _ Resolve) *leafProblem {
		d, err := ParseDate(texts[0])
		if err != nil {
			return wrongLeaf(0, ProblemDate)
		}
		v.Set(reflect.ValueOf(d))
		return nil
	},
}

var moneyValue = valueType{
	leaves: []leaf{
		{suffix: "amount", member: "minor", title: "Amount", code: ProblemAmount, figure: true},
		{suffix: "currency", member: "currency", title: "Currency", code: ProblemCurrency},
	},
	schema: func(_ *field, closed bool) object {
		currency := object{"type": "string", "pattern": `^[A-Z]{3}$`}
		if closed {
			codes := make([]any, 0, 200)
			for _, code := range Currencies() {
				codes = append(codes, string(code))
			}
			currency = object{"type": "string", "enum": codes}
		}
		return object{"type": "object", "required": []any{"minor", "currency"}, "additionalProperties": false, "properties": object{
			"minor":    object{"type": "integer", "minimum": -MaxSafeInteger, "maximum": MaxSafeInteger},
			"currency": currency,
		}}
	},
	texts: func(_ *field, v reflect.Value) []string {
		m := v.Interface().(Money)
		return []string{m.Amount(), string(m.Currency)}
	},
	sortKey: func(v reflect.Value) string {
		m := v.Interface().(Money)
		return string(m.Currency) + integerKey(m.Minor)
	},
	set: setMoney,
}

func setMoney(_ *field, v reflect.Value, texts []string, _ Resolve) *leafProblem {
	amount, currency := texts[0], Currency(texts[1])
	decimals, known := currency.Decimals()
	switch {
	case currency == "":
		return wrongLeaf(1, ProblemRequired)
	case amount == "":
		return wrongLeaf(0, ProblemRequired)
	case !known:
		return wrongLeaf(1, ProblemCurrency)
	}
	m, err := NewMoney(currency, amount)
	if err != nil {
		return &leafProblem{0, ProblemAmount, map[string]string{"decimals": strconv.Itoa(decimals)}}
	}
	v.Set(reflect.ValueOf(m))
	return nil
}

// recordID is the text of an ID as a pattern: a UUIDv7 in lower case.
const recordID = `^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`

var refValue = valueType{
	leaves: []leaf{{code: ProblemReference}},
	schema: func(f *field, _ bool) object {
		kind := object{"type": "string", "maxLength": maxNameBytes, "pattern": kindName.String()}
		if !f.refersToAny() {
			names := make([]any, len(f.to))
			for i, to := range f.to {
				names[i] = to
			}
			kind = object{"enum": names}
		}
		return object{"type": "object", "required": []any{"kind", "id"}, "additionalProperties": false,
			"properties": object{"kind": kind, "id": object{"type": "string", "pattern": recordID}}}
	},
	texts: func(f *field, v reflect.Value) []string {
		ref := v.Interface().(Ref)
		if len(f.to) == 1 && f.to[0] == ref.Kind {
			return []string{ref.ID.String()}
		}
		return []string{ref.String()}
	},
	sortKey: func(v reflect.Value) string {
		return v.Interface().(Ref).String()
	},
	set: setRef,
}

func (f *field) refersToAny() bool {
	for _, to := range f.to {
		if to == AnyKind {
			return true
		}
	}
	return false
}

// setRef reads an id or a key, with its kind before it ("programme/area/…")
// where the column may name more than one kind, and there only.
func setRef(f *field, v reflect.Value, texts []string, resolve Resolve) *leafProblem {
	kind, name := "", texts[0]
	if len(f.to) == 1 && !f.refersToAny() {
		kind = f.to[0]
		if ref, err := ParseRef(name); err == nil && ref.Kind == kind {
			name = ref.ID.String()
		}
	} else if full, rest, ok := cutKind(name); ok {
		kind, name = full, rest
	}
	if !f.mayName(kind) {
		return wrongLeaf(0, ProblemReferenceKind)
	}
	ref := Ref{Kind: kind}
	if id, err := ParseID(name); err == nil {
		ref.ID = id
	} else if resolve == nil {
		return wrongLeaf(0, ProblemReference)
	} else if ref, err = resolve(kind, name); err != nil {
		return wrongLeaf(0, ProblemUnresolved)
	}
	v.Set(reflect.ValueOf(ref))
	return nil
}

func (f *field) mayName(kind string) bool {
	for _, to := range f.to {
		if to == kind || to == AnyKind && kind != "" {
			return true
		}
	}
	return false
}

var externalValue = valueType{
	leaves: []leaf{{code: ProblemExternal}},
	schema: func(*field, bool) object {
		return object{"type": "object", "required": []any{"scheme", "value"}, "additionalProperties": false, "properties": object{
			"scheme": object{"type": "string", "maxLength": maxScheme, "pattern": schemePattern},
			"value":  object{"type": "string", "minLength": 1, "maxLength": maxValue, "pattern": plainCharacters},
		}}
	},
	texts:   func(_ *field, v reflect.Value) []string { return []string{v.Interface().(ExternalID).String()} },
	sortKey: func(v reflect.Value) string { return v.Interface().(ExternalID).String() },
	set: func(_ *field, v reflect.Value, texts []string, _ Resolve) *leafProblem {
		id, err := ParseExternalID(texts[0])
		if err != nil {
			return wrongLeaf(0, ProblemExternal)
		}
		v.Set(reflect.ValueOf(id))
		return nil
	},
}
