package record

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// bodyOptions are how bodies are written: zero fields left out, so that what
// was not given is absent; the bytes the same for the same value.
var bodyOptions = json.JoinOptions(json.Deterministic(true), json.OmitZeroStructFields(true))

// New returns a pointer to an empty value of the kind's Go type.
func (k *Kind) New() any { return reflect.New(k.typ).Interface() }

// Decode returns a pointer to a value of the kind's Go type. personal tells
// what this node has of a part of the entry; nil if it has none of them.
func (k *Kind) Decode(body []byte, personal func(part int) (content []byte, state PartState)) (any, error) {
	value := reflect.New(k.typ)
	if err := json.Unmarshal(body, value.Interface()); err != nil {
		return nil, fmt.Errorf("record: decode %s: %w", k.name, err)
	}
	if personal != nil && k.partly {
		k.root.eachPersonal(value.Elem(), "", func(_ *field, _ string, p personalField) {
			if state, part := p.held(); state != Withdrawn && part > 0 {
				p.take(personal(part))
			}
		})
	}
	return value.Interface(), nil
}

// Encode writes a value (a pointer, as from New or Decode): its body, and the
// contents of its personal parts, which stand in the entry directly after the
// body, in this order. A value that was withdrawn stays withdrawn; one that is
// not held here makes ErrPersonalMissing.
func (k *Kind) Encode(value any) (body []byte, parts [][]byte, err error) {
	if reflect.TypeOf(value) != reflect.PointerTo(k.typ) {
		return nil, nil, fmt.Errorf("record: encode %s: %T is not a *%s", k.name, value, k.typ)
	}
	options := bodyOptions
	if k.partly {
		apart := json.MarshalToFunc(func(to *jsontext.Encoder, p personalField) error {
			wire := personalWire{Part: firstPersonalPart + len(parts)}
			switch state, _ := p.held(); state {
			case Present:
				content, err := json.Marshal(p.inside(), bodyOptions)
				if err != nil {
					return err
				}
				parts = append(parts, content)
			case Withdrawn:
				wire = personalWire{Withdrawn: true}
			default:
				return ErrPersonalMissing
			}
			return json.MarshalEncode(to, wire)
		})
		options = json.JoinOptions(bodyOptions, json.WithMarshalers(apart))
	}
	if body, err = json.Marshal(value, options); err != nil {
		if errors.Is(err, ErrPersonalMissing) {
			err = ErrPersonalMissing
		}
		return nil, nil, fmt.Errorf("record: encode %s: %w", k.name, err)
	}
	return body, parts, nil
}

// Decode is Kind.Decode with the Go type.
func (d Declared[T]) Decode(body []byte, personal func(part int) ([]byte, PartState)) (T, error) {
	value, err := d.Kind.Decode(body, personal)
	if err != nil {
		var none T
		return none, err
	}
	return *value.(*T), nil
}

// Encode is Kind.Encode with the Go type.
func (d Declared[T]) Encode(value T) (body []byte, personal [][]byte, err error) {
	return d.Kind.Encode(&value)
}

// doubles finds what a schema cannot: one personal part named in two places,
// and more than one key of an imported row.
func (f *field) doubles(v reflect.Value) Problems {
	var problems Problems
	var parts []int
	f.eachPersonal(v, "", func(_ *field, path string, p personalField) {
		_, part := p.held()
		if part > 0 && slices.Contains(parts, part) {
			problems = append(problems, Problem{Path: path, Code: ProblemDuplicate})
		}
		parts = append(parts, part)
	})
	keys := 0
	for _, id := range v.Addr().Interface().(based).basics().External {
		if id.Scheme == KeyScheme {
			keys++
		}
	}
	if keys > 1 {
		problems = append(problems, Problem{Path: ExternalPath, Code: ProblemDuplicate})
	}
	return problems
}

// decodingProblem is for what the schema lets pass and the Go type does not,
// such as 1.0 for an integer.
func (f *field) decodingProblem(err error) Problem {
	var semantic *json.SemanticError
	if errors.As(err, &semantic) {
		return Problem{Path: f.pathOf(slices.Collect(semantic.JSONPointer.Tokens())), Code: ProblemType}
	}
	return Problem{Code: ProblemType}
}
