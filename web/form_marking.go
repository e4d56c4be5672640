package web

import (
	"errors"
	"time"

	"github.com/a-h/templ"

	"entente/channel"
	"entente/feature"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

// mark finds what may be chosen for the label of the form's record.
func (e *editing) mark(tx *store.Tx, policies label.Policies, at time.Time) error {
	var own []byte
	if e.Record != nil {
		own = e.Record.Label
	}
	marker, err := markerOf(tx, policies, e.Channel.ID, own, at)
	if errors.Is(err, store.ErrNotFound) {
		return nil // a channel that is not in force has nothing written in it
	}
	if err == nil {
		e.Marker = &marker
	}
	return err
}

// markerOf asks for labels in a channel, from the label that there is or else
// from the one that the channel gives.
func markerOf(tx *store.Tx, policies label.Policies, id record.ChannelID, own []byte, at time.Time) (feature.Marker, error) {
	known, err := tx.Channel(id)
	if err != nil {
		return feature.Marker{}, err
	}
	charter, err := tx.Charter(id, known.Epoch)
	if err != nil {
		return feature.Marker{}, err
	}
	terms, err := channel.Decode(charter.Envelope.Payload)
	if err != nil {
		return feature.Marker{}, err
	}
	ceilings, err := ceilingsOver(tx, policies, terms.Ceiling)
	if err != nil {
		return feature.Marker{}, err
	}
	if own == nil {
		own = terms.DefaultLabel
	}
	return feature.NewMarker(policies, own, terms.DefaultLabel, at, ceilings...), nil
}

// ceilingsOver are a channel's ceiling and that of this node under its policy.
func ceilingsOver(tx *store.Tx, policies label.Policies, ceiling []byte) ([][]byte, error) {
	own, err := node.Ceilings(tx)
	if err != nil {
		return nil, err
	}
	all := [][]byte{ceiling}
	bound, _ := policies.Check(ceiling) // one that is not understood lets nothing be chosen
	for _, one := range own {
		if l, err := policies.Check(one); err == nil && l.Policy == bound.Policy {
			all = append(all, one)
		}
	}
	return all, nil
}

// label is the one that was chosen, or why it cannot be.
func (e *editing) label() ([]byte, error) {
	if e.Marker == nil {
		return nil, label.ErrUnknown
	}
	return e.Marker.Label(e.Chosen)
}

// markingFields are the inputs of the marking; a problem with it has the path of
// the first.
func (e *editing) markingFields() (parts []templ.Component) {
	if e.Marker == nil {
		return nil
	}
	fields := e.Marker.Fields(e.Reader, fieldID(inputMarking), inputMarking, e.say("Marking"), e.Chosen, e.sentences(inputMarking))
	if highest := e.Marker.Highest(e.Language); highest != "" {
		fields[0].Hint = e.say("Highest allowed in this channel: {marking}", "marking", highest)
	}
	for _, field := range fields {
		parts = append(parts, field.Show())
	}
	return parts
}
