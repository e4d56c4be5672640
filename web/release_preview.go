package web

import (
	"net/url"
	"slices"

	"entente/channel"
	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// releasePreview shows exactly what the other side would have.
func (s *site) releasePreview(in *opening, form url.Values) (feature.Deed, error) {
	c, err := readChoice(form)
	if err != nil {
		return s.refusedChoice(in, err)
	}
	if len(c.IDs) == 0 {
		return s.releaseChosen(in, url.Values{})
	}
	if err := s.mayRelease(in, c.IDs); err != nil {
		return feature.Deed{}, err
	}
	page, err := s.preview(in, c, false)
	return answered(page), err
}

// A previewed is a plan with what is needed to say it in words.
type previewed struct {
	wide   wideChannel
	there  scene // the wide channel, in which the plan's texts will stand
	here   scene // the private channel
	choice choice
	Items  []previewedItem
	Plan   channel.Plan
	Labels [][]byte
}

// A previewedItem is one record as it will stand in the wide channel.
type previewedItem struct {
	channel.Item
	From      store.Record // the private record
	Kind      *record.Kind
	Fields    []field // as they will stand
	Before    []field // of its present counterpart
	Otherwise bool    // it is not what was previewed before
}

// preview is the page of a plan; otherwise says that a plan that somebody had
// seen is no longer the one that would be carried out.
func (s *site) preview(in *opening, c choice, otherwise bool) (ui.Page, error) {
	wide, err := s.wideChannel(in, c.Wide)
	if err != nil {
		return ui.Page{}, err
	}
	selection, err := c.selection(s, in, wide)
	if err != nil {
		return ui.Page{}, err
	}
	p := previewed{wide: wide, there: wide.scene(s, in), here: s.scene(in), choice: c}
	p.here.Channel.ID = in.Private
	if p.Plan, err = s.node.PlanReleaseIn(in.Tx, selection); err != nil {
		return ui.Page{}, err
	}
	seen, err := p.Plan.Seen()
	if err != nil {
		return ui.Page{}, err
	}
	if err := p.read(in, seen, otherwise); err != nil {
		return ui.Page{}, err
	}
	if otherwise {
		p.choice.Seen = nil
	}
	return s.previewPage(p, seen, otherwise), nil
}

// read looks up what stands on the preview.
func (p *previewed) read(in *opening, seen map[record.ID]string, otherwise bool) error {
	for _, item := range p.Plan.Items {
		from, err := in.Tx.Record(in.Private, item.Narrow)
		if err != nil {
			return err
		}
		p.here.Known[item.Narrow] = from
		p.Labels = append(p.Labels, from.Label, item.Label)
		if item.Action == channel.Create {
			drawn := from // by this name it will be known there
			drawn.Channel = record.ChannelID{}
			p.there.Known[item.ID] = drawn
		}
		kind, known := p.here.Kinds.Lookup(item.Kind)
		if !known {
			return store.ErrNotFound
		}
		view := previewedItem{Item: item, From: from, Kind: kind, Otherwise: otherwise && p.choice.Seen[item.Narrow] != seen[item.Narrow]}
		view.Fields = fieldsOfBody(kind, item.Body, item.Personal)
		if item.Action != channel.Create {
			there, err := in.Tx.Record(p.wide.ID, item.ID)
			if err != nil {
				return err
			}
			p.Labels = append(p.Labels, there.Label)
			view.Before = p.there.read(in.Tx, there.Revision)
		}
		p.Items = append(p.Items, view)
	}
	for _, refused := range p.Plan.Refused {
		of, err := in.Tx.Record(in.Private, refused.Narrow)
		if err != nil {
			return err
		}
		p.here.Known[refused.Narrow] = of
		p.Labels = append(p.Labels, of.Label)
	}
	return p.lookUpNames(in)
}

// lookUpNames finds what the texts refer to on either side.
func (p *previewed) lookUpNames(in *opening) error {
	var shown [][]field
	for _, item := range p.Items {
		shown = append(shown, item.Fields, item.Before)
		for _, removal := range item.Removed {
			if removal.Ref.IsZero() {
				continue
			}
			found, err := in.Tx.Record(in.Private, removal.Ref.ID)
			if isNotFound(err) {
				continue
			}
			if err != nil {
				return err
			}
			p.here.Known[found.ID] = found
			p.Labels = append(p.Labels, found.Label)
		}
	}
	labels, err := p.there.lookUp(in.Tx, shown...)
	p.Labels = append(p.Labels, labels...)
	return err
}

// fieldsOfBody are those of a body that is in no ledger yet.
func fieldsOfBody(kind *record.Kind, body []byte, personal [][]byte) []field {
	const firstPersonal = 3 // label, header and body stand before them
	value, err := kind.Decode(body, func(part int) ([]byte, record.PartState) {
		if at := part - firstPersonal; at >= 0 && at < len(personal) {
			return personal[at], record.Present
		}
		return nil, record.Pending
	})
	if err != nil {
		return nil
	}
	return fieldsOf(kind, value)
}

// changes is how many records the other side would have anew or otherwise.
func (p previewed) changes() int {
	return len(slices.DeleteFunc(slices.Clone(p.Items), func(i previewedItem) bool { return i.Action == channel.Unchanged }))
}
