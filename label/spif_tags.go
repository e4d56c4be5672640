package label

import "fmt"

func (f *policyFile) loadTagSets(e *element) error {
	if _, err := e.values(); err != nil {
		return err
	}
	sets, err := e.sequence(slot{"securityCategoryTagSet", 1, maxTags})
	if err != nil {
		return err
	}
	ids, names := map[string]bool{}, map[string]bool{}
	for _, set := range sets["securityCategoryTagSet"] {
		attributes, err := set.values("name!", "id!")
		if err != nil {
			return err
		}
		id, name := attributes["id"], attributes["name"]
		if !oidForm.MatchString(id) || ids[id] || names[name] {
			return fmt.Errorf("tag set %s: id %.60q is not an object identifier, or it shares its name or id: %w", name, id, ErrMalformed)
		}
		ids[id], names[name] = true, true
		tags, err := set.sequence(slot{"securityCategoryTag", 1, maxTags})
		if err != nil {
			return err
		}
		for _, child := range tags["securityCategoryTag"] {
			if err := f.loadTag(child, name, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *policyFile) loadTag(e *element, set, id string) error {
	attributes, err := e.values("name!", "tagType!", "enumType", "tag7Encoding", "singleSelection", "minSelection", "maxSelection")
	if err != nil {
		return err
	}
	p, t := f.policy, Tag{Name: attributes["name"], OID: id, set: set}
	if p.tag(t.Name, oidPrefix+id) >= 0 || len(p.Tags) == maxTags {
		return fmt.Errorf("tag %s stands twice, or is one of more than %d: %w", t.Name, maxTags, ErrMalformed)
	}
	if t.Type, err = categoryType(attributes["tagType"], attributes["enumType"]); err != nil {
		return fmt.Errorf("tag %s: %w", t.Name, err)
	}
	if t.Least, t.Most, err = loadSelection(attributes); err != nil {
		return fmt.Errorf("tag %s: %w", t.Name, err)
	}
	children, err := e.sequence(slot{"tagCategory", 1, maxValues}, slot{"markingQualifier", 0, many})
	if err != nil {
		return err
	}
	if t.Values, err = f.loadValues(children["tagCategory"]); err != nil {
		return fmt.Errorf("tag %s: %w", t.Name, err)
	}
	if t.qualifiers, err = loadQualifiers(children["markingQualifier"]); err != nil {
		return err
	}
	p.Tags = append(p.Tags, t)
	return nil
}

func (f *policyFile) loadValues(list []*element) (values []Value, err error) {
	seen := map[string]bool{}
	for _, child := range list {
		value, err := f.loadValue(child)
		if err != nil {
			return nil, err
		}
		folded := []byte(value.Name)
		for i, c := range folded {
			folded[i] = lower(c)
		}
		if seen["name "+string(folded)] || seen["lacv "+value.LACV] {
			return nil, fmt.Errorf("value %s or its lacv stands twice: %w", value.Name, ErrMalformed)
		}
		seen["name "+string(folded)], seen["lacv "+value.LACV] = true, true
		values = append(values, value)
	}
	return values, nil
}

func (f *policyFile) loadValue(e *element) (v Value, err error) {
	attributes, err := e.values("name!", "lacv!", "obsolete", "requiredClass")
	if err != nil {
		return v, err
	}
	v = Value{Name: attributes["name"], LACV: attributes["lacv"]}
	if v.Obsolete, err = truth(attributes["obsolete"]); err != nil {
		return v, err
	}
	children, err := e.sequence(slot{"equivalentSecCategoryTag", 0, maxEquivalents}, slot{"markingData", 0, many},
		slot{"excludedClass", 0, maxClassifications}, slot{"requiredCategory", 0, maxRules}, slot{"excludedCategory", 0, maxRules})
	if err != nil {
		return v, err
	}
	if v.equivalents, err = loadEquivalents(children["equivalentSecCategoryTag"],
		"policyRef!", "tagSetId!", "tagType!", "enumType", "lacv!", "applied!", "action"); err != nil {
		return v, err
	}
	if v.wording, err = loadWording(children["markingData"]); err != nil {
		return v, err
	}
	if name, given := attributes["requiredClass"]; given {
		if v.onlyWith, err = f.loadClasses(name); err != nil {
			return v, err
		}
	}
	for _, child := range children["excludedClass"] {
		name, _, err := child.leaf()
		if err != nil {
			return v, err
		}
		grades, err := f.loadClasses(name)
		if err != nil {
			return v, err
		}
		v.neverWith = append(v.neverWith, grades...)
	}
	if v.required, err = f.loadRequired(children["requiredCategory"]); err != nil {
		return v, err
	}
	v.excluded, err = f.loadReferences(children["excludedCategory"])
	return v, err
}

// categoryType reads SPIF's types of tags, which say how values are encoded in
// a certificate too, as the types of a label.
func categoryType(tag, enum string) (CategoryType, error) {
	switch {
	case tag == "restrictive" && enum == "", tag == "enumerated" && enum == "restrictive":
		return Restrictive, nil
	case tag == "permissive" && enum == "", tag == "enumerated" && enum == "permissive":
		return Permissive, nil
	case tag == "tagType7" && enum == "":
		return Informative, nil
	}
	return "", fmt.Errorf("tagType %q with enumType %q: %w", tag, enum, ErrMalformed)
}
