package web

import (
	"strings"

	"github.com/a-h/templ"

	"entente/feature"
	"entente/keys"
	"entente/node"
	"entente/store"
	"entente/ui"
)

// around says on every page whose view it is, and takes away what is the reader's
// own.
func (s *site) around(shell *ui.Shell, in *opening) {
	r := reader{in.Reader}
	if s.vantage == nil {
		if member, chosen := s.vantageOf(in.Request); chosen && !s.personOf(in.Request).IsZero() {
			shell.Vantage = bandOf(r, here(in.Request), r.say("This page is of our own node. The others are shown as the node of {partner} holds them.", "partner", in.standing.code(member)))
		}
		return
	}
	v := s.vantage
	shell.Us = in.standing.partner(r, v.own.ID)
	shell.Groups = v.navigationOf(shell.Groups)
	shell.Menu.Links = nil
	shell.State = append(shell.State[:1:1], heldLine(r, in.standing)...)
	shell.Vantage = bandOf(r, here(in.Request), v.sentence(r))
	shell.Marking.Foot = strings.Join(shell.State[:min(2, len(shell.State))], "; ")
	shell.Site += r.say(", as {partner}", "partner", v.code())
	shell.Vantage.More = ui.To(viewAsPath+"/"+v.member.ID.String(), stillOpen(r, v.Extent))
}

// stillOpen says how many entries a partner has not confirmed yet.
func stillOpen(r reader, x node.Extent) string {
	if x.Unconfirmed() == 0 {
		return r.say("everything is confirmed")
	}
	return r.Count("{n} entry not confirmed yet|{n} entries not confirmed yet", x.Unconfirmed())
}

// sentence says whose view it is, and as of when.
func (v *vantage) sentence(r reader) string {
	if v.Extent.AsOf.IsZero() {
		return r.say("As the node of {partner} holds it. It has confirmed nothing of ours yet.", "partner", v.code())
	}
	return r.say("As the node of {partner} holds it, by what it had confirmed on {time}", "partner", v.code(), "time", r.moment(v.Extent.AsOf))
}

func bandOf(r reader, back, words string) ui.Vantage {
	return ui.Vantage{
		Words: ui.Plain(words),
		Leave: ui.Form{
			Action: leaveViewPath, Hidden: []ui.Hidden{{Name: "back", Value: back}},
			Buttons: []ui.Button{{Words: r.say("Back to our own view")}},
		},
		Place: map[string]string{"top": r.say("Whose view this is"), "bottom": r.say("Whose view this is, at the foot")},
	}
}

// heldLine is the state line of a vantage: how much is held of each ledger.
func heldLine(r reader, s standing) (line []string) {
	for _, held := range s.Ledgers {
		line = append(line, r.say("Ledger of {partner}: {n}, verified {v}",
			"partner", s.code(held.Partner), "n", r.count(held.signed()), "v", r.count(held.Readable)))
	}
	return line
}

// vantageHome is the first page of a vantage: what features show of each channel,
// and what was written last.
func (s scene) vantageHome(in *opening, code string, rows []store.Record, sections []feature.Section) ui.Page {
	table := ui.Table{
		Caption: s.say("Written last"), Groups: make([]ui.Rows, 1),
		Heads: []ui.Head{{Words: s.say("Title")}, {Words: s.say("Kind")}, {Words: s.say("Pen")}, {Words: s.say("Written")}},
	}
	page := ui.Page{Title: ui.Plain(s.say("What {partner} holds", "partner", code)), Aside: in.Confirmed}
	for _, row := range rows {
		link := ui.Link{Words: s.titleOf(row), Href: "/records/" + row.Channel.String() + "/" + row.ID.String()}
		table.Groups[0].Rows = append(table.Groups[0].Rows, ui.Row{Cells: []templ.Component{
			link.Show(), ui.Words(s.kindName(row.Kind)), s.partner(s.reader, row.Partner).Tag(), ui.Words(s.moment(row.At)),
		}})
		page.Labels = append(page.Labels, row.Label)
	}
	for _, section := range sections {
		page.Labels = append(page.Labels, section.Labels...)
	}
	page.Main = vantageHomePage(sections, s.say("Written last"), table)
	return page
}

// viewAs are the buttons that show a record as the others hold it.
func (read *readRecord) viewAs() templ.Component {
	if read.Us != read.Ours || read.Channel.Private || read.Channel.State != store.ChannelActive {
		return templ.NopComponent
	}
	var ways []ui.Form
	for _, member := range read.Members {
		if member != read.Us {
			ways = append(ways, viewAsForm(read.reader, member, read.code(member), read.page(read.Record.ID)))
		}
	}
	return viewAsForms(ways)
}

// viewAsForm is the button that shows a page as a partner holds it.
func viewAsForm(r reader, member keys.PartnerID, code, back string) ui.Form {
	return ui.Form{
		Action: viewAsPath, Hidden: []ui.Hidden{{Name: "partner", Value: member.String()}, {Name: "back", Value: back}},
		Buttons: []ui.Button{{Words: r.say("View as {partner}", "partner", code)}},
	}
}
