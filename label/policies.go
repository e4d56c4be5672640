package label

import (
	"fmt"
	"slices"
)

// Policies are the policies that a reader knows. The zero value knows none, so
// every label is above every ceiling. It is a value and safe for concurrent use.
type Policies struct{ known []*Policy }

// NewPolicies makes a set. Two files for one policy cannot both hold.
func NewPolicies(policies ...*Policy) (Policies, error) {
	for i, p := range policies {
		for _, other := range policies[:i] {
			if p.OID == other.OID || p.Name == other.Name {
				return Policies{}, fmt.Errorf("label: policies %s and %s share a name or an identifier", other.Name, p.Name)
			}
		}
	}
	return Policies{slices.Clone(policies)}, nil
}

// All lists the policies.
func (ps Policies) All() []*Policy { return slices.Clone(ps.known) }

// Pinned returns those of the policies whose file has one of these hashes, and
// the hashes of which no file is here. Labels of what is left out are unknown.
func (ps Policies) Pinned(hashes ...string) (pinned Policies, absent []string) {
	for _, hash := range hashes {
		i := slices.IndexFunc(ps.known, func(p *Policy) bool { return p.Hash() == hash })
		if i < 0 {
			absent = append(absent, hash)
		} else if !slices.Contains(pinned.known, ps.known[i]) {
			pinned.known = append(pinned.known, ps.known[i])
		}
	}
	return pinned, absent
}

// Named finds a policy by its name.
func (ps Policies) Named(name string) (*Policy, bool) {
	i := slices.IndexFunc(ps.known, func(p *Policy) bool { return p.Name == name })
	if i < 0 {
		return nil, false
	}
	return ps.known[i], true
}

// Check reads a label and holds it to its policy. The label that it returns has
// names as the policy spells them and each tag once. The error is ErrMalformed,
// ErrUnknown, ErrNobody or ErrInvalid.
func (ps Policies) Check(raw []byte) (Label, error) {
	_, l, err := ps.hold(raw)
	if err != nil {
		return Label{}, fmt.Errorf("label: check label: %w", err)
	}
	return l, nil
}

// hold reads a label into the terms of its policy.
func (ps Policies) hold(raw []byte) (holding, Label, error) {
	l, err := parse(raw)
	if err != nil {
		return holding{}, Label{}, err
	}
	i := slices.IndexFunc(ps.known, func(p *Policy) bool { return p.URI() == l.PolicyURI && same(p.Name, l.Policy) })
	if i < 0 {
		return holding{}, Label{}, fmt.Errorf("policy %q (%s): %w", l.Policy, l.PolicyURI, ErrUnknown)
	}
	h := holding{policy: ps.known[i], grade: ps.known[i].grade(l.Classification), tags: map[int][]bool{}}
	if h.grade < 0 {
		return holding{}, Label{}, fmt.Errorf("classification %q of policy %s: %w", l.Classification, l.Policy, ErrUnknown)
	}
	if l.PrivacyMark != "" {
		return holding{}, Label{}, fmt.Errorf("privacy mark %q of policy %s: %w", l.PrivacyMark, l.Policy, ErrUnknown)
	}
	for _, c := range l.Categories {
		if err := h.add(c, false); err != nil {
			return holding{}, Label{}, err
		}
	}
	if err := h.check(); err != nil {
		return holding{}, Label{}, err
	}
	l.Marked = h.marked()
	return h, l, nil
}

// A holding is a label in the terms of its policy: which grade, and of each tag
// that it names, which values. The indices are those of the policy.
type holding struct {
	policy *Policy
	grade  int
	tags   map[int][]bool
}

// add takes in one category. writing refuses what is obsolete.
func (h holding) add(c Category, writing bool) error {
	i := h.policy.tag(c.Tag, c.URI)
	if i < 0 || (c.Type != h.policy.Tags[i].Type && !(writing && c.Type == "")) {
		return fmt.Errorf("tag %q (%s) of policy %s: %w", c.Tag, c.URI, h.policy.Name, ErrUnknown)
	}
	tag := h.policy.Tags[i]
	if len(c.Values) == 0 {
		if tag.Type == Permissive {
			return fmt.Errorf("tag %q names nobody: %w", c.Tag, ErrNobody)
		}
		return nil
	}
	if h.tags[i] == nil {
		h.tags[i] = make([]bool, len(tag.Values))
	}
	for _, name := range c.Values {
		v := tag.value(name)
		if v < 0 || (writing && tag.Values[v].Obsolete) {
			return fmt.Errorf("value %q of tag %q: %w", name, c.Tag, ErrUnknown)
		}
		h.tags[i][v] = true
	}
	return nil
}

// marked writes a holding in the policy's own spelling and order.
func (h holding) marked() Marked {
	m := Marked{Policy: h.policy.Name, PolicyURI: h.policy.URI(), Classification: h.policy.Classifications[h.grade].Name}
	for i, tag := range h.policy.Tags {
		if h.tags[i] == nil {
			continue
		}
		c := Category{Type: tag.Type, Tag: tag.Name, URI: oidPrefix + tag.OID}
		for v, held := range h.tags[i] {
			if held {
				c.Values = append(c.Values, tag.Values[v].Name)
			}
		}
		m.Categories = append(m.Categories, c)
	}
	return m
}
