package record

import (
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ReadPeople reads the people form of a whole record, as a person or their
// program sends it: a pointer to a value, to be written with Encode. before is
// the value of the revision that they had read, nil for a new record. What that
// form does not show survives from it: unknown members, and personal values that
// were withdrawn or are not held here. What was already wrong in it is not held
// against the sender.
func (k *Kind) ReadPeople(people []byte, before any) (any, Problems) {
	problems := k.ValidatePeople(people)
	if before != nil && len(problems) > 0 {
		problems = problems.Without(k.problemsOf(before))
	}
	if len(problems) > 0 {
		return nil, problems
	}
	value, err := k.decodePeople(people)
	if err != nil {
		return nil, Problems{k.root.decodingProblem(err)}
	}
	if before != nil {
		if problems := k.keepUnseen(value, before); len(problems) > 0 {
			return nil, problems
		}
	}
	if problems := k.ValidateValue(value.Interface(), before); len(problems) > 0 {
		return nil, problems
	}
	return value.Interface(), nil
}

func (k *Kind) decodePeople(people []byte) (reflect.Value, error) {
	value := reflect.New(k.typ)
	inPlace := json.UnmarshalFromFunc(func(from *jsontext.Decoder, p personalField) error {
		p.begin()
		return json.UnmarshalDecode(from, p.inside())
	})
	return value, json.Unmarshal(people, value.Interface(), json.WithUnmarshalers(inPlace))
}

// keepUnseen carries over what the people form of the revision before did not
// show.
func (k *Kind) keepUnseen(value reflect.Value, before any) Problems {
	people, err := k.People(before)
	if err != nil {
		return Problems{{Code: ProblemInvalid}}
	}
	seen, err := k.decodePeople(people)
	if err != nil {
		return Problems{{Code: ProblemInvalid}}
	}
	k.root.keep(value.Elem(), seen.Elem(), k.root.clone(reflect.ValueOf(before).Elem()))
	return nil
}

// keep carries over from before what somebody who saw only seen cannot have
// meant to change.
func (f *field) keep(v, seen, before reflect.Value) {
	switch f.shape {
	case groupShape:
		v.FieldByIndex(f.extra).Set(before.FieldByIndex(f.extra))
		for _, m := range f.members {
			inV, inSeen := v.FieldByIndex(m.index), seen.FieldByIndex(m.index)
			if m.isBare(inV) && !m.isBare(inSeen) {
				continue // they took it away
			}
			m.keep(inV, inSeen, before.FieldByIndex(m.index))
		}
	case listShape:
		for i, j := range counterparts(v, seen) {
			f.inner.keep(v.Index(i), seen.Index(j), before.Index(j))
		}
	case personalShape:
		now, was := personalAt(v), personalAt(before)
		switch {
		case was.isHere() && now.isHere():
			f.inner.keep(insideOf(now), insideOf(personalAt(seen)), insideOf(was))
		case !was.isHere() && reflect.DeepEqual(v.Interface(), seen.Interface()):
			v.Set(before)
		}
	default:
		if f.value == &textValue {
			text := v.Interface().(Text)
			text.rest = before.Interface().(Text).rest
			v.Set(reflect.ValueOf(text))
		}
	}
}

func insideOf(p personalField) reflect.Value { return reflect.ValueOf(p.inside()).Elem() }

// counterparts says which element of a list that was read is which element of
// the list before: the same one, wherever it stands now, or, where none was
// added or taken away, the one in the same place.
func counterparts(v, seen reflect.Value) map[int]int {
	found, taken := map[int]int{}, map[int]bool{}
	take := func(i, j int) { found[i], taken[j] = j, true }
	same := func(i, j int) bool {
		return !taken[j] && reflect.DeepEqual(v.Index(i).Interface(), seen.Index(j).Interface())
	}
	for i := range min(v.Len(), seen.Len()) {
		if same(i, i) {
			take(i, i)
		}
	}
	for i := range v.Len() {
		for j := 0; j < seen.Len(); j++ {
			if _, done := found[i]; !done && same(i, j) {
				take(i, j)
			}
		}
	}
	for i := range v.Len() {
		if _, done := found[i]; !done && v.Len() == seen.Len() && !taken[i] {
			take(i, i)
		}
	}
	return found
}
