package programme

import (
	"cmp"
	"strconv"

	"entente/record"
	"entente/ui"
)

// editionsView is the line of editions as its page shows it.
type editionsView struct {
	Notices  []ui.Notice
	Editions []editionView
	Empty    *ui.Empty
}

// An editionView is one edition with its dates, what sources say of them, and
// its areas.
type editionView struct {
	ID      string
	Title   ui.Link
	Pen     ui.Partner
	Type    string
	Tree    ui.Link
	Pairs   []ui.Pair
	Claims  []claimView
	Sources []sourceView
	AreasIs string
	Count   string
	Areas   []areaView
}

// An areaView is one area of an edition.
type areaView struct {
	Number  string
	Title   ui.Link
	About   ui.Said
	Sources []sourceView
}

func (l *listing) editions(steps []Step) editionsView {
	view := editionsView{}
	if len(steps) == 0 {
		view.Empty = &ui.Empty{Sentence: l.Say("No edition is recorded in this channel."), Why: l.Say("Import a file of editions, or wait for what the partners write.")}
	}
	for _, step := range steps {
		view.Editions = append(view.Editions, l.edition(step))
	}
	return view
}

func (l *listing) edition(step Step) editionView {
	e := step.Edition.Value
	view := editionView{
		ID: step.Edition.ID.String(), Title: ui.Link{Words: l.Hear(e.Title), Href: l.Record(step.Edition.ID)},
		Pen: l.Partner(step.Edition.Partner), Type: l.option(string(e.Type), e.Type.Options()),
		Sources: l.sources(step.Sources, ""), AreasIs: l.Say("Areas"), Count: strconv.Itoa(len(step.Areas)),
	}
	for _, member := range []struct {
		title string
		date  record.Date
	}{{"Text agreed", e.Agreed}, {"Signed", e.Signed}, {"In force", e.InForce}, {"Valid from", e.ValidFrom}, {"Valid to", e.ValidTo}} {
		if !member.date.IsZero() {
			view.Pairs = append(view.Pairs, ui.Pair{Term: l.Say(member.title), Value: ui.Words(l.Date(member.date))})
		}
	}
	view.Pairs = append(view.Pairs, l.beside(e)...)
	view.Tree = ui.To(l.treeAddress(step.Edition.ID), l.Say("Objectives, goals, activities"))
	for _, claim := range step.Claims {
		view.Claims = append(view.Claims, l.claim(claim, Editions.Kind, &e))
	}
	for _, of := range step.Areas {
		area := areaView{
			Title: ui.Link{Words: l.Hear(of.Area.Value.Title), Href: l.Record(of.Area.ID)},
			About: l.Hear(firstText(of.Area.Value)), Sources: l.sources(of.Sources, ""),
		}
		if of.Area.Value.Number > 0 {
			area.Number = strconv.FormatInt(of.Area.Value.Number, 10)
		}
		view.Areas = append(view.Areas, area)
	}
	return view
}

// beside is what an edition holds beside its dates.
func (l *listing) beside(e Edition) (pairs []ui.Pair) {
	if before, known := l.names[e.Predecessor.ID]; known && !e.Predecessor.IsZero() {
		pairs = append(pairs, ui.Pair{Term: l.Say("Follows"), Value: before.Show()})
	}
	if !e.Note.IsZero() {
		pairs = append(pairs, ui.Pair{Term: l.Say("Note"), Value: ui.Lines(l.Hear(e.Note))})
	}
	return pairs
}

// firstText is the fullest that is known of an area.
func firstText(a Area) record.Text {
	return cmp.Or(a.Description, a.StrategicTarget, a.Background)
}
