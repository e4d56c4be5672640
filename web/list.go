package web

import (
	"strings"

	"github.com/a-h/templ"

	"entente/record"
	"entente/store"
	"entente/ui"
)

// listed is how many records one page of a list has, and counted how far a
// count goes: beyond it the page says "at least", since counting costs what
// there is and not what is shown.
const (
	listedRecords  = 200
	countedRecords = 1000
)

// records lists the records of one kind, or the kinds.
func (s *site) records(in *opening) (ui.Page, error) {
	scene := s.scene(in)
	if in.Query.Get("kind") == "" {
		return scene.kindsPage(in)
	}
	kind, known := s.Program.Kinds.Lookup(in.Query.Get("kind"))
	if !known {
		return ui.Page{}, store.ErrNotFound
	}
	return scene.listPage(in, kind)
}

// kindsPage counts the records of each kind.
func (s scene) kindsPage(in *opening) (ui.Page, error) {
	rows := ui.Rows{}
	for _, kind := range s.Kinds.All() {
		n, err := in.Tx.CountRecords(store.RecordQuery{Channel: &s.Channel.ID, Kind: kind.Name(), Limit: countedRecords})
		if err != nil {
			return ui.Page{}, err
		}
		count := s.count(n)
		if n == countedRecords {
			count = s.say("at least {n}", "n", count)
		}
		_, many := kind.Title()
		rows.Rows = append(rows.Rows, ui.Row{Cells: []templ.Component{
			ui.To(in.At("kind", kind.Name()), s.say(many)).Show(), ui.Words(count),
		}})
	}
	return ui.Page{Title: ui.Plain(s.say("Records")), Aside: in.Confirmed, Main: ui.Table{
		Caption: s.say("Records"), Heads: []ui.Head{{Words: s.say("Kind")}, {Words: s.say("How many"), Figure: true}}, Groups: []ui.Rows{rows},
	}.Show()}, nil
}

// listPage is one page of the records of a kind, in the order of its declaration.
func (s scene) listPage(in *opening, kind *record.Kind) (ui.Page, error) {
	after, err := cursorOf(in.Query.Get("after"), s.Channel.ID)
	if err != nil {
		return ui.Page{}, err
	}
	_, descending := kind.SortOf(nil)
	found, err := in.Tx.Records(store.RecordQuery{
		Channel: &s.Channel.ID, Kind: kind.Name(), Descending: descending, After: after, Limit: listedRecords + 1,
	})
	if err != nil {
		return ui.Page{}, err
	}
	var more ui.Link
	if len(found) > listedRecords {
		found = found[:listedRecords]
		last := found[listedRecords-1]
		more = ui.To(in.At("after", last.Sort+"~"+last.ID.String()), s.say("More"))
	}
	_, many := kind.Title()
	page := ui.Page{Title: ui.Plain(s.say(many)), Trail: []ui.Link{ui.To("/records", s.say("Records"))}}
	var all []linked
	var shown [][]field
	for _, r := range found {
		l := linked{r, s.read(in.Tx, r.Revision)}
		all, shown = append(all, l), append(shown, l.Fields)
		page.Labels = append(page.Labels, r.Label)
	}
	labels, err := s.lookUp(in.Tx, shown...)
	page.Labels = append(page.Labels, labels...)
	if len(all) == 0 {
		page.Main = ui.Empty{Sentence: s.say("No record of this kind is in this channel."), Why: s.say("Import a file, or wait for what the partners write.")}.Show()
		return page, err
	}
	page.Main = sequence(s.table(kind.Name(), all, record.ID{}).Show(), paragraph(more))
	return page, err
}

// cursorOf reads where a list goes on from its address.
func cursorOf(text string, channel record.ChannelID) (store.Cursor, error) {
	if text == "" {
		return store.Cursor{}, nil
	}
	at := strings.LastIndexByte(text, '~')
	id, err := record.ParseID(text[at+1:])
	if err != nil || at < 0 || at > maxSort {
		return store.Cursor{}, store.ErrNotFound
	}
	return store.Cursor{Sort: text[:at], Channel: channel, ID: id}, nil
}

// maxSort is longer than any sort key that a page hands out.
const maxSort = 4096
