package office

import (
	"net/url"

	"errors"
	"net/http"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// watchScheme is where the office and the record of a watch stand among its
// identifiers, so that it is found at once and never made twice.
const watchScheme = "watch"

// page is that of the record that is watched.
func (w Watch) page() string {
	return "/records/" + url.PathEscape(w.Channel) + "/" + w.Record.ID.String()
}

func watchName(office string, id record.ID) string { return office + " " + id.String() }

// about notes which record it is, as it is now.
func (w *Watch) about(r store.Record) {
	w.Title, w.Record, w.Channel = r.Title, record.Ref{Kind: r.Kind, ID: r.ID}, r.Channel.String()
}

func (w *Watch) identify() {
	w.External = append(w.External, record.ExternalID{Scheme: watchScheme, Value: watchName(w.Office, w.Record.ID)})
}

// Begin makes it the new watch of its office on a record that the office has read.
func (w *Watch) Begin(r store.Record) {
	w.about(r)
	w.identify()
	w.Seen = int64(r.Revision.Revision)
}

// watchOf finds the watch of an office on a record, ended or not.
func watchOf(tx *store.Tx, private record.ChannelID, office string, id record.ID) (Written[Watch], error) {
	found, err := tx.FindExternal(private, watchScheme, watchName(office, id))
	if all := decode(Watches, found); err == nil && len(all) > 0 {
		return all[0], nil
	}
	return Written[Watch]{}, err
}

// watchesOf are those of an office that have not ended.
func watchesOf(tx *store.Tx, private record.ChannelID, office string) ([]Written[Watch], error) {
	all, err := readAll(tx, Watches, store.RecordQuery{Channel: &private, Limit: store.MaxLimit})
	var open []Written[Watch]
	for _, w := range all {
		if w.Value.Office == office && !w.Value.Ended {
			open = append(open, w)
		}
	}
	return open, err
}

// besideWatch stands on the page of every record: whether my office watches it.
func besideWatch(in *feature.Reading, about store.Record) (feature.Section, error) {
	if in.ReadOnly || in.Person.Office.Code == "" || isOwnKind(about.Kind) {
		return feature.Section{}, nil
	}
	w, err := watchOf(in.Tx, in.Private, in.Person.Office.Code, about.ID)
	if err != nil {
		return feature.Section{}, err
	}
	view := watchView{
		Office: called(in, offices(in.Person), in.Person.Office.Code), Channel: about.Channel.String(), Record: about.ID.String(),
		Sentence: in.Say("Your office does not watch this record."), Button: ui.Button{Words: in.Say("Watch"), Name: "act", Value: toWatch},
	}
	section := feature.Section{Title: in.Say("Watched by your office"), Kinds: []*record.Kind{Watches.Kind, Assignments.Kind}}
	if w.Value.Record.ID == about.ID && !w.Value.Ended {
		section.Labels = append(section.Labels, w.Label)
		view.Sentence = in.Say("Your office watches this record.")
		view.Button = ui.Button{Words: in.Say("Stop watching"), Name: "act", Value: toEnd}
	}
	section.Main = view.show()
	return section, nil
}

// offices are those of a person as far as they are known.
func offices(p access.Person) (known []knownOffice) {
	for _, o := range p.Offices {
		known = append(known, knownOffice{o.Code, o.Title})
	}
	return known
}

type watchView struct {
	Office          ui.Said
	Channel, Record string
	Sentence        string
	Button          ui.Button
}

// What can be done with a watch or a view.
const (
	toWatch = "watch"
	toRead  = "read"
	toEnd   = "end"
)

// actOnWatch begins or ends a watch, or notes that what is new was read.
func actOnWatch(in *feature.Acting) (feature.Deed, error) {
	id, err := record.ParseID(in.Form.Get("record"))
	var channel record.ChannelID
	if err != nil || channel.UnmarshalText([]byte(in.Form.Get("channel"))) != nil || in.Person.Office.Code == "" {
		return feature.Deed{}, store.ErrNotFound
	}
	about, err := in.Tx.Record(channel, id)
	if err != nil {
		return feature.Deed{}, err
	}
	office := in.Person.Office.Code
	if asked := in.Form.Get("office"); asked != "" {
		office = asked
	}
	if !holds(in.Person, office) {
		return feature.Deed{}, store.ErrNotFound
	}
	before, err := watchOf(in.Tx, in.Private, office, id)
	if err != nil {
		return feature.Deed{}, err
	}
	next := before.Value
	next.Office = office
	back := recordPage(channel, id)
	switch in.Form.Get("act") {
	case toWatch:
		next.Ended, next.Seen = false, int64(about.Revision.Revision)
	case toRead:
		next.Seen, back = int64(about.Revision.Revision), "/office/watched"
	case toEnd:
		next.Ended = true
		if in.Form.Get("from") == "list" {
			back = "/office/watched"
		}
	default:
		return feature.Deed{}, store.ErrNotFound
	}
	next.about(about)
	if before.ID.IsZero() {
		next.identify()
	}
	draft, err := draftOf(Watches, before, next)
	return feature.Deed{Do: feature.Write(in.Private, func([]node.Written) string { return back }, draft), Refused: busy}, err
}

func holds(p access.Person, code string) bool {
	for _, o := range p.Offices {
		if o.Code == code {
			return true
		}
	}
	return false
}

// busy answers what a node cannot write now, or what was changed meanwhile.
func busy(in *feature.Reading, err error) (ui.Page, error) {
	page := notice(in.Say("Not done."), ui.Notice{Tone: ui.Warn, Sentence: in.Say("This node writes nothing at the moment. Send it again later, or ask the operator.")})
	switch {
	case errors.Is(err, node.ErrStale):
		page = notice(in.Say("Not done."), ui.Notice{Tone: ui.Warn, Sentence: in.Say("Somebody of your side did something with this meanwhile. It is shown as it is now.")})
		page.Status = http.StatusConflict
	case !errors.Is(err, node.ErrClosedGate) && !errors.Is(err, node.ErrRebuilding):
		return ui.Page{}, err
	}
	return page, nil
}

// A watchedRow is one record that an office watches.
type watchedRow struct {
	Link    ui.Link
	Office  ui.Said
	Changed ui.Status
	By      ui.Partner
	When    string
	Form    watchForm
}

type watchForm struct {
	Channel, Record, Office string
	Read, End               ui.Button
	New                     bool
}

type watchedView struct {
	Heads   [4]string
	Caption string
	Rows    []watchedRow
	Empty   ui.Empty
}

// watchedPage lists what the reader's offices watch and what is new in it.
func watchedPage(in *feature.Reading) (ui.Page, error) {
	view := watchedView{
		Caption: in.Say("Watched records"), Heads: [4]string{in.Say("Record"), in.Say("What is new"), in.Say("Office"), in.Say("Do")},
		Empty: ui.Empty{Sentence: in.Say("Your offices watch nothing."), Why: in.Say("A record is watched from its own page.")},
	}
	var labels [][]byte
	for _, office := range in.Person.Offices {
		watches, err := watchesOf(in.Tx, in.Private, office.Code)
		if err != nil {
			return ui.Page{}, err
		}
		for _, w := range watches {
			row, label, err := watchedRowOf(in, w)
			if err != nil {
				return ui.Page{}, err
			}
			view.Rows = append(view.Rows, row)
			labels = append(labels, w.Label, label)
		}
	}
	return ui.Page{Title: ui.Plain(in.Say("Watched records")), Main: view.show(), Labels: labels}, nil
}

func watchedRowOf(in *feature.Reading, w Written[Watch]) (watchedRow, []byte, error) {
	row := watchedRow{
		Link: ui.Link{Words: in.Hear(w.Value.Title), Href: w.Value.page()}, Office: called(in, offices(in.Person), w.Value.Office),
		Form: watchForm{Channel: w.Value.Channel, Record: w.Value.Record.ID.String(), Office: w.Value.Office,
			Read: ui.Button{Words: in.Say("Mark as read"), Name: "act", Value: toRead},
			End:  ui.Button{Words: in.Say("Stop watching"), Name: "act", Value: toEnd, Look: ui.Quietly}},
	}
	var channel record.ChannelID
	if err := channel.UnmarshalText([]byte(w.Value.Channel)); err != nil {
		return row, nil, nil
	}
	now, err := in.Tx.Record(channel, w.Value.Record.ID)
	if errors.Is(err, store.ErrNotFound) {
		return row, nil, nil
	}
	if err != nil {
		return row, nil, err
	}
	row.Link.Words, row.By, row.When = in.Hear(now.Title), partnerOf(in, now.Partner), in.Moment(now.At)
	row.Changed = ui.Status{Glyph: ui.Tick, Word: in.Say("nothing new")}
	if fresh := int64(now.Revision.Revision) - w.Value.Seen; fresh > 0 {
		row.Link.Href += "#history"
		row.Form.New = true
		row.Changed = ui.Status{Glyph: ui.HalfRing, Tone: ui.Act, Word: in.Count("{n} new revision|{n} new revisions", fresh)}
	}
	return row, now.Label, nil
}
