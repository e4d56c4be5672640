package label

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Within reports, by a nil error, that a label may stand under a ceiling: that
// whoever may read what is marked like the ceiling may read it. The package
// comment states the rule. Any error means no: ErrAbove where the label is above
// the ceiling or either is not understood, and ErrMalformed or ErrNobody where
// the label is wrong in itself.
//
// Labels of two policies cannot be compared until a policy says which of its
// values are equivalent to which of the other's, so they are above each other.
func (ps Policies) Within(label, ceiling []byte) error {
	c, _, err := ps.hold(ceiling)
	if err != nil {
		return fmt.Errorf("label: read ceiling: %w: %w", ErrAbove, err)
	}
	l, _, err := ps.hold(label)
	switch {
	case errors.Is(err, ErrUnknown):
		return fmt.Errorf("label: %w: %w", ErrAbove, err)
	case err != nil:
		return fmt.Errorf("label: %w", err)
	}
	return l.within(c)
}

func (h holding) within(ceiling holding) error {
	if h.policy != ceiling.policy {
		return fmt.Errorf("label: %w: nothing says what a label of policy %s is in policy %s: %w",
			ErrAbove, h.policy.Name, ceiling.policy.Name, ErrUnknown)
	}
	if h.grade > ceiling.grade {
		return fmt.Errorf("label: %w: classification %s, the ceiling is %s", ErrAbove,
			h.policy.Classifications[h.grade].Name, ceiling.policy.Classifications[ceiling.grade].Name)
	}
	for i, tag := range h.policy.Tags {
		mine, theirs := h.tags[i], ceiling.tags[i]
		switch tag.Type {
		case Restrictive:
			if v := first(mine, theirs); v >= 0 {
				return fmt.Errorf("label: %w: it is restricted to %s, the ceiling is not", ErrAbove, tag.Values[v].Name)
			}
		case Permissive:
			if v := first(theirs, mine); v >= 0 {
				return fmt.Errorf("label: %w: it is not releasable to %s, who reads under the ceiling", ErrAbove, tag.Values[v].Name)
			}
		}
	}
	return nil
}

// first finds a value that a holds and b does not; -1 if there is none.
func first(a, b []bool) int {
	for v, held := range a {
		if held && (b == nil || !b[v]) {
			return v
		}
	}
	return -1
}

// Combine writes the label of what is made of several: the highest
// classification, all restrictive and informative values, and those whom every
// one of the labels is releasable to (ADatP-4774.1, 4.4). All of them are within
// it. If each names an audience and no one is in all of them the result would be
// for nobody, and the error is ErrNobody; if the policy does not let the values
// stand together, it is ErrInvalid. It is reviewed when the first of them is.
func (ps Policies) Combine(at time.Time, labels ...[]byte) ([]byte, error) {
	if len(labels) == 0 {
		return nil, fmt.Errorf("label: combine labels: there is none: %w", ErrMalformed)
	}
	var result holding
	var review time.Time
	for i, raw := range labels {
		h, l, err := ps.hold(raw)
		if err != nil {
			return nil, fmt.Errorf("label: combine labels: %w", err)
		}
		if i == 0 {
			result = h
		} else if err := result.join(h); err != nil {
			return nil, fmt.Errorf("label: combine labels: %w", err)
		}
		if due := reviewOf(l); i == 0 || due.Before(review) {
			review = due
		}
	}
	if err := result.check(); err != nil {
		return nil, fmt.Errorf("label: combine labels: %w", err)
	}
	created := startOfDay(at)
	return result.write(created, notBefore(startOfDay(review), created)), nil
}

func (h *holding) join(other holding) error {
	if h.policy != other.policy {
		return fmt.Errorf("nothing says what a label of policy %s is in policy %s: %w", other.policy.Name, h.policy.Name, ErrUnknown)
	}
	h.grade = max(h.grade, other.grade)
	for i, tag := range h.policy.Tags {
		mine, theirs := h.tags[i], other.tags[i]
		switch {
		case tag.Type == Permissive && (mine == nil || theirs == nil):
			delete(h.tags, i) // one of them was released to no one by this tag
		case tag.Type == Permissive:
			for v := range mine {
				mine[v] = mine[v] && theirs[v]
			}
			if !slices.Contains(mine, true) {
				return fmt.Errorf("no one is in every audience of tag %q: %w", tag.Name, ErrNobody)
			}
		case theirs != nil && mine == nil:
			h.tags[i] = slices.Clone(theirs)
		case theirs != nil:
			for v := range mine {
				mine[v] = mine[v] || theirs[v]
			}
		}
	}
	return nil
}

// Readdress writes the label that a text gets when it is released under another
// ceiling: classification, restrictive and informative values as they are, the
// audience as the ceiling has it, and both times afresh, the review as long after
// the creation as before. It never lowers anything: if the result is above the
// ceiling, so is the error, and a person must choose another label.
func (ps Policies) Readdress(label, ceiling []byte, at time.Time) ([]byte, error) {
	c, _, err := ps.hold(ceiling)
	if err != nil {
		return nil, fmt.Errorf("label: release under a ceiling that is not understood: %w: %w", ErrAbove, err)
	}
	h, l, err := ps.hold(label)
	if err != nil {
		return nil, fmt.Errorf("label: release: %w: %w", ErrAbove, err)
	}
	if h.policy != c.policy {
		return nil, h.within(c)
	}
	maps.DeleteFunc(h.tags, func(i int, _ []bool) bool { return h.policy.Tags[i].Type == Permissive })
	for i, values := range c.tags {
		if c.policy.Tags[i].Type == Permissive {
			h.tags[i] = values
		}
	}
	if err := h.within(c); err != nil {
		return nil, err
	}
	if err := h.check(); err != nil {
		return nil, fmt.Errorf("label: release: %w", err)
	}
	created := startOfDay(at)
	period := reviewOf(l).Sub(l.Created)
	return h.write(created, notBefore(startOfDay(at.Add(period)), created)), nil
}

// reviewOf is when a label is to be looked at again at the latest.
func reviewOf(l Label) time.Time {
	if l.Review.IsZero() || (l.Succession != nil && l.Succession.At.Before(l.Review)) {
		return l.Succession.At
	}
	return l.Review
}

// notBefore keeps a review after the day of creation.
func notBefore(review, created time.Time) time.Time {
	if tomorrow := created.AddDate(0, 0, 1); review.Before(tomorrow) {
		return tomorrow
	}
	return review
}

// Lowers reports that a label which follows another lets more be read: the
// classification is lower, a restrictive value is lost, the audience is wider or
// is no longer named, or nobody can tell because one of them is not understood.
func (ps Policies) Lowers(before, after []byte) bool {
	b, _, errBefore := ps.hold(before)
	a, _, errAfter := ps.hold(after)
	if errBefore != nil || errAfter != nil || b.within(a) != nil {
		return true
	}
	for i, tag := range b.policy.Tags {
		if tag.Type == Permissive && b.tags[i] != nil && a.tags[i] == nil {
			return true // whoever is cleared reads it now
		}
	}
	return false
}
