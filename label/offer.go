package label

import (
	"fmt"
	"slices"
	"time"
)

// An Offer is what a writer may choose from for a label under some ceilings.
type Offer struct {
	Policy          *Policy
	Classifications []string // the lowest first
	Tags            []TagOffer

	policies Policies
	ceilings [][]byte
}

// A TagOffer is what may be chosen of one tag.
type TagOffer struct {
	Tag    Tag
	Values []string // in the order of the policy
	Always []string // the audience of the ceiling, which every label under it names
}

// Offer finds what may be chosen under ceilings of one policy: the first is a
// channel's, others are the node's own.
func (ps Policies) Offer(ceilings ...[]byte) (Offer, error) {
	o := Offer{policies: ps, ceilings: ceilings}
	var bounds []holding
	for _, raw := range ceilings {
		h, _, err := ps.hold(raw)
		if err != nil {
			return Offer{}, fmt.Errorf("label: offer labels under a ceiling: %w", err)
		}
		if o.Policy != nil && o.Policy != h.policy {
			return Offer{}, fmt.Errorf("label: offer labels under ceilings of policies %s and %s: %w", o.Policy.Name, h.policy.Name, ErrUnknown)
		}
		o.Policy, bounds = h.policy, append(bounds, h)
	}
	if len(bounds) == 0 {
		return Offer{}, fmt.Errorf("label: offer labels under no ceiling: %w", ErrMalformed)
	}
	for grade, class := range o.Policy.Classifications {
		if !class.Obsolete && !slices.ContainsFunc(bounds, func(h holding) bool { return grade > h.grade }) {
			o.Classifications = append(o.Classifications, class.Name)
		}
	}
	for i, tag := range o.Policy.Tags {
		if offer := tagOffer(i, tag, bounds); len(offer.Values)+len(offer.Always) > 0 {
			o.Tags = append(o.Tags, offer)
		}
	}
	return o, nil
}

func tagOffer(i int, tag Tag, bounds []holding) TagOffer {
	offer := TagOffer{Tag: tag}
	for v, value := range tag.Values {
		always, never := false, value.Obsolete
		for _, bound := range bounds {
			held := bound.holds(place{i, v})
			always = always || (tag.Type == Permissive && held)
			never = never || (tag.Type == Restrictive && !held)
		}
		switch {
		case always:
			offer.Always = append(offer.Always, value.Name)
		case !never:
			offer.Values = append(offer.Values, value.Name)
		}
	}
	return offer
}

// Compose writes the label of what somebody chose. What the ceilings' audience
// always names is added. The errors are those of New and Within.
func (o Offer) Compose(classification string, categories []Category, created, review time.Time) ([]byte, error) {
	if !slices.ContainsFunc(o.Classifications, func(name string) bool { return same(name, classification) }) {
		return nil, fmt.Errorf("label: %w: classification %.60q is not offered", ErrAbove, classification)
	}
	all := slices.Clone(categories)
	for _, t := range o.Tags {
		if len(t.Always) > 0 {
			all = append(all, Category{Tag: t.Tag.Name, URI: oidPrefix + t.Tag.OID, Values: t.Always})
		}
	}
	raw, err := New(o.Policy, classification, created, review, all...)
	if err != nil {
		return nil, err
	}
	for _, ceiling := range o.ceilings {
		if err := o.policies.Within(raw, ceiling); err != nil {
			return nil, err
		}
	}
	return raw, nil
}
