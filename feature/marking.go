package feature

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/label"
	"entente/record"
	"entente/ui"
)

// AsItIs is the answer that leaves a label as the record has it, or as its
// channel gives it.
const AsItIs = "as-it-is"

// mostBoxes is how many values of a tag a form shows at once; of more they are
// typed.
const mostBoxes = 16

// A Marker asks for the label of what is written in a channel: the
// classification, and of every tag of the policy what the ceilings of the channel
// and of this node allow.
type Marker struct {
	Own      []byte // the label that the record has, or that the channel gives
	policies label.Policies
	offer    label.Offer
	err      error // why nothing can be offered
	own      label.Label
	at       time.Time
	period   time.Duration // from a label's creation to its review
}

// NewMarker finds what may be chosen. byDefault is the label that the channel
// gives, from which the time to the review is taken. Under ceilings that are not
// understood nothing may be chosen.
func NewMarker(policies label.Policies, own, byDefault []byte, at time.Time, ceilings ...[]byte) Marker {
	m := Marker{Own: own, policies: policies, at: at}
	m.offer, m.err = policies.Offer(ceilings...)
	if given, err := policies.Check(byDefault); err == nil {
		m.period = given.Review.Sub(given.Created)
	} else {
		m.err = errors.Join(m.err, err)
	}
	// A label that is not understood here is as it is, or is replaced.
	m.own, _ = policies.Check(own)
	return m
}

// A MarkingAnswer is what somebody chose.
type MarkingAnswer struct {
	Classification string              `json:"classification"`
	Values         map[string][]string `json:"values,omitempty"` // by the number of the tag in its policy, from 1
	Asked          bool                `json:"asked,omitempty"`  // the form asked for values too
}

// ReadMarking reads it from a form whose inputs begin with a name.
func ReadMarking(form url.Values, name string) MarkingAnswer {
	a := MarkingAnswer{Classification: form.Get(name), Asked: form.Has(name + markingAsked), Values: map[string][]string{}}
	for input, values := range form {
		if number, isTag := strings.CutPrefix(input, name+markingTag); isTag {
			for _, value := range values {
				for one := range strings.SplitSeq(value, ",") {
					if one = strings.TrimSpace(one); one != "" {
						a.Values[number] = append(a.Values[number], one)
					}
				}
			}
		}
	}
	return a
}

// What follows the name of a marking in the names of its inputs.
const (
	markingAsked = ".asked"
	markingTag   = ".tag"
)

// number is how the inputs name a tag.
func (m Marker) number(t label.TagOffer) string {
	return strconv.Itoa(1 + slices.IndexFunc(m.offer.Policy.Tags, func(one label.Tag) bool { return one.Name == t.Tag.Name && one.OID == t.Tag.OID }))
}

// Label is the label of an answer. The errors are those of label.Offer; a form
// says them with MarkingProblem.
func (m Marker) Label(a MarkingAnswer) ([]byte, error) {
	if a.Classification == AsItIs {
		return m.Own, nil
	}
	if !a.Asked {
		a.Values = m.answered(MarkingAnswer{}).Values
	}
	if m.err != nil {
		return nil, m.err
	}
	var categories []label.Category
	for _, t := range m.offer.Tags {
		if values := a.Values[m.number(t)]; len(values) > 0 {
			categories = append(categories, label.Category{Tag: t.Tag.Name, URI: t.Tag.URI(), Values: values})
		}
	}
	composed, err := m.offer.Compose(a.Classification, categories, m.at, m.at.Add(m.period))
	if err != nil {
		return nil, err
	}
	if same, err := m.policies.Check(composed); err == nil && same.Alike(m.own.Marked) {
		return m.Own, nil // nothing was changed: the label keeps its times
	}
	return composed, nil
}

// answered is an answer as the form shows it: one that names no values has those
// of the label that there was.
func (m Marker) answered(a MarkingAnswer) MarkingAnswer {
	if a.Classification != AsItIs && a.Classification != "" {
		if !a.Asked {
			a.Values = m.answered(MarkingAnswer{}).Values
		}
		return a
	}
	if m.err != nil || m.own.Policy != m.offer.Policy.Name || !slices.Contains(m.offer.Classifications, m.own.Classification) {
		return MarkingAnswer{Classification: AsItIs}
	}
	a = MarkingAnswer{Classification: m.own.Classification, Values: map[string][]string{}}
	for _, t := range m.offer.Tags {
		for _, c := range m.own.Categories {
			if c.Tag == t.Tag.Name && c.URI == t.Tag.URI() {
				for _, value := range c.Values {
					if slices.Contains(t.Values, value) {
						a.Values[m.number(t)] = append(a.Values[m.number(t)], value)
					}
				}
			}
		}
	}
	return a
}

