package office

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// viewsOf are the saved views of an office that have not ended.
func viewsOf(tx *store.Tx, private record.ChannelID, office string) ([]Written[View], error) {
	all, err := readAll(tx, Views, store.RecordQuery{Channel: &private, Limit: store.MaxLimit})
	return slices.DeleteFunc(all, func(v Written[View]) bool { return v.Value.Office != office || v.Value.Ended }), err
}

// mostInMenu bounds how many views the navigation shows.
const mostInMenu = 12

// viewsMenu is the group of the navigation with the views of the office for
// which the reader acts, and the way to add the page that they look at.
func viewsMenu(in *feature.Reading) (ui.Group, error) {
	group := ui.Group{Title: in.Say("Saved views")}
	if in.Person.Office.Code == "" {
		return group, nil
	}
	views, err := viewsOf(in.Tx, in.Private, in.Person.Office.Code)
	if err != nil {
		return group, err
	}
	here, saveable := address(in.At())
	for _, v := range views[:min(len(views), mostInMenu)] {
		to, ok := address(v.Value.Address)
		if !ok {
			continue
		}
		saveable = saveable && to != here
		group.Links = append(group.Links, ui.Link{Words: in.Hear(v.Value.Title), Href: to, Current: to == here})
	}
	if saveable {
		group.Links = append(group.Links, ui.To("/office/views?of="+url.QueryEscape(here), in.Say("Save this view")))
	} else if len(views) > 0 {
		group.Links = append(group.Links, ui.To("/office/views", in.Say("All saved views")))
	}
	return group, nil
}

// notKept are names in a query that say how a page is read, not what it shows;
// freeText are names of what somebody typed, which stands in no address.
var (
	notKept  = []string{"lang", "after"}
	freeText = []string{"q", "text", "search"}
)

// address is the one spelling of an address that can be saved: a list of this
// site with its filters.
func address(text string) (string, bool) {
	at, err := url.Parse(text)
	if err != nil || len(text) > 1000 || at.Scheme != "" || at.Host != "" || at.User != nil || at.Opaque != "" || at.Fragment != "" {
		return "", false
	}
	if path.Clean(at.Path) != at.Path || at.RawPath != "" || at.Path != "/records" && !strings.HasPrefix(at.Path, "/programme/") {
		return "", false
	}
	query, err := url.ParseQuery(at.RawQuery)
	if err != nil {
		return "", false
	}
	for _, name := range notKept {
		query.Del(name)
	}
	for name, values := range query {
		if slices.Contains(freeText, name) || slices.ContainsFunc(values, func(v string) bool { return len(v) > 300 || strings.ContainsAny(v, "\r\n\x00") }) {
			return "", false
		}
	}
	clean := url.URL{Path: at.Path, RawQuery: query.Encode()}
	return clean.String(), true
}

type viewsView struct {
	Form     *ui.Form
	Caption  string
	Heads    [3]string
	Rows     []viewRow
	Empty    ui.Empty
	Sentence string
}

type viewRow struct {
	Link   ui.Link
	Office ui.Said
	ID     string
	End    ui.Button
}

// viewsPage lists the views of the reader's offices, under the form that saves
// the one that they came from.
func viewsPage(in *feature.Reading) (ui.Page, error) {
	of, ok := address(in.Query.Get("of"))
	if !ok {
		return savedViews(in, nil)
	}
	form := viewForm(in, of, "", "")
	return savedViews(in, &form)
}

func viewForm(in *feature.Reading, of, title, problem string) ui.Form {
	field := ui.Field{ID: "title", Label: in.Say("What to call it"), Must: in.Say("required"), Hint: in.Say("Everybody in your office sees it."),
		Input: ui.TextInput{Name: "title", Value: title, Focus: problem == "", Language: string(in.Language)}}
	form := ui.Form{
		Action: "/office/views", Hidden: []ui.Hidden{{Name: "address", Value: of}},
		Buttons: []ui.Button{{Words: in.Say("Save this view"), Name: "act", Value: "save", Look: ui.Primary}},
	}
	if problem != "" {
		field.Errors = []string{problem}
		form.Summary = ui.Summary{Sentence: in.Say("Not done."), Problems: []ui.Link{ui.To("#title", problem)}}
	}
	form.Parts = append(form.Parts, field.Show())
	return form
}

func savedViews(in *feature.Reading, form *ui.Form) (ui.Page, error) {
	view := viewsView{
		Form: form, Caption: in.Say("Saved views"), Heads: [3]string{in.Say("View"), in.Say("Office"), in.Say("Do")},
		Empty: ui.Empty{Sentence: in.Say("Your offices have saved no view."), Why: in.Say("On a list, choose filters, then save the view in the navigation.")},
	}
	var labels [][]byte
	for _, office := range in.Person.Offices {
		views, err := viewsOf(in.Tx, in.Private, office.Code)
		if err != nil {
			return ui.Page{}, err
		}
		for _, v := range views {
			row := viewRow{Link: ui.Link{Words: in.Hear(v.Value.Title)}, Office: called(in, offices(in.Person), office.Code), ID: v.ID.String(),
				End: ui.Button{Words: in.Say("Remove"), Name: "act", Value: toEnd, Look: ui.Quietly}}
			row.Link.Href, _ = address(v.Value.Address)
			view.Rows = append(view.Rows, row)
			labels = append(labels, v.Label)
		}
	}
	return ui.Page{Title: ui.Plain(in.Say("Saved views")), Main: view.show(), Labels: labels}, nil
}

// actOnView saves a view for the office for which the reader acts, or ends one.
func actOnView(in *feature.Acting) (feature.Deed, error) {
	if in.Form.Get("act") == toEnd {
		return endView(in)
	}
	of, ok := address(in.Form.Get("address"))
	if !ok || in.Person.Office.Code == "" {
		return feature.Deed{}, store.ErrNotFound
	}
	title := strings.TrimSpace(in.Form.Get("title"))
	view := View{Title: record.TextIn(in.Language, title), Address: of, Office: in.Person.Office.Code}
	if problems := Views.ValidateValue(&view, nil); len(problems) > 0 {
		form := viewForm(in.Reading, of, title, in.Words.Sentence(in.Language, problems[0]))
		page, err := savedViews(in.Reading, &form)
		return feature.Deed{Page: &page}, err
	}
	draft, err := draftOf(Views, Written[View]{}, view)
	return feature.Deed{Do: feature.Write(in.Private, func([]node.Written) string { return of }, draft), Refused: busy}, err
}

func endView(in *feature.Acting) (feature.Deed, error) {
	id, err := record.ParseID(in.Form.Get("view"))
	if err != nil {
		return feature.Deed{}, store.ErrNotFound
	}
	row, err := in.Tx.Record(in.Private, id)
	if err != nil {
		return feature.Deed{}, err
	}
	found := decode(Views, []store.Record{row})
	if len(found) == 0 || !holds(in.Person, found[0].Value.Office) {
		return feature.Deed{}, store.ErrNotFound
	}
	next := found[0].Value
	next.Ended = true
	draft, err := draftOf(Views, found[0], next)
	return feature.Deed{Do: feature.Write(in.Private, func([]node.Written) string { return "/office/views" }, draft), Refused: busy}, err
}
