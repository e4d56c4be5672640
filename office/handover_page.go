package office

import (
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// packDuty asks the successor to read what was handed over to them. It is there
// for them only, and closes when they have read it.
func packDuty(in *feature.Reading) ([]feature.Duty, error) {
	if in.Channel.ID != in.Private || in.Person.IsZero() {
		return nil, nil
	}
	packs, err := readAll(in.Tx, Handovers, store.RecordQuery{Channel: &in.Private, Descending: true, Limit: store.MaxLimit})
	var duties []feature.Duty
	for _, p := range packs {
		if p.Value.To != in.Person.Account || p.Value.Read {
			continue
		}
		duties = append(duties, feature.Duty{
			Key: "office/handover:" + p.ID.String(), Asked: in.Say("Read the handover"),
			About: ui.Link{Words: in.Hear(p.Value.Title), Href: "/office/handover/" + p.ID.String()},
			Why:   in.Say("An office is handed over to you, with what stands open and a note."),
			By:    in.Self, Office: p.Value.Office, Due: p.Value.Day,
			Record: record.Ref{Kind: Handovers.Name(), ID: p.ID}, Channel: in.Private, Label: p.Label,
			Arranged: feature.Arranged{Taker: in.Person.Account, TakenBy: in.Person.Name},
		})
	}
	return duties, err
}

type handoverView struct {
	Pairs     []ui.Pair
	NoteTitle string
	Note      ui.Said
	PackHead  string
	Pack      packView
	Post      string
	Read      ui.Button
}

// packFor finds a pack that was handed over to the reader. To anybody else there
// is none.
func packFor(in *feature.Reading) (Written[Handover], error) {
	id, err := record.ParseID(in.Path("id"))
	if err != nil {
		return Written[Handover]{}, store.ErrNotFound
	}
	row, err := in.Tx.Record(in.Private, id)
	if err != nil {
		return Written[Handover]{}, err
	}
	found := decode(Handovers, []store.Record{row})
	if len(found) == 0 || in.Person.IsZero() || found[0].Value.To != in.Person.Account {
		return Written[Handover]{}, store.ErrNotFound
	}
	return found[0], nil
}

// handoverPage is the pack, for the successor.
func handoverPage(in *feature.Reading) (ui.Page, error) {
	p, err := packFor(in)
	if err != nil {
		return ui.Page{}, err
	}
	people, err := readPeople(in)
	if err != nil {
		return ui.Page{}, err
	}
	leaver := people.name(p.Value.Leaver)
	if leaver == "" {
		leaver = in.Say("an account that is gone")
	}
	view := handoverView{
		Pairs: []ui.Pair{
			{Term: in.Say("Office"), Value: ui.Words(p.Value.Office)},
			{Term: in.Say("Handed over by"), Value: ui.Words(leaver)},
			{Term: in.Say("First day of the successor"), Value: ui.Words(in.Date(p.Value.Day))},
		},
		NoteTitle: in.Say("Note to the successor"), Note: in.Hear(p.Value.Note), PackHead: in.Say("What was open"), Pack: packOf(in, packedOf(p.Value.Items)),
		Post: "/office/handover/" + p.ID.String(),
	}
	if view.Note.IsZero() {
		view.Note = ui.Plain(in.Say("No note was left."))
	}
	if !p.Value.Read {
		view.Read = ui.Button{Words: in.Say("I have read it"), Look: ui.Primary}
	}
	return ui.Page{
		Title: in.Hear(p.Value.Title), Trail: []ui.Link{ui.To("/office/duties", in.Say("Waits for us"))},
		Main: view.show(), Labels: [][]byte{p.Label},
	}, nil
}

// readHandover notes that the successor has read the pack.
func readHandover(in *feature.Acting) (feature.Deed, error) {
	p, err := packFor(in.Reading)
	if err != nil {
		return feature.Deed{}, err
	}
	next := p.Value
	next.Read = true
	draft, err := draftOf(Handovers, p, next)
	return feature.Deed{Do: feature.Write(in.Private, func([]node.Written) string { return "/office/duties" }, draft), Refused: busy}, err
}
