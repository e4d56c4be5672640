package web

import (
	"maps"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// What one page of a list shows at most. A count goes no further than counted:
// beyond it the page says "at least", since counting costs what there is and not
// what is shown.
const (
	listedRecords  = 100
	countedRecords = 2000
	countedValues  = 500 // records whose values are counted beside a narrowed list
	listedValues   = 12  // of one filter
)

// listRoutes are those of lists and of the search.
func (s *site) listRoutes(mux *routes) {
	mux.Handle("GET /records", s.page(s.records))
	mux.Handle("POST /records", s.asked(s.act(s.recordsFinding)))
	mux.Handle("GET /search", s.page(func(in *opening) (ui.Page, error) { return s.search(in, "") }))
	mux.Handle("POST /search", s.act(func(in *opening, form url.Values) (feature.Deed, error) {
		page, err := s.search(in, form.Get(findName))
		return answered(page), err
	}))
}

// records lists the records of one kind, or the kinds.
func (s *site) records(in *opening) (ui.Page, error) { return s.recordsWith(in, "") }

// recordsFinding is records with a text to find, which no address may hold.
func (s *site) recordsFinding(in *opening, form url.Values) (feature.Deed, error) {
	page, err := s.recordsWith(in, form.Get(findName))
	return answered(page), err
}

// asked reads the address of a list from a form that says all of it: the same
// form asks for a list with a text and for one without.
func (s *site) asked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		form, err := readForm(w, q)
		if err != nil {
			s.unreadable(w, q, err)
			return
		}
		if form.Has("kind") {
			query := maps.Clone(form)
			query.Del(findName)
			q.URL.RawQuery = query.Encode()
		}
		next.ServeHTTP(w, q)
	})
}

func (s *site) recordsWith(in *opening, text string) (ui.Page, error) {
	scene := s.scene(in)
	if in.Query.Get("kind") == "" {
		return scene.kindsPage(in)
	}
	kind, known := s.Program.Kinds.Lookup(in.Query.Get("kind"))
	if !known {
		return ui.Page{}, store.ErrNotFound
	}
	asked, err := askedOf(in, kind, text)
	if err != nil {
		return ui.Page{}, err
	}
	view, err := scene.readList(in, asked)
	if err != nil {
		return ui.Page{}, err
	}
	return view.page(), nil
}

// kindsPage counts the records of each kind.
func (s scene) kindsPage(in *opening) (ui.Page, error) {
	rows := ui.Rows{}
	for _, kind := range s.Kinds.All() {
		n, err := countKind(in.Tx, s.Channel.ID, kind)
		if err != nil {
			return ui.Page{}, err
		}
		_, many := kind.Title()
		rows.Rows = append(rows.Rows, ui.Row{Cells: []templ.Component{
			ui.To(in.At("kind", kind.Name()), s.say(many)).Show(), ui.Words(s.count(n)),
		}})
	}
	return ui.Page{Title: ui.Plain(s.say("Records")), Aside: in.Confirmed, Main: ui.Table{
		Caption: s.say("Records"), Heads: []ui.Head{{Words: s.say("Kind")}, {Words: s.say("How many"), Figure: true}}, Groups: []ui.Rows{rows},
	}.Show()}, nil
}

// countKind is how many records of a kind a channel has: each has one writer,
// and how many each has is kept.
func countKind(tx *store.Tx, channel record.ChannelID, kind *record.Kind) (int64, error) {
	counts, err := tx.CountValues(store.Listing{Channel: channel, Kind: kind.Name()}, []string{store.ByPartner}, countedRecords)
	var all int64
	for _, v := range counts[store.ByPartner] {
		all += v.N
	}
	return all, err
}

// A listPage is what one snapshot says of a list.
type listPage struct {
	scene
	asked
	at     func(...string) string
	rows   []listedRow
	next   store.ListCursor
	more   bool
	found  store.Count
	total  int64
	counts map[string][]store.ValueCount
	labels [][]byte
}

// A listedRow is a record of a list with its fields, if they can be read.
type listedRow struct {
	store.Record
	Fields []field
}

// readList reads one page of a list, and what it counts beside it.
func (s scene) readList(in *opening, a asked) (*listPage, error) {
	view := &listPage{scene: s, asked: a, at: in.At}
	query := a.Listing
	query.Limit = listedRecords + 1
	found, err := in.Tx.List(query)
	if err != nil {
		return nil, err
	}
	if view.more = len(found) > listedRecords; view.more {
		found = found[:listedRecords]
		view.next = found[len(found)-1].Position
	}
	var shown [][]field
	for _, r := range found {
		row := listedRow{r.Record, s.read(in.Tx, r.Revision)}
		view.rows, shown = append(view.rows, row), append(shown, view.columnFields(row))
		view.labels = append(view.labels, r.Label)
	}
	labels, err := s.lookUp(in.Tx, shown...)
	if err != nil {
		return nil, err
	}
	view.labels = append(view.labels, labels...)
	return view, view.count(in)
}

// columnFields are those that the list shows: what others refer to is not read.
func (v *listPage) columnFields(row listedRow) []field {
	var shown []field
	for _, column := range v.Columns {
		shown = append(shown, under(row.Fields, column)...)
	}
	return shown
}

// count counts what was found, and the values that would narrow it.
func (v *listPage) count(in *opening) error {
	var err error
	if v.total, err = countKind(in.Tx, v.Channel.ID, v.Kind); err != nil {
		return err
	}
	if v.found, err = in.Tx.CountListed(v.Listing, countedRecords); err != nil {
		return err
	}
	fields := []string{store.ByPartner}
	for _, f := range v.Kind.FilterFields() {
		fields = append(fields, f.Name)
	}
	if v.counts, err = in.Tx.CountValues(v.Listing, fields, countedValues); err != nil {
		return err
	}
	return v.nameValues(in)
}

// nameValues reads the titles of records that filters name. The counts, and a
// filter that says words of records, are of records that the page does not show,
// so it is marked as all of the kind are.
func (v *listPage) nameValues(in *opening) error {
	var refs []field
	for _, values := range v.counts {
		for i, value := range values {
			if ref, err := record.ParseRef(value.Value); err == nil && (i < listedValues || v.chosen(value.Field, value.Value)) {
				refs = append(refs, field{Value: ref})
			}
		}
	}
	for _, f := range v.Filters {
		for _, value := range f.Values {
			if ref, err := record.ParseRef(value); err == nil {
				refs = append(refs, field{Value: ref})
			}
		}
	}
	labels, err := v.lookUp(in.Tx, refs)
	v.labels = append(v.labels, labels...)
	if err == nil {
		labels, err = in.Tx.ListedLabels(v.Channel.ID, v.Kind.Name())
		v.labels = append(v.labels, labels...)
	}
	return err
}
