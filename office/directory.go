package office

import (
	"slices"
	"strings"

	"entente/feature"
	"entente/keys"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// mostContacts bounds how many offices of partners one page lists.
const mostContacts = 500

// A contact is an office that a partner has released to us.
type contact struct {
	Written[Office]
	By ui.Partner
}

// contacts are the offices of partners in all channels, by partner and code.
func contacts(in *feature.Reading) ([]contact, error) {
	rows, err := readAll(in.Tx, Offices, store.RecordQuery{Limit: mostContacts})
	if err != nil {
		return nil, err
	}
	codes := map[keys.PartnerID]ui.Partner{}
	var all []contact
	for _, row := range rows {
		if row.Partner == in.Self || row.Value.Inactive {
			continue
		}
		by, known := codes[row.Partner]
		if !known {
			by = partnerOf(in, row.Partner)
			codes[row.Partner] = by
		}
		all = append(all, contact{row, by})
	}
	slices.SortStableFunc(all, func(a, b contact) int {
		if c := strings.Compare(a.By.Code, b.By.Code); c != 0 {
			return c
		}
		return strings.Compare(a.Value.Code, b.Value.Code)
	})
	return all, nil
}

// partnerOf is a partner of any channel.
func partnerOf(in *feature.Reading, id keys.PartnerID) ui.Partner {
	found, err := in.Tx.Partner(id)
	if err != nil {
		return in.Partner(id)
	}
	return ui.Partner{Code: strings.ToUpper(found.Code), Name: in.Hear(found.Name), Ours: id == in.Self}
}

// recordPage is the page of a record of any channel.
func recordPage(channel record.ChannelID, id record.ID) string {
	return "/records/" + channel.String() + "/" + id.String()
}

// directoryPage shows who is who: our offices with who acts for them, and those
// of partners as they released them.
func directoryPage(in *feature.Reading) (ui.Page, error) {
	offices, err := ours(in.Tx, in.Private)
	if err != nil {
		return ui.Page{}, err
	}
	people, err := readPeople(in)
	if err != nil {
		return ui.Page{}, err
	}
	theirs, err := contacts(in)
	if err != nil {
		return ui.Page{}, err
	}
	view := directoryView{
		Ours: in.Say("Our offices"), Theirs: in.Say("Offices of partners"),
		NoneOurs: ui.Empty{Sentence: in.Say("No office is described yet."), Why: in.Say("Until one is, everybody acts for the offices of their account."),
			Action: ui.To(newOffice(in), in.Say("Describe an office"))},
		NoneTheirs: ui.Empty{Sentence: in.Say("No partner has released an office to us."), Why: in.Say("Offices that a partner releases into a channel stand here, without the people who hold them.")},
		OurHeads:   [5]string{in.Say("Office"), in.Say("Holders and deputies"), in.Say("Contact"), in.Say("Working hours"), in.Say("Change")},
	}
	var labels [][]byte
	for _, o := range offices {
		row := officeRow(in, o)
		row.Holders = holderRows(in, people, o)
		row.Edit = ui.To(recordPage(o.Channel, o.ID)+"/edit", in.Say("Edit"))
		view.OurRows = append(view.OurRows, row)
		labels = append(labels, o.Label)
	}
	for _, c := range theirs {
		row := officeRow(in, c.Written)
		row.By = c.By
		view.TheirRows = append(view.TheirRows, row)
		labels = append(labels, c.Label)
	}
	page := ui.Page{Title: ui.Plain(in.Say("Offices")), Main: view.show(), Labels: labels}
	page.Actions = []ui.Button{{Words: in.Say("Describe an office"), Href: newOffice(in)}, {Words: in.Say("Leave an office"), Href: "/office/leave"}}
	return page, nil
}

// newOffice is where the form for a new office stands.
func newOffice(in *feature.Reading) string {
	return "/records/" + in.Private.String() + "/new?kind=" + Offices.Name()
}

// An officeView is one row of the directory.
type officeView struct {
	By       ui.Partner
	Title    ui.Link
	Code     string
	Purpose  ui.Said
	Inactive ui.Status
	Mail     string
	Phone    string
	Hours    ui.Said
	Zone     string
	Holders  []holderView
	Edit     ui.Link
}

// A holderView is one person in one period.
type holderView struct {
	Name   string
	Role   string
	Period string
	Acts   bool // today
}

type directoryView struct {
	Ours, Theirs         string
	OurHeads             [5]string
	OurRows, TheirRows   []officeView
	NoneOurs, NoneTheirs ui.Empty
}

func officeRow(in *feature.Reading, o Written[Office]) officeView {
	v := officeView{
		Title: ui.Link{Words: in.Hear(o.Value.Title), Href: recordPage(o.Channel, o.ID)}, Code: o.Value.Code, Purpose: in.Hear(o.Value.Purpose),
		Mail: o.Value.Contact.Mail, Phone: o.Value.Contact.Phone, Hours: in.Hear(o.Value.Hours), Zone: o.Value.Zone,
	}
	if o.Value.Inactive {
		v.Inactive = ui.Status{Glyph: ui.Struck, Word: in.Say("No longer in use")}
	}
	return v
}

func holderRows(in *feature.Reading, people people, o Written[Office]) []holderView {
	var rows []holderView
	today := o.Value.today(in.Now)
	for _, h := range o.Value.Holders {
		row := holderView{Name: people.name(h.Account), Role: in.Say("Holder"), Period: in.Dates(h.From, h.Until), Acts: h.acts(today)}
		if row.Name == "" {
			row.Name = in.Say("an account that is gone")
		}
		if h.As != AsHolder {
			row.Role = in.Say("Deputy")
		}
		if !h.From.IsZero() && h.Until.IsZero() {
			row.Period = in.Say("from {date}", "date", in.Date(h.From))
		}
		rows = append(rows, row)
	}
	return rows
}
