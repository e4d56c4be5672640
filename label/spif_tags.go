package label

import "fmt"

func (p *Policy) loadTagSets(e *element) error {
	if _, err := e.values(); err != nil {
		return err
	}
	sets, err := e.sequence(slot{"securityCategoryTagSet", 1, maxTags})
	if err != nil {
		return err
	}
	ids := map[string]bool{}
	for _, set := range sets["securityCategoryTagSet"] {
		attributes, err := set.values("name!", "id!")
		if err != nil {
			return err
		}
		id := attributes["id"]
		if !oidForm.MatchString(id) || ids[id] {
			return fmt.Errorf("tag set %s: id %.60q is not an object identifier, or another set's: %w", attributes["name"], id, ErrMalformed)
		}
		ids[id] = true
		tags, err := set.sequence(slot{"securityCategoryTag", 1, maxTags})
		if err != nil {
			return err
		}
		for _, child := range tags["securityCategoryTag"] {
			tag, err := loadTag(child, id)
			if err != nil {
				return err
			}
			if p.tag(tag.Name, oidPrefix+id) >= 0 || len(p.Tags) == maxTags {
				return fmt.Errorf("tag %s stands twice, or is one of more than %d: %w", tag.Name, maxTags, ErrMalformed)
			}
			p.Tags = append(p.Tags, tag)
		}
	}
	return nil
}

func loadTag(e *element, set string) (Tag, error) {
	attributes, err := e.values("name!", "tagType!", "enumType", "tag7Encoding")
	if err != nil {
		return Tag{}, err
	}
	t := Tag{Name: attributes["name"], OID: set}
	if t.Type, err = categoryType(attributes["tagType"], attributes["enumType"]); err != nil {
		return Tag{}, fmt.Errorf("tag %s: %w", t.Name, err)
	}
	children, err := e.sequence(slot{"tagCategory", 1, maxValues}, slot{"markingQualifier", 0, many})
	if err != nil {
		return Tag{}, err
	}
	seen := map[string]bool{}
	for _, child := range children["tagCategory"] {
		value, err := loadValue(child)
		if err != nil {
			return Tag{}, fmt.Errorf("tag %s: %w", t.Name, err)
		}
		folded := []byte(value.Name)
		for i, c := range folded {
			folded[i] = lower(c)
		}
		if seen["name "+string(folded)] || seen["lacv "+value.LACV] {
			return Tag{}, fmt.Errorf("tag %s: value %s or its lacv stands twice: %w", t.Name, value.Name, ErrMalformed)
		}
		seen["name "+string(folded)], seen["lacv "+value.LACV] = true, true
		t.Values = append(t.Values, value)
	}
	qualifiers, err := loadQualifiers(children["markingQualifier"])
	t.prefix, t.separator, t.suffix = qualifiers["prefix"], qualifiers["separator"], qualifiers["suffix"]
	return t, err
}

func loadValue(e *element) (Value, error) {
	attributes, err := e.values("name!", "lacv!", "obsolete")
	if err != nil {
		return Value{}, err
	}
	v := Value{Name: attributes["name"], LACV: attributes["lacv"]}
	if v.Obsolete, err = truth(attributes["obsolete"]); err != nil {
		return Value{}, err
	}
	v.phrases, err = loadMarkings(e)
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
