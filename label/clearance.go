package label

import (
	"errors"
	"fmt"
	"slices"
)

// A Clearance is what one person may read under one policy.
type Clearance struct {
	Policy         string     `json:"policy"`         // its name
	Classification string     `json:"classification"` // the highest
	Held           []Category `json:"held,omitempty"` // values by tag; of a category only the tag and the values need be set
}

// ErrNotCleared says that nobody with these clearances may read what bears this
// label. A *Refusal says why.
var ErrNotCleared = errors.New("not cleared")

// A Rule of the access decision.
type Rule string

const (
	RuleLabel          Rule = "label"          // the label is missing, wrong in itself or not known here
	RulePolicy         Rule = "policy"         // no clearance under the label's policy
	RuleClassification Rule = "classification" // above the highest that is held
	RuleRestrictive    Rule = "restrictive"    // a value that must be held is not
	RulePermissive     Rule = "permissive"     // none of the values of an audience is held
)

// A Refusal is the first rule that a reader does not meet, with the names that
// the policy has for what is missing.
type Refusal struct {
	Rule           Rule
	Policy         string
	Classification string   // that of the label
	Held           string   // the highest classification that is held
	Tag            string   // of a restrictive or permissive rule
	Missing        []string // values: all of these are needed, or one of them
	Cause          error    // of RuleLabel: ErrMalformed, ErrUnknown, ErrNobody or ErrInvalid
}

// Unwrap makes a refusal an ErrNotCleared, and what is wrong with its label.
func (r *Refusal) Unwrap() []error {
	if r.Cause != nil {
		return []error{ErrNotCleared, r.Cause}
	}
	return []error{ErrNotCleared}
}

func (r *Refusal) Error() string {
	switch r.Rule {
	case RulePolicy:
		return fmt.Sprintf("label: %v: no clearance under policy %s", ErrNotCleared, r.Policy)
	case RuleClassification:
		return fmt.Sprintf("label: %v: it is %s, the clearance is %s", ErrNotCleared, r.Classification, r.Held)
	case RuleRestrictive:
		return fmt.Sprintf("label: %v: %s of tag %q is not held", ErrNotCleared, r.Missing, r.Tag)
	case RulePermissive:
		return fmt.Sprintf("label: %v: none of %s of tag %q is held", ErrNotCleared, r.Missing, r.Tag)
	}
	return fmt.Sprintf("label: %v: %v", ErrNotCleared, r.Cause)
}

// Admits is the access decision of a label: nil if somebody with these
// clearances may read what bears it, otherwise a *Refusal. The classification
// must not be above the clearance's; every restrictive value must be held, and
// of each permissive tag that the label names at least one value; informative
// values are not looked at. A label that is missing or not understood, or that
// names an audience of nobody, admits nobody.
//
// One clearance must meet all of it: what is held under two is not put together,
// because nobody granted the sum. A value that is held and not known here gives
// nothing.
func (ps Policies) Admits(label []byte, clearances []Clearance) error {
	h, _, err := ps.hold(label)
	if err != nil {
		return &Refusal{Rule: RuleLabel, Cause: err}
	}
	refusal := &Refusal{Rule: RulePolicy, Policy: h.policy.Name, Classification: h.policy.Classifications[h.grade].Name}
	for _, c := range clearances {
		if !same(c.Policy, h.policy.Name) {
			continue
		}
		why := h.admits(c)
		if why == nil {
			return nil
		}
		if refusal.Rule == RulePolicy {
			refusal = why
		}
	}
	return refusal
}

// admits returns the first rule that one clearance does not meet.
func (h holding) admits(c Clearance) *Refusal {
	grade := h.policy.grade(c.Classification)
	why := &Refusal{Policy: h.policy.Name, Classification: h.policy.Classifications[h.grade].Name}
	if grade < 0 {
		why.Rule = RulePolicy
		return why
	}
	why.Held = h.policy.Classifications[grade].Name
	if h.grade > grade {
		why.Rule = RuleClassification
		return why
	}
	for i, tag := range h.policy.Tags {
		if h.tags[i] == nil || tag.Type == Informative {
			continue
		}
		met, missing := false, []string(nil)
		for v, named := range h.tags[i] {
			switch {
			case !named:
			case c.holds(tag, tag.Values[v]):
				met = true
			default:
				missing = append(missing, tag.Values[v].Name)
			}
		}
		if tag.Type == Restrictive && len(missing) > 0 {
			why.Rule, why.Tag, why.Missing = RuleRestrictive, tag.Name, missing
			return why
		}
		if tag.Type == Permissive && !met {
			why.Rule, why.Tag, why.Missing = RulePermissive, tag.Name, missing
			return why
		}
	}
	return nil
}

// holds finds a value among those of a clearance.
func (c Clearance) holds(tag Tag, value Value) bool {
	return slices.ContainsFunc(c.Held, func(held Category) bool {
		return held.Tag == tag.Name && (held.URI == "" || held.URI == oidPrefix+tag.OID) &&
			(held.Type == "" || held.Type == tag.Type) &&
			slices.ContainsFunc(held.Values, func(name string) bool { return same(name, value.Name) })
	})
}

// CheckClearance says what is wrong with a clearance before it is granted:
// ErrUnknown where its policy does not know it. Obsolete values may be held,
// since old labels name them.
func (ps Policies) CheckClearance(c Clearance) error {
	policy, known := ps.Named(c.Policy)
	if !known {
		return fmt.Errorf("label: check clearance: policy %.60q: %w", c.Policy, ErrUnknown)
	}
	if policy.grade(c.Classification) < 0 {
		return fmt.Errorf("label: check clearance: classification %.60q of policy %s: %w", c.Classification, policy.Name, ErrUnknown)
	}
	for _, held := range c.Held {
		if held.URI == "" {
			held.URI = policy.uriOf(held.Tag)
		}
		i := policy.tag(held.Tag, held.URI)
		if i < 0 || (held.Type != "" && held.Type != policy.Tags[i].Type) {
			return fmt.Errorf("label: check clearance: tag %.60q of policy %s: %w", held.Tag, policy.Name, ErrUnknown)
		}
		for _, name := range held.Values {
			if policy.Tags[i].value(name) < 0 {
				return fmt.Errorf("label: check clearance: value %.60q of tag %q: %w", name, held.Tag, ErrUnknown)
			}
		}
	}
	return nil
}

// Narrows reports that a clearance admits to nothing to which another does not:
// the same policy, no higher classification, no value that is not held there.
func (ps Policies) Narrows(c, outer Clearance) bool {
	policy, known := ps.Named(c.Policy)
	if !known || !same(c.Policy, outer.Policy) {
		return false
	}
	grade, most := policy.grade(c.Classification), policy.grade(outer.Classification)
	if grade < 0 || most < 0 || grade > most {
		return false
	}
	for _, held := range c.Held {
		i := slices.IndexFunc(policy.Tags, func(t Tag) bool { return t.Name == held.Tag })
		if i < 0 {
			return false
		}
		for _, name := range held.Values {
			v := policy.Tags[i].value(name)
			if v < 0 || !outer.holds(policy.Tags[i], policy.Tags[i].Values[v]) {
				return false
			}
		}
	}
	return true
}
