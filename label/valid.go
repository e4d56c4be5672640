package label

import (
	"fmt"
	"slices"
	"strings"
)

// A Constraint is a kind of rule by which a policy holds the classification and
// the values of a label to each other (ADatP-4774.1, tables 3 and 5).
type Constraint string

const (
	RequiredClass    Constraint = "requiredClass"    // Of stands only with the classification With
	ExcludedClass    Constraint = "excludedClass"    // Of never stands with the classification With
	RequiredOne      Constraint = "onlyOne"          // Of needs exactly one of With
	RequiredSome     Constraint = "oneOrMore"        // Of needs one of With, or more
	RequiredAll      Constraint = "all"              // Of needs all of With
	ExcludedCategory Constraint = "excludedCategory" // Of never stands with any of With
	AtLeast          Constraint = "minSelection"     // of the tag Of there are at least Count values
	AtMost           Constraint = "maxSelection"     // of the tag Of there are at most Count values
)

// A Violation is a rule that a label breaks, in the names that its policy has.
type Violation struct {
	Constraint Constraint
	Of         string
	With       []string
	Count      int
}

// Unwrap makes a violation an ErrInvalid.
func (v *Violation) Unwrap() error { return ErrInvalid }

func (v *Violation) Error() string {
	with := strings.Join(v.With, ", ")
	switch v.Constraint {
	case RequiredClass:
		return fmt.Sprintf("%s stands only with %s: %v", v.Of, with, ErrInvalid)
	case ExcludedClass, ExcludedCategory:
		return fmt.Sprintf("%s never stands with %s: %v", v.Of, with, ErrInvalid)
	case AtLeast, AtMost:
		return fmt.Sprintf("%s of tag %q is %d: %v", v.Constraint, v.Of, v.Count, ErrInvalid)
	}
	return fmt.Sprintf("%s needs %s of %s: %v", v.Of, v.Constraint, with, ErrInvalid)
}

// A reference is how rules name values: one of a tag set, or all of its tags of
// a type.
type reference struct {
	name string // as it is said: that of the value, or of the tag set
	of   []place
}

// A place is a value of a policy by its indices.
type place struct{ tag, value int }

func (h holding) holds(p place) bool {
	values := h.tags[p.tag]
	return values != nil && values[p.value]
}

// A requirement is a requiredCategory of a classification or value: that so many
// of the values that it refers to are there.
type requirement struct {
	operation Constraint
	groups    []reference
}

// meets counts values, not groups: a group that stands for all values of a tag
// set is met by any of them where one is needed, and by every one where all are.
func (h holding) meets(r requirement) bool {
	held, of := 0, 0
	for _, group := range r.groups {
		of += len(group.of)
		for _, p := range group.of {
			if h.holds(p) {
				held++
			}
		}
	}
	switch r.operation {
	case RequiredOne:
		return held == 1
	case RequiredSome:
		return held >= 1
	}
	return held == of
}

// check says which rule of its policy a label breaks, the first in the order of
// the file.
func (h holding) check() error {
	class := h.policy.Classifications[h.grade]
	if v := h.lacks(class.Name, class.required); v != nil {
		return v
	}
	for i, tag := range h.policy.Tags {
		count := 0
		for v, held := range h.tags[i] {
			if !held {
				continue
			}
			count++
			if broken := h.checkValue(tag.Values[v], place{i, v}); broken != nil {
				return broken
			}
		}
		if count < tag.Least {
			return &Violation{Constraint: AtLeast, Of: tag.Name, Count: tag.Least}
		}
		if tag.Most > 0 && count > tag.Most {
			return &Violation{Constraint: AtMost, Of: tag.Name, Count: tag.Most}
		}
	}
	return nil
}

func (h holding) checkValue(value Value, at place) *Violation {
	classes := h.policy.Classifications
	if len(value.onlyWith) > 0 && !slices.Contains(value.onlyWith, h.grade) {
		return &Violation{Constraint: RequiredClass, Of: value.Name, With: []string{classes[value.onlyWith[0]].Name}}
	}
	if slices.Contains(value.neverWith, h.grade) {
		return &Violation{Constraint: ExcludedClass, Of: value.Name, With: []string{classes[h.grade].Name}}
	}
	if v := h.lacks(value.Name, value.required); v != nil {
		return v
	}
	for _, excluded := range value.excluded {
		for _, other := range excluded.of {
			if other != at && h.holds(other) {
				return &Violation{Constraint: ExcludedCategory, Of: value.Name, With: []string{h.policy.Tags[other.tag].Values[other.value].Name}}
			}
		}
	}
	return nil
}

func (h holding) lacks(name string, requirements []requirement) *Violation {
	for _, r := range requirements {
		if h.meets(r) {
			continue
		}
		v := &Violation{Constraint: r.operation, Of: name}
		for _, group := range r.groups {
			v.With = append(v.With, group.name)
		}
		return v
	}
	return nil
}
