package web

import (
	"errors"
	"slices"
	"time"

	"entente/channel"
	"entente/label"
	"entente/store"
	"entente/ui"
)

// markingAsItIs is the marking that a record has, or that its channel gives.
const markingAsItIs = "as-it-is"

// A marking is a label that may be chosen for a record.
type marking struct {
	Value string // of the choice
	Label []byte
	Words string
}

// mark finds the labels that the ceiling of the channel allows, the lowest
// first. The one that the record has, or that the channel gives, is among them.
func (e *editing) mark(tx *store.Tx, policies label.Policies, at time.Time) error {
	charter, err := tx.Charter(e.Channel.ID, e.Channel.Epoch)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	terms, err := channel.Decode(charter.Envelope.Payload)
	if err != nil {
		return err
	}
	own := []byte(terms.DefaultLabel)
	if e.Record != nil {
		own = e.Record.Label
	}
	language := string(e.Language)
	asItIs := marking{markingAsItIs, own, policies.Marking(own, language).Text}
	e.Marking = nil
	for _, allowed := range allowedLabels(policies, terms, at) {
		allowed.Words = policies.Marking(allowed.Label, language).Text
		if allowed.Words == asItIs.Words {
			allowed = asItIs
		}
		e.Marking = append(e.Marking, allowed)
	}
	if !slices.ContainsFunc(e.Marking, func(m marking) bool { return m.Value == markingAsItIs }) {
		e.Marking = slices.Insert(e.Marking, 0, asItIs)
	}
	return nil
}

// allowedLabels are one for each classification within the ceiling, for the
// audience of the ceiling, to be reviewed as the channel's default is.
func allowedLabels(policies label.Policies, terms channel.Charter, at time.Time) []marking {
	ceiling, err := policies.Check(terms.Ceiling)
	if err != nil {
		return nil // a ceiling that is not understood allows nothing that we could offer
	}
	byDefault, err := policies.Check(terms.DefaultLabel)
	policy, known := policies.Named(ceiling.Policy)
	if err != nil || !known {
		return nil
	}
	audience := slices.DeleteFunc(slices.Clone(ceiling.Categories), func(c label.Category) bool { return c.Type != label.Permissive })
	review := at.Add(byDefault.Review.Sub(byDefault.Created))
	var allowed []marking
	for _, class := range policy.Classifications {
		one, err := label.New(policy, class.Name, at, review, audience...)
		if err != nil || policies.Within(one, terms.Ceiling) != nil {
			continue // obsolete, or above
		}
		allowed = append(allowed, marking{Value: class.Name, Label: one})
	}
	return allowed
}

// label is the one that was chosen; false if the form named none that is
// allowed.
func (e *editing) label() ([]byte, bool) {
	at := slices.IndexFunc(e.Marking, func(m marking) bool { return m.Value == e.Chosen })
	if at < 0 {
		return nil, false
	}
	return e.Marking[at].Label, true
}

// markingField is the select of markings; a problem with it has the path of its
// input.
func (e *editing) markingField() ui.Field {
	list := ui.Select{Name: inputMarking}
	for _, m := range e.Marking {
		list.Options = append(list.Options, ui.Option{Value: m.Value, Words: m.Words, Chosen: m.Value == e.Chosen})
	}
	field := ui.Field{ID: fieldID(inputMarking), Label: e.say("Marking"), Input: list, Wide: true, Errors: e.sentences(inputMarking)}
	if len(e.Marking) > 0 {
		field.Hint = e.say("Highest allowed in this channel: {marking}", "marking", e.Marking[len(e.Marking)-1].Words)
	}
	return field
}
