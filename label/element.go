package label

import (
	"fmt"
	"slices"
	"strings"
)

// A slot is one place in the sequence of an element's children.
type slot struct {
	name     string
	min, max int
}

// many is a bound that the limit on elements reaches first.
const many = 1 << 20

// sequence returns the children by name. They must stand in the order of the
// slots, as often as those say, and there must be no others.
func (e *element) sequence(slots ...slot) (map[string][]*element, error) {
	found := map[string][]*element{}
	rest := e.children
	for _, s := range slots {
		for len(rest) > 0 && rest[0].name == s.name && len(found[s.name]) < s.max {
			found[s.name], rest = append(found[s.name], rest[0]), rest[1:]
		}
		if len(found[s.name]) < s.min {
			return nil, fmt.Errorf("%s lacks %s, or has it in another place: %w", e.name, s.name, ErrMalformed)
		}
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("%s holds %.60q, which this version does not read there: %w", e.name, rest[0].name, ErrMalformed)
	}
	return found, nil
}

const xmlNamespace = "http://www.w3.org/XML/1998/namespace"

// values returns the attributes by name; xml:lang is "lang". Those marked with
// an exclamation mark must be there, and there must be no others.
func (e *element) values(names ...string) (map[string]string, error) {
	found := map[string]string{}
	for _, a := range e.attributes {
		name := a.Name.Local
		known := slices.Contains(names, name) || slices.Contains(names, name+"!")
		namespace := ""
		if name == "lang" {
			namespace = xmlNamespace
		}
		if !known || a.Name.Space != namespace {
			return nil, fmt.Errorf("%s has an attribute %.60q, which this version does not read there: %w", e.name, name, ErrMalformed)
		}
		found[name] = a.Value
	}
	for _, name := range names {
		if required, isRequired := strings.CutSuffix(name, "!"); isRequired && found[required] == "" {
			return nil, fmt.Errorf("%s lacks the attribute %s: %w", e.name, required, ErrMalformed)
		}
	}
	return found, nil
}

// leaf returns the text of an element that must have some and no children.
func (e *element) leaf(names ...string) (string, map[string]string, error) {
	attributes, err := e.values(names...)
	if err != nil {
		return "", nil, err
	}
	if len(e.children) > 0 || e.text == "" {
		return "", nil, fmt.Errorf("%s has no text of its own: %w", e.name, ErrMalformed)
	}
	return e.text, attributes, nil
}
