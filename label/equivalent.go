package label

import (
	"fmt"
	"slices"
	"time"
)

// Applied says who applies an equivalence.
type Applied string

const (
	ByOriginator Applied = "encrypt" // before it is sent
	ByReceiver   Applied = "decrypt" // before it is opened
)

// Equivalent writes what a label is in another policy, as the label's own policy
// says: an alternativeConfidentialityLabel, which stands beside the originator's
// and never in its place (ADatP-4774.1, 4.2). No access is decided by it.
//
// Nothing that restricts is lost on the way. A classification or a restrictive
// or informative value that has no equivalent is an error (ErrUnknown) unless the
// policy discards it; one of an audience is left out, which only narrows, until
// nobody is left (ErrNobody).
func (ps Policies) Equivalent(label []byte, policy string, applied Applied, at time.Time) ([]byte, error) {
	h, l, err := ps.hold(label)
	if err != nil {
		return nil, fmt.Errorf("label: equivalent in policy %s: %w", policy, err)
	}
	target, known := ps.Named(policy)
	if id, listed := h.policy.equivalents[policy]; !known || !listed || id != target.OID {
		return nil, fmt.Errorf("label: equivalent in policy %.60q: policy %s names none that is known here: %w", policy, h.policy.Name, ErrUnknown)
	}
	mapped, err := h.in(target, applied)
	if err != nil {
		return nil, fmt.Errorf("label: equivalent in policy %s: %w", policy, err)
	}
	created := startOfDay(at)
	return mapped.writeAs(Alternative, created, notBefore(startOfDay(reviewOf(l)), created)), nil
}

func (h holding) in(target *Policy, applied Applied) (holding, error) {
	mapped := holding{policy: target, tags: map[int][]bool{}}
	class := h.policy.Classifications[h.grade]
	to := equivalentIn(class.equivalents, target, applied)
	if to == nil {
		return holding{}, fmt.Errorf("classification %s has no equivalent: %w", class.Name, ErrUnknown)
	}
	mapped.grade = slices.IndexFunc(target.Classifications, func(c Classification) bool { return c.LACV == to.lacv && !c.Obsolete })
	if mapped.grade < 0 {
		return holding{}, fmt.Errorf("classification %s is lacv %s there, which there is not: %w", class.Name, to.lacv, ErrUnknown)
	}
	for i, tag := range h.policy.Tags {
		if err := h.mapTag(mapped, i, tag, applied); err != nil {
			return holding{}, err
		}
	}
	return mapped, mapped.check()
}

// mapTag adds the equivalents of what a label has of one tag.
func (h holding) mapTag(mapped holding, i int, tag Tag, applied Applied) error {
	some, named := false, h.tags[i] != nil
	for v, held := range h.tags[i] {
		if !held {
			continue
		}
		to := equivalentIn(tag.Values[v].equivalents, mapped.policy, applied)
		switch {
		case to != nil && to.discard:
		case to == nil && tag.Type == Permissive:
		case to == nil:
			return fmt.Errorf("value %s of tag %q has no equivalent: %w", tag.Values[v].Name, tag.Name, ErrUnknown)
		case tag.Type != Informative && to.of != tag.Type:
			return fmt.Errorf("value %s of tag %q would be %s: %w", tag.Values[v].Name, tag.Name, to.of, ErrUnknown)
		default:
			if err := mapped.addNumber(to.set, to.of, to.lacv); err != nil {
				return err
			}
			some = true
		}
	}
	if named && tag.Type == Permissive && !some {
		return fmt.Errorf("no one of the audience of tag %q is named there: %w", tag.Name, ErrNobody)
	}
	return nil
}

// addNumber takes in a value by the numbers that certificates carry.
func (h holding) addNumber(set string, of CategoryType, lacv string) error {
	for i, tag := range h.policy.Tags {
		if tag.OID != set || tag.Type != of {
			continue
		}
		v := slices.IndexFunc(tag.Values, func(v Value) bool { return v.LACV == lacv && !v.Obsolete })
		if v < 0 {
			continue
		}
		if h.tags[i] == nil {
			h.tags[i] = make([]bool, len(tag.Values))
		}
		h.tags[i][v] = true
		return nil
	}
	return fmt.Errorf("lacv %s of set %s of policy %s: %w", lacv, set, h.policy.Name, ErrUnknown)
}

func equivalentIn(all []equivalent, target *Policy, applied Applied) *equivalent {
	i := slices.IndexFunc(all, func(e equivalent) bool {
		return e.policy == target.Name && (e.applied == string(applied) || e.applied == "both")
	})
	if i < 0 {
		return nil
	}
	return &all[i]
}
