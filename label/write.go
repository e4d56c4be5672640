package label

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"time"
)

// New writes a label. Of each category only the tag and the values need be set;
// the rest comes from the policy. Values are written in the order of the policy,
// whatever order they are given in, so that the same label is the same bytes.
//
// The creation time is cut to the start of its day in UTC, and so is the review.
// Labels then repeat: thousands of entries share one label, which is kept once,
// sent once and judged once, under its hash. And a label that is the same for a
// day says nothing about which entry was made when, so that two copies of a text
// in two channels cannot be matched by the time in their labels.
func New(policy *Policy, classification string, created, review time.Time, categories ...Category) ([]byte, error) {
	h := holding{policy: policy, grade: policy.grade(classification), tags: map[int][]bool{}}
	if h.grade < 0 || policy.Classifications[h.grade].Obsolete {
		return nil, fmt.Errorf("label: write label: policy %s has no classification %.60q: %w", policy.Name, classification, ErrUnknown)
	}
	for _, c := range categories {
		if c.URI == "" {
			c.URI = policy.uriOf(c.Tag)
		}
		if err := h.add(c, true); err != nil {
			return nil, fmt.Errorf("label: write label: %w", err)
		}
	}
	if err := h.check(); err != nil {
		return nil, fmt.Errorf("label: write label: %w", err)
	}
	created, review = startOfDay(created), startOfDay(review)
	if created.Year() < 1970 || review.Year() > 9998 || !review.After(created) {
		return nil, fmt.Errorf("label: write label: review %s does not follow creation %s",
			review.Format(time.DateOnly), created.Format(time.DateOnly))
	}
	return h.write(created, review), nil
}

func startOfDay(at time.Time) time.Time { return at.UTC().Truncate(24 * time.Hour) }

// write is the one spelling of an originator's label.
func (h holding) write(created, review time.Time) []byte {
	return h.writeAs(Originator, created, review)
}

func (h holding) writeAs(role Role, created, review time.Time) []byte {
	var b bytes.Buffer
	m := h.marked()
	fmt.Fprintf(&b, `<slab:%s xmlns:slab=%q ReviewDateTime=%q>`, role, Namespace, review.Format(time.RFC3339))
	b.WriteString(`<slab:ConfidentialityInformation><slab:PolicyIdentifier URI="`)
	escape(&b, m.PolicyURI)
	b.WriteString(`">`)
	escape(&b, m.Policy)
	b.WriteString(`</slab:PolicyIdentifier><slab:Classification>`)
	escape(&b, m.Classification)
	b.WriteString(`</slab:Classification>`)
	for _, c := range m.Categories {
		fmt.Fprintf(&b, `<slab:Category Type=%q TagName="`, c.Type)
		escape(&b, c.Tag)
		b.WriteString(`" URI="`)
		escape(&b, c.URI)
		b.WriteString(`">`)
		for _, value := range c.Values {
			b.WriteString(`<slab:GenericValue>`)
			escape(&b, value)
			b.WriteString(`</slab:GenericValue>`)
		}
		b.WriteString(`</slab:Category>`)
	}
	fmt.Fprintf(&b, `</slab:ConfidentialityInformation><slab:CreationDateTime>%s</slab:CreationDateTime></slab:%s>`,
		created.Format(time.RFC3339), role)
	return b.Bytes()
}

func escape(b *bytes.Buffer, text string) {
	xml.EscapeText(b, []byte(text)) // a bytes.Buffer does not fail
}
