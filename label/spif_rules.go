package label

import (
	"fmt"
	"slices"
	"strconv"
)

// Limits on rules: of one classification or value, and on what all of a policy
// refer to, which bounds what judging one label costs.
const (
	maxRules      = 64
	maxReferences = 1024
	maxReferredTo = 1 << 17
)

// loadRequired reads requiredCategory elements. What they refer to is looked up
// when the whole file is read (resolve), since it may stand further down.
func (f *policyFile) loadRequired(list []*element) (required []requirement, err error) {
	for _, e := range list {
		attributes, err := e.values("operation!")
		if err != nil {
			return nil, err
		}
		r := requirement{operation: Constraint(attributes["operation"])}
		if !slices.Contains([]Constraint{RequiredOne, RequiredSome, RequiredAll}, r.operation) {
			return nil, fmt.Errorf("requiredCategory has the operation %.60q: %w", r.operation, ErrMalformed)
		}
		children, err := e.sequence(slot{"categoryGroup", 1, maxRules})
		if err != nil {
			return nil, err
		}
		if r.groups, err = f.loadReferences(children["categoryGroup"]); err != nil {
			return nil, err
		}
		required = append(required, r)
	}
	return required, nil
}

// loadReferences reads categoryGroup and excludedCategory elements.
func (f *policyFile) loadReferences(list []*element) ([]reference, error) {
	references := make([]reference, len(list))
	for i, e := range list {
		attributes, err := e.values("tagSetRef!", "tagType!", "enumType", "lacv", "all")
		if err != nil {
			return nil, err
		}
		found := unresolved{to: &references[i], set: attributes["tagSetRef"], lacv: attributes["lacv"]}
		if found.of, err = categoryType(attributes["tagType"], attributes["enumType"]); err != nil {
			return nil, fmt.Errorf("%s: %w", e.name, err)
		}
		if found.all, err = truth(attributes["all"]); err != nil {
			return nil, err
		}
		if found.all == (found.lacv != "") {
			return nil, fmt.Errorf("%s of tag set %.60q has not exactly one of lacv and all: %w", e.name, found.set, ErrMalformed)
		}
		f.unresolved = append(f.unresolved, found)
	}
	return references, nil
}

// An unresolved reference says in the words of the file what it refers to.
type unresolved struct {
	to   *reference
	set  string
	of   CategoryType
	lacv string
	all  bool
}

// resolve looks up what the rules of a file refer to. A rule about what is not
// there would never bind, or always.
func (f *policyFile) resolve() error {
	if len(f.unresolved) > maxReferences {
		return fmt.Errorf("%d references between values, the limit is %d: %w", len(f.unresolved), maxReferences, ErrMalformed)
	}
	referredTo := 0
	for _, u := range f.unresolved {
		u.to.name = u.set
		for t, tag := range f.policy.Tags {
			if tag.set != u.set || tag.Type != u.of {
				continue
			}
			for v, value := range tag.Values {
				if u.all || value.LACV == u.lacv {
					u.to.of = append(u.to.of, place{t, v})
				}
				if !u.all && value.LACV == u.lacv {
					u.to.name = value.Name
				}
			}
		}
		if found := len(u.to.of); found == 0 || (!u.all && found > 1) {
			return fmt.Errorf("a rule refers to value %.60q of the %s tags of set %.60q, of which there are %d: %w", u.lacv, u.of, u.set, found, ErrMalformed)
		}
		if referredTo += len(u.to.of); referredTo > maxReferredTo {
			return fmt.Errorf("rules refer to more than %d values: %w", maxReferredTo, ErrMalformed)
		}
	}
	return nil
}

// loadClasses finds the classifications that a rule names.
func (f *policyFile) loadClasses(names ...string) (grades []int, err error) {
	for _, name := range names {
		grade := f.policy.grade(name)
		if grade < 0 {
			return nil, fmt.Errorf("a rule names the classification %.60q, which there is not: %w", name, ErrMalformed)
		}
		grades = append(grades, grade)
	}
	return grades, nil
}

// loadSelection reads how many values of a tag a label may have.
func loadSelection(attributes map[string]string) (least, most int, err error) {
	bounds := map[string]int{}
	for _, name := range []string{"minSelection", "maxSelection"} {
		text := attributes[name]
		if text == "" || text == "unbounded" {
			continue
		}
		if bounds[name], err = strconv.Atoi(text); err != nil || bounds[name] < 0 || bounds[name] > maxValues {
			return 0, 0, fmt.Errorf("%s is %.60q, which is no number of values: %w", name, text, ErrMalformed)
		}
		if name == "maxSelection" && bounds[name] == 0 {
			return 0, 0, fmt.Errorf("maxSelection 0 leaves a tag without use: %w", ErrMalformed)
		}
	}
	single, err := truth(attributes["singleSelection"])
	if err != nil {
		return 0, 0, err
	}
	least, most = bounds["minSelection"], bounds["maxSelection"]
	if single {
		most = 1
	}
	if most > 0 && least > most {
		return 0, 0, fmt.Errorf("at least %d and at most %d values: %w", least, most, ErrMalformed)
	}
	return least, most, nil
}
