package record

import (
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// People writes a value (a pointer, as from New or Decode) as people and their
// programs see it: personal values in place where they are held here, unknown
// members left out. ValidatePeople reads the same.
func (k *Kind) People(value any) ([]byte, error) {
	shown := reflect.New(k.typ)
	shown.Elem().Set(k.root.clone(reflect.ValueOf(value).Elem()))
	k.root.forget(shown.Elem())
	k.root.walk(shown.Elem(), "", func(_ *field, v reflect.Value, _ string) {
		if text, ok := v.Interface().(Text); ok {
			text.rest = "" // languages that this version does not know
			v.Set(reflect.ValueOf(text))
		}
	})
	k.root.eachPersonal(shown.Elem(), "", func(_ *field, _ string, p personalField) {
		if !p.isHere() {
			p.clear()
		}
	})
	inPlace := json.MarshalToFunc(func(to *jsontext.Encoder, p personalField) error {
		return json.MarshalEncode(to, p.inside())
	})
	return json.Marshal(shown.Interface(), bodyOptions, json.WithMarshalers(inPlace))
}

// ValidatePeople holds the people form of a record to the closed schema. The
// rules of the kind need the value: see ValidateValue.
func (k *Kind) ValidatePeople(people []byte) Problems {
	return k.people.validate(k.root, people, MaxBodyBytes)
}

// ValidateValue holds what a person is about to write to all there is: the
// closed schema, the open one, and the rules, which are also asked where only
// required fields are missing, so that a person hears of all at once. What was already wrong in the
// revision before (nil if there is none) is not held against them.
func (k *Kind) ValidateValue(value, before any) Problems {
	problems := k.problemsOf(value)
	if before != nil && len(problems) > 0 {
		problems = problems.Without(k.problemsOf(before))
	}
	return problems
}

func (k *Kind) problemsOf(value any) Problems {
	people, err := k.People(value)
	if err != nil {
		return Problems{{Code: ProblemInvalid}}
	}
	problems := k.ValidatePeople(people)
	v := reflect.ValueOf(value).Elem()
	if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Code != ProblemRequired }) {
		problems = problems.And(k.root.doubles(v)).And(k.forms[0].check(value))
	}
	return k.root.inOrder(problems)
}

// ValidatePersonal holds the content of a personal part to what its place in
// the body may hold. Paths of problems are those of the body.
func (k *Kind) ValidatePersonal(body []byte, part int, content []byte) Problems {
	value, ok := k.read(body)
	if !ok {
		return Problems{{Code: ProblemJSON}}
	}
	problems := Problems{{Code: ProblemPersonal}} // if no place names the part
	k.root.eachPersonal(value, "", func(f *field, path string, p personalField) {
		if _, named := p.held(); named != part {
			return
		}
		problems = f.apart.validate(f.inner, content, MaxPersonalBytes)
		for i := range problems {
			problems[i].Path = strings.TrimSuffix(join(path, problems[i].Path), ".")
		}
	})
	return problems
}