// MarkingAsked is sent along with the inputs of a name, and tells a form of which
// every box was left empty from one that asked for no values.
func MarkingAsked(name string) ui.Hidden { return ui.Hidden{Name: name + markingAsked, Value: "1"} }

// Fields are the inputs: a select of classifications, then for each tag its
// values. problems are what is wrong with the answer.
func (m Marker) Fields(r Reader, id, name, title string, a MarkingAnswer, problems []string) []ui.Field {
	a = m.answered(a)
	list := ui.Select{Name: name}
	if a.Classification == AsItIs || m.err != nil {
		list.Options = append(list.Options, ui.Option{Value: AsItIs, Words: m.policies.Marking(m.Own, string(r.Language)).Text, Chosen: true})
	}
	field := ui.Field{ID: id, Label: title, Wide: true, Errors: problems}
	if m.err != nil {
		field.Input = list
		return []ui.Field{field}
	}
	for _, class := range m.offer.Classifications {
		list.Options = append(list.Options, ui.Option{Value: class, Words: m.classWords(r, class), Chosen: class == a.Classification})
	}
	field.Input = list
	fields := []ui.Field{field}
	for _, t := range m.offer.Tags {
		fields = append(fields, m.tagField(r, id, name, t, a.Values[m.number(t)]))
	}
	return fields
}

func (m Marker) tagField(r Reader, id, name string, t label.TagOffer, chosen []string) ui.Field {
	number := m.number(t)
	field := ui.Field{ID: id + "-" + number, Label: t.Tag.Name, Hint: tagHint(r, t), Wide: true}
	input := name + markingTag + number
	if len(t.Values) > mostBoxes {
		field.Hint += " " + r.Say("Several are separated by commas.")
		field.Input = ui.TextInput{Name: input, Value: strings.Join(chosen, ", ")}
		return field
	}
	boxes := ui.Choices{Name: input, Many: true}
	for _, value := range t.Values {
		boxes.Options = append(boxes.Options, ui.Option{Value: value, Words: t.Tag.Words(value, string(r.Language)), Chosen: slices.Contains(chosen, value)})
	}
	field.Input = boxes
	return field
}

func tagHint(r Reader, t label.TagOffer) string {
	always := strings.Join(t.Always, ", ")
	switch {
	case t.Tag.Type == label.Restrictive:
		return r.Say("Whoever reads it must hold every one that is chosen.")
	case t.Tag.Type == label.Informative:
		return r.Say("For information: it restricts nobody.")
	case always != "":
		return r.Say("Whoever reads it must hold one of them. {values} are always among them: they read in this channel.", "values", always)
	}
	return r.Say("Whoever reads it must hold one of those that are chosen.")
}

// classWords is a classification as the policy marks it.
func (m Marker) classWords(r Reader, class string) string {
	return m.offer.Policy.ClassificationWords(class, string(r.Language))
}

// Highest is the marking of the highest label that may be chosen, if there is one
// without further values.
func (m Marker) Highest(language record.Language) string {
	if m.err != nil {
		return ""
	}
	for _, class := range slices.Backward(m.offer.Classifications) {
		if raw, err := m.offer.Compose(class, nil, m.at, m.at.Add(m.period)); err == nil {
			return m.policies.Marking(raw, string(language)).Text
		}
	}
	return ""
}

// MarkingProblem says at a path of a form why a label cannot be chosen.
func MarkingProblem(path string, err error) record.Problem {
	violation, isViolation := errors.AsType[*label.Violation](err)
	if !isViolation {
		return record.Wrong(path, "This marking is not allowed in this channel. Choose another.")
	}
	var p record.Problem
	switch violation.Constraint {
	case label.RequiredClass:
		p = record.Wrong(path, "By its policy {value} stands only with {others}.")
	case label.ExcludedClass, label.ExcludedCategory:
		p = record.Wrong(path, "By its policy {value} never stands with {others}.")
	case label.RequiredOne:
		p = record.Wrong(path, "By its policy {value} needs exactly one of {others}.")
	case label.RequiredSome:
		p = record.Wrong(path, "By its policy {value} needs at least one of {others}.")
	case label.RequiredAll:
		p = record.Wrong(path, "By its policy {value} needs all of {others}.")
	case label.AtLeast:
		p = record.Wrong(path, "By its policy a label has at least {n} of {value}.")
	case label.AtMost:
		p = record.Wrong(path, "By its policy a label has at most {n} of {value}.")
	}
	p.Args = map[string]string{"value": violation.Of, "others": strings.Join(violation.With, ", "), "n": strconv.Itoa(violation.Count)}
	return p
}
