package web

import (
	"entente/channel"
	"entente/feature"
	"entente/record"
)

// labelsOf are the labels that a writer may choose in a channel: those of its
// policy up to its ceiling, addressed as its default label is.
func (s *site) labelsOf(in *opening) feature.LabelsOf {
	return func(id record.ChannelID) ([]feature.LabelChoice, error) {
		known, err := in.Tx.Channel(id)
		if err != nil {
			return nil, err
		}
		stored, err := in.Tx.Charter(id, known.Epoch)
		if err != nil {
			return nil, err
		}
		charter, err := channel.Decode(stored.Envelope.Payload)
		if err != nil {
			return nil, err
		}
		byDefault, err := s.node.Policies.Check(charter.DefaultLabel)
		if err != nil {
			return nil, err
		}
		var all []feature.LabelChoice
		for _, name := range classifications(s.node.Policies, charter.Ceiling) {
			choice := feature.LabelChoice{Name: name, Label: charter.DefaultLabel, ByDefault: name == byDefault.Classification}
			if !choice.ByDefault {
				if choice.Label, err = remarked(s.node.Policies, charter.DefaultLabel, charter.Ceiling, name, in.Now); err != nil {
					continue // a classification that may not be written with these categories
				}
			}
			if s.node.Policies.Within(choice.Label, charter.Ceiling) != nil {
				continue
			}
			choice.Marking = s.node.Policies.Marking(choice.Label, string(in.Language)).Text
			all = append(all, choice)
		}
		return all, nil
	}
}
