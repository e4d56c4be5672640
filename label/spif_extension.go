package label

import "fmt"

// extensionNamespace is that of our own elements in the extensions of a policy
// file (docs/formats/channel.md). Those of others are refused.
const extensionNamespace = "urn:entente:spif:1"

// A Deed is what a policy can demand two persons for.
type Deed string

const (
	Downgrade Deed = "downgrade" // to give a record a label that lets more be read
	Release   Deed = "release"   // to publish it in a wider channel
)

// loadExtensions reads twoPersons elements.
func (f *policyFile) loadExtensions(list []*element) error {
	for _, extensions := range list {
		if _, err := extensions.values(); err != nil {
			return err
		}
		name := extensionNamespace + " twoPersons"
		children, err := extensions.sequence(slot{name, 0, many})
		if err != nil {
			return err
		}
		for _, e := range children[name] {
			attributes, err := e.values("deed!", "from")
			if err != nil {
				return err
			}
			deed, from := Deed(attributes["deed"]), 0
			if _, twice := f.policy.twoPersons[deed]; twice || (deed != Downgrade && deed != Release) {
				return fmt.Errorf("twoPersons for %.60q stands twice or is not known: %w", deed, ErrMalformed)
			}
			if name, given := attributes["from"]; given {
				grades, err := f.loadClasses(name)
				if err != nil {
					return err
				}
				from = grades[0]
			}
			f.policy.twoPersons[deed] = from
		}
	}
	return nil
}

// NeedsTwo reports whether the policy of a label demands two persons for a deed
// with what bears it.
func (ps Policies) NeedsTwo(deed Deed, label []byte) (bool, error) {
	h, _, err := ps.hold(label)
	if err != nil {
		return false, fmt.Errorf("label: whether %s needs two persons: %w", deed, err)
	}
	from, demanded := h.policy.twoPersons[deed]
	return demanded && h.grade >= from, nil
}
