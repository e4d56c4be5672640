package web

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"entente/record"
	"entente/store"
)

// Names in the address of a list. A filter's is "f." and its field.
const (
	filterPrefix = "f."
	sortName     = "sort" // a field, with "-" before it for the greatest first
	columnName   = "col"
	fromName     = "from"
	toName       = "to"
	afterName    = "after"
	findName     = "text" // in forms only
)

// Columns that every kind has.
const (
	titleColumn   = "@title"
	penColumn     = "@pen"
	heldColumn    = "@held"
	changedColumn = "@changed"
)

// asked is what an address asks of a list.
type asked struct {
	store.Listing
	Kind     *record.Kind
	Order    string // the field as the address names it, "" for the kind's own order
	Columns  []string
	Own      bool // the columns are the reader's choice
	BadDates []string
}

// maxFind bounds a text to find, as the search does.
const maxFind = 1000

// askedOf reads the address of a list. What it does not know is not found;
// dates that are none are said to the reader.
func askedOf(in *opening, kind *record.Kind, text string) (asked, error) {
	a := asked{Kind: kind, Listing: store.Listing{Channel: in.Channel.ID, Kind: kind.Name(), Text: strings.TrimSpace(text[:min(len(text), maxFind)])}}
	if err := a.readFilters(in); err != nil {
		return a, err
	}
	if err := a.readOrder(in); err != nil {
		return a, err
	}
	a.readPeriod(in)
	a.readColumns(in)
	return a, a.readAfter(in)
}

func (a *asked) readFilters(in *opening) error {
	known := map[string]bool{store.ByPartner: true}
	for _, f := range a.Kind.FilterFields() {
		known[f.Name] = true
	}
	for name, values := range in.Query {
		field, isFilter := strings.CutPrefix(name, filterPrefix)
		if !isFilter {
			continue
		}
		if !known[field] {
			return store.ErrNotFound
		}
		a.Filters = append(a.Filters, store.Filter{Field: field, Values: slices.Compact(slices.Sorted(slices.Values(values)))})
	}
	slices.SortFunc(a.Filters, func(x, y store.Filter) int { return strings.Compare(x.Field, y.Field) })
	return nil
}

func (a *asked) chosen(field, value string) bool {
	return slices.ContainsFunc(a.Filters, func(f store.Filter) bool { return f.Field == field && slices.Contains(f.Values, value) })
}

func (a *asked) readOrder(in *opening) error {
	order, descending := strings.CutPrefix(in.Query.Get(sortName), "-")
	a.Order, a.Descending = order, descending
	switch order {
	case "":
		a.Sort = store.ByDefault
		_, a.Descending = a.Kind.SortOf(nil)
		return nil
	case store.ByChange:
		a.Sort = store.ByChange
		return nil
	}
	key, ok := a.Kind.SortName(order, in.Language)
	if !ok {
		return store.ErrNotFound
	}
	a.Sort = key
	return nil
}

// readPeriod takes the first date of the kind: when something began.
func (a *asked) readPeriod(in *opening) {
	a.Period.Field = periodField(a.Kind)
	for name, into := range map[string]*record.Date{fromName: &a.Period.From, toName: &a.Period.To} {
		text := strings.TrimSpace(in.Query.Get(name))
		date, err := record.ParseDate(text)
		if text != "" && err != nil {
			a.BadDates = append(a.BadDates, text[:min(len(text), 40)])
		}
		*into = date
	}
}

func periodField(kind *record.Kind) string {
	for _, f := range kind.SortFields() {
		if f.Dated {
			return f.Name
		}
	}
	return ""
}

// readColumns takes the reader's choice, or the declaration's.
func (a *asked) readColumns(in *opening) {
	own := in.Query[columnName]
	a.Own = len(own) > 0
	for _, c := range columnsOf(a.Kind, !in.Channel.Private) {
		if a.Own && slices.Contains(own, c.Name) || !a.Own && c.Shown {
			a.Columns = append(a.Columns, c.Name)
		}
	}
	a.Columns = slices.DeleteFunc(a.Columns, func(name string) bool { return name == titleColumn })
}

// columnsOf are the columns that a list of a kind can show beside the title.
func columnsOf(kind *record.Kind, shared bool) []record.ListField {
	var all []record.ListField
	title := titleField(kind)
	for _, f := range kind.ListFields() {
		if f.Name != title {
			all = append(all, f)
		}
	}
	all = append(all, record.ListField{Name: penColumn, Titles: []string{"Pen"}, Shown: true})
	if shared {
		all = append(all, record.ListField{Name: heldColumn, Titles: []string{"Confirmed by"}, Shown: true})
	}
	return append(all, record.ListField{Name: changedColumn, Titles: []string{"Changed"}})
}

// titleField is the field that a kind's records are called by: the first text.
func titleField(kind *record.Kind) string {
	for _, f := range kind.ListFields() {
		if f.Texts {
			return f.Name
		}
	}
	return ""
}

// A position in an address names a record and the revision that it had on the
// page before, and not the text that the list was sorted by.
func positionText(r store.Record, order string, at store.ListCursor) string {
	if order == store.ByChange {
		return r.ID.String() + "~" + base64.RawURLEncoding.EncodeToString(at.Key)
	}
	return r.ID.String() + "~" + strconv.Itoa(r.Revision.Revision)
}

// readAfter reads a position. A record that was written again since stands where
// its old revision stood.
func (a *asked) readAfter(in *opening) error {
	text := in.Query.Get(afterName)
	if text == "" {
		return nil
	}
	name, rest, _ := strings.Cut(text, "~")
	id, err := record.ParseID(name)
	if err != nil || len(rest) > 64 {
		return store.ErrNotFound
	}
	a.After.ID = id
	if a.Order == store.ByChange {
		key, err := base64.RawURLEncoding.DecodeString(rest)
		if err != nil {
			return store.ErrNotFound
		}
		a.After.Key = key
		return nil
	}
	revisions, err := in.Tx.Revisions(in.Channel.ID, id)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(revisions, func(v store.Revision) bool { return numbered(v.Revision) == rest && v.Kind == a.Kind.Name() })
	if at < 0 {
		return store.ErrNotFound
	}
	a.After.Key = a.keyOf(revisions[at])
	return nil
}

// keyOf is what a revision was sorted by.
func (a *asked) keyOf(v store.Revision) []byte {
	body, err := a.Kind.Current(v.Schema, v.Body)
	if err != nil || !v.Known {
		body = nil
	}
	if a.Sort == store.ByDefault {
		key, _ := a.Kind.SortOf(body)
		return []byte(key)
	}
	for _, k := range a.Kind.SortKeys(body) {
		if k.Field == a.Sort {
			return k.Key
		}
	}
	return nil
}
