package label

import (
	"fmt"
	"slices"
)

// maxEquivalents bounds the policies that one knows equivalents in.
const maxEquivalents = 64

// An equivalent says what a classification or value is in another policy.
type equivalent struct {
	policy  string // its name
	applied string // encrypt, decrypt or both
	set     string // the OID of the tag set, for a value
	of      CategoryType
	lacv    string
	discard bool // it may be left out there
}

func (f *policyFile) loadEquivalentPolicies(list []*element) error {
	f.policy.equivalents = map[string]string{}
	for _, e := range list {
		if _, err := e.values(); err != nil {
			return err
		}
		children, err := e.sequence(slot{"equivalentPolicy", 1, maxEquivalents})
		if err != nil {
			return err
		}
		for _, child := range children["equivalentPolicy"] {
			attributes, err := child.values("name!", "id!", "userRefURI", "docRefURI")
			if err != nil {
				return err
			}
			if _, err := child.sequence(); err != nil {
				return err
			}
			name, id := attributes["name"], attributes["id"]
			if _, twice := f.policy.equivalents[name]; twice || !oidForm.MatchString(id) {
				return fmt.Errorf("equivalent policy %s stands twice or has no object identifier: %w", name, ErrMalformed)
			}
			f.policy.equivalents[name] = id
		}
	}
	return f.checkEquivalents()
}

// checkEquivalents holds what was read to the list of policies, which stands
// after it in the file.
func (f *policyFile) checkEquivalents() error {
	var all []equivalent
	for _, class := range f.policy.Classifications {
		all = append(all, class.equivalents...)
	}
	for _, tag := range f.policy.Tags {
		for _, value := range tag.Values {
			all = append(all, value.equivalents...)
		}
	}
	for _, e := range all {
		if _, listed := f.policy.equivalents[e.policy]; !listed {
			return fmt.Errorf("something is equivalent in policy %.60q, which is not among the equivalent policies: %w", e.policy, ErrMalformed)
		}
	}
	return nil
}

// loadEquivalents reads equivalentClassification or equivalentSecCategoryTag
// elements; of each policy and direction there is one.
func loadEquivalents(list []*element, names ...string) (all []equivalent, err error) {
	for _, e := range list {
		attributes, err := e.values(names...)
		if err != nil {
			return nil, err
		}
		if _, err := e.sequence(); err != nil {
			return nil, err
		}
		one := equivalent{policy: attributes["policyRef"], applied: attributes["applied"], set: attributes["tagSetId"], lacv: attributes["lacv"]}
		if !slices.Contains([]string{"encrypt", "decrypt", "both"}, one.applied) {
			return nil, fmt.Errorf("%s is applied %.60q: %w", e.name, one.applied, ErrMalformed)
		}
		if tagType, ofTag := attributes["tagType"]; ofTag {
			if one.of, err = categoryType(tagType, attributes["enumType"]); err != nil {
				return nil, fmt.Errorf("%s: %w", e.name, err)
			}
		}
		switch attributes["action"] {
		case "discard":
			one.discard = true
		case "":
		default:
			return nil, fmt.Errorf("%s has the action %.60q: %w", e.name, attributes["action"], ErrMalformed)
		}
		for _, other := range all {
			if other.policy == one.policy && (other.applied == one.applied || other.applied == "both" || one.applied == "both") {
				return nil, fmt.Errorf("two equivalents in policy %.60q: %w", one.policy, ErrMalformed)
			}
		}
		all = append(all, one)
	}
	return all, nil
}
