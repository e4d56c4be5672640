package web

import (
	"net/url"
	"slices"

	"entente/channel"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// A candidate is a record that may be released together with others.
type candidate struct {
	store.Record
	Below   bool   // it is there because it refers to another
	Refused string // why it cannot go with the others, in words
}

// releaseOne begins at one record and offers what refers to it below.
func (s *site) releaseOne(in *opening) (ui.Page, error) {
	id, err := record.ParseID(in.Path("id"))
	if err != nil || in.Channel.ID != in.Private {
		return ui.Page{}, store.ErrNotFound
	}
	return s.choosePage(in, []record.ID{id})
}

// releaseChosen begins at what somebody ticked in a list.
func (s *site) releaseChosen(in *opening, form url.Values) (feature.Deed, error) {
	c, err := readChoice(form)
	if err != nil {
		return s.refusedChoice(in, err)
	}
	if asked := form.Get("channel"); asked != "" && asked != in.Private.String() {
		return feature.Deed{}, store.ErrNotFound
	}
	if len(c.IDs) == 0 {
		r := reader{in.Reader}
		return answered(ui.Page{Title: ui.Plain(r.say("Release")), Status: 422, Main: ui.Empty{
			Sentence: r.say("No record is chosen."), Why: r.say("Go back and tick those that are to be released."),
		}.Show()}), nil
	}
	page, err := s.choosePage(in, c.IDs)
	return answered(page), err
}

// answered is a deed that only shows a page.
func answered(page ui.Page) feature.Deed {
	if page.Status == 0 {
		page.Status = 200
	}
	return feature.Deed{Page: &page}
}

// choosePage asks into which channel, and what goes along.
func (s *site) choosePage(in *opening, ids []record.ID) (ui.Page, error) {
	scene := s.scene(in)
	all, more, err := s.candidates(in, ids)
	if err != nil {
		return ui.Page{}, err
	}
	wides, err := s.wideChannels(in)
	if err != nil {
		return ui.Page{}, err
	}
	page := ui.Page{Title: ui.Plain(scene.say("Release")), Trail: []ui.Link{{Words: scene.titleOf(all[0].Record), Href: recordPath(in.Private, all[0].ID)}}}
	for _, c := range all {
		page.Labels = append(page.Labels, c.Label)
	}
	if len(wides) == 0 {
		page.Main = ui.Empty{Sentence: scene.say("There is no channel to release into."),
			Why: scene.say("A channel with partners has to be founded and signed by its members first.")}.Show()
		return page, nil
	}
	if err := s.tryAll(in, wides[0], all); err != nil {
		return ui.Page{}, err
	}
	page.Main = s.chooseView(in, scene, all, wides, more).Show()
	return page, nil
}

// candidates are the records and, below each, what refers to it.
func (s *site) candidates(in *opening, ids []record.ID) (all []candidate, more bool, err error) {
	known := map[record.ID]bool{}
	for _, id := range ids {
		chosen, err := in.Tx.Record(in.Private, id)
		if err != nil {
			return nil, false, err
		}
		known[id] = true
		all = append(all, candidate{Record: chosen})
	}
	found := map[record.ID]store.Record{}
	for _, id := range ids {
		branch, err := channel.Branch(id, func(above record.ID) (below []record.ID, err error) {
			rows, err := in.Tx.Records(store.RecordQuery{Channel: &in.Private, RefersTo: &above, Limit: store.MaxLimit})
			for _, row := range rows {
				if !channel.Reserved(row.Kind) {
					found[row.ID], below = row, append(below, row.ID)
				}
			}
			return below, err
		})
		if err != nil {
			return nil, false, err
		}
		for _, each := range branch[1:] {
			if !known[each] {
				known[each] = true
				all = append(all, candidate{Record: found[each], Below: true})
			}
		}
	}
	if more = len(all) > mostAtOnce; more {
		all = all[:mostAtOnce]
	}
	return all, more, nil
}

// tryAll plans all of them together, to say beforehand which cannot go. How they
// will be marked is not decided yet.
func (s *site) tryAll(in *opening, wide wideChannel, all []candidate) error {
	selection := node.Selection{Narrow: in.Private, Wide: wide.ID, Labels: map[record.ID][]byte{}}
	for _, c := range all {
		selection.Records = append(selection.Records, c.ID)
		selection.Labels[c.ID] = wide.DefaultLabel
	}
	plan, err := s.node.PlanReleaseIn(in.Tx, selection)
	if err != nil {
		return err
	}
	for _, refused := range plan.Refused {
		at := slices.IndexFunc(all, func(c candidate) bool { return c.ID == refused.Narrow })
		all[at].Refused = reader{in.Reader}.refusedRelease(refused.Err)
	}
	return nil
}

// chooseView is the form of the first page.
func (s *site) chooseView(in *opening, scene scene, all []candidate, wides []wideChannel, more bool) ui.Form {
	form := ui.Form{Action: "/release/preview", Buttons: []ui.Button{{Words: scene.say("Preview"), Look: ui.Primary}},
		Note: scene.say("Nothing is released before you have seen it.")}
	if more {
		form.Parts = append(form.Parts, ui.Notice{Sentence: scene.say("More records refer to these than are listed: the first {n} are.", "n", scene.count(mostAtOnce))}.Show())
	}
	var into []ui.Option
	for i, wide := range wides {
		option := ui.Option{Value: wide.ID.String(), Words: scene.hear(wide.Name).Text, Chosen: i == 0,
			Hint: scene.say("{partners} will have it.", "partners", codes(wide.scene(s, in)))}
		into = append(into, option)
	}
	var records []ui.Option
	for _, c := range all {
		option := ui.Option{Value: c.ID.String(), Words: scene.titleOf(c.Record).Text, Hint: scene.kindName(c.Kind), Chosen: c.Refused == ""}
		if c.Refused != "" {
			option.Hint = scene.say("{field}: {sentence}", "field", option.Hint, "sentence", c.Refused)
		}
		records = append(records, option)
	}
	form.Parts = append(form.Parts,
		ui.Field{ID: "wide", Label: scene.say("Into which channel"), Wide: true, Input: ui.Choices{Name: "wide", Options: into}}.Show(),
		ui.Field{ID: "id", Label: scene.say("Which records"), Wide: true, Hint: scene.belowHint(all), Input: ui.Choices{Name: "id", Options: records, Many: true}}.Show(),
	)
	return form
}

func (s scene) belowHint(all []candidate) string {
	below := 0
	for _, c := range all {
		if c.Below {
			below++
		}
	}
	if below == 0 {
		return ""
	}
	return s.Count("with {n} record that refers to them|with {n} records that refer to them", int64(below))
}

// codes are the members of a channel by their codes.
func codes(s scene) string {
	text := ""
	for i, member := range s.Members {
		if i > 0 {
			text += ", "
		}
		text += s.code(member)
	}
	return text
}

func recordPath(channel record.ChannelID, id record.ID) string {
	return "/records/" + channel.String() + "/" + id.String()
}
