package record

import (
	"errors"
	"fmt"
	"strings"
)

// Kinds is the set of kinds that a program knows. It does not change.
type Kinds struct {
	list   []*Kind
	byName map[string]*Kind
}

// NewKinds checks that no name stands twice and that every kind that a
// reference may name is there.
func NewKinds(kinds ...*Kind) (*Kinds, error) {
	set := &Kinds{list: kinds, byName: make(map[string]*Kind, len(kinds))}
	for _, k := range kinds {
		if _, twice := set.byName[k.name]; twice {
			return nil, fmt.Errorf("record: kind %s is declared twice", k.name)
		}
		set.byName[k.name] = k
	}
	var missing []error
	for _, k := range kinds {
		for _, c := range k.Columns() {
			for _, to := range c.To {
				if _, declared := set.byName[to]; !declared && to != AnyKind {
					missing = append(missing, fmt.Errorf("record: kind %s: %s refers to %s, which is not declared", k.name, c.Name, to))
				}
			}
		}
	}
	if err := errors.Join(missing...); err != nil {
		return nil, err
	}
	return set, nil
}

// AnyKind stands in a to tag for every kind, declared or not.
const AnyKind = "*"

// Lookup finds a kind by its name.
func (s *Kinds) Lookup(name string) (*Kind, bool) {
	k, ok := s.byName[name]
	return k, ok
}

// All lists the kinds as they were given.
func (s *Kinds) All() []*Kind { return append([]*Kind(nil), s.list...) }

// Of lists the kinds of one feature.
func (s *Kinds) Of(feature string) []*Kind {
	var of []*Kind
	for _, k := range s.list {
		if strings.HasPrefix(k.name, feature+"/") {
			of = append(of, k)
		}
	}
	return of
}
