package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"entente/feature"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// leaveViewPath is where the form goes that ends a view.
const leaveViewPath = viewAsPath + "/leave"

// mostUnconfirmed bounds how many entries one page lists that a partner has not
// confirmed yet.
const mostUnconfirmed = 200

func (s *site) vantageRoutes(mux *routes) {
	mux.Handle("GET "+viewAsPath, s.page(s.viewAsWhom))
	mux.HandleFunc("POST "+viewAsPath, s.viewAs)
	mux.HandleFunc("POST "+leaveViewPath, s.leaveView)
	mux.Handle("GET "+viewAsPath+"/{partner}", s.page(s.extentPage))
}

// viewAs begins to show what a partner holds, for this session.
func (s *site) viewAs(w http.ResponseWriter, q *http.Request) {
	form, err := readForm(w, q)
	if err != nil {
		s.unreadable(w, q, err)
		return
	}
	member, err := partnerNamed(form.Get("partner"))
	if err == nil {
		err = s.node.ViewAs(q.Context(), s.personOf(q), func(tx *store.Tx) error {
			_, err := s.node.ExtentOf(tx, member)
			return err
		})
	}
	if err != nil {
		s.failed(w, q, err)
		return
	}
	s.setCookie(w, q, s.vantageCookie(q), s.sealVantage(q, member))
	http.Redirect(w, q, backTo(form), http.StatusSeeOther)
}

// leaveView goes back to what our own node holds.
func (s *site) leaveView(w http.ResponseWriter, q *http.Request) {
	form, err := readForm(w, q)
	if err != nil {
		s.unreadable(w, q, err)
		return
	}
	s.setCookie(w, q, s.vantageCookie(q), "")
	http.Redirect(w, q, backTo(form), http.StatusSeeOther)
}

func partnerNamed(text string) (id keys.PartnerID, err error) {
	if id.UnmarshalText([]byte(text)) != nil {
		return id, store.ErrNotFound
	}
	return id, nil
}

// viewAsWhom lists the partners with whom a channel is shared.
func (s *site) viewAsWhom(in *opening) (ui.Page, error) {
	r := reader{in.Reader}
	view := partnersView{
		Lead:  r.say("See what a partner’s node holds: computed from the ledgers that it has confirmed. Nothing can be written there."),
		Empty: ui.Notice{Sentence: r.say("No channel is shared with anybody yet.")},
	}
	page := ui.Page{Title: ui.Plain(r.say("View as a partner"))}
	partners, err := in.Tx.Partners()
	if err != nil {
		return page, err
	}
	for _, p := range partners {
		extent, err := s.node.ExtentOf(in.Tx, p.ID)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return page, err
		}
		shared := sharedWith{Partner: in.standing.partner(r, p.ID), View: viewAsForm(r, p.ID, upper(p.Code), "/")}
		for _, c := range extent.Channels {
			shared.Pairs = append(shared.Pairs, ui.Pair{Term: r.say("Channel"), Value: r.hear(c.Name).Show()})
			page.Labels = append(page.Labels, c.DefaultLabel)
		}
		shared.Pairs = append(shared.Pairs, ui.Pair{Term: r.say("Confirmed"), Value: ui.To(viewAsPath+"/"+p.ID.String(), stillOpen(r, extent)).Show()})
		view.Partners = append(view.Partners, shared)
	}
	page.Main = view.show()
	return page, nil
}

// extentPage says how far a partner has confirmed, what it has not, and what
// cannot be known.
func (s *site) extentPage(in *opening) (ui.Page, error) {
	member, err := partnerNamed(in.Path("partner"))
	if err != nil {
		return ui.Page{}, err
	}
	extent, err := s.node.ExtentOf(in.Tx, member)
	if err != nil {
		return ui.Page{}, err
	}
	r, code := reader{in.Reader}, in.standing.code(member)
	open, labels, err := s.unconfirmed(in, extent)
	if err != nil {
		return ui.Page{}, err
	}
	view := extentView{
		Lead:    r.say("Its node holds what it has confirmed with its signature, and what it has written itself. What it has not confirmed is listed below and shown nowhere as its own."),
		View:    viewAsForm(r, member, code, "/"),
		Ledgers: r.say("Confirmed by {partner}", "partner", code), Held: s.extentTable(in, extent),
		Open: r.say("Not confirmed yet by {partner}", "partner", code), OpenCount: r.count(extent.Unconfirmed()), Entries: open,
		Unknown:  r.say("What nobody outside its node can know"),
		Unknowns: unknowns(r, code),
	}
	listed := int64(len(open.Groups[0].Rows))
	switch rest := extent.Unconfirmed() - listed; {
	case extent.Unconfirmed() == 0:
		view.Nothing = r.say("Nothing: {partner} has confirmed all that stands in these channels.", "partner", code)
	case rest > 0:
		view.More = r.Count("{n} more entry is not listed here.|{n} more entries are not listed here.", rest)
	}
	for _, c := range extent.Channels {
		labels = append(labels, c.DefaultLabel)
	}
	return ui.Page{
		Title: ui.Plain(r.say("What {partner} holds", "partner", code)), Main: view.show(), Labels: labels,
		Trail: []ui.Link{ui.To(viewAsPath, r.say("View as a partner"))},
	}, nil
}

// unknowns are the sentences on what a vantage cannot show.
func unknowns(r reader, code string) []string {
	return []string{
		r.say("What stands in its private channel, and in channels that we do not belong to."),
		r.say("A ceiling that its own node may have: then it holds less than it is entitled to."),
		r.say("Whether it has destroyed something since it confirmed it. What was withdrawn here is not shown, even where it is not destroyed there yet."),
		r.say("What it has written and our node has not received yet."),
		r.say("Whether the content of a file has arrived there: only its description is confirmed."),
		r.say("Which of its people may read what."),
		r.say("What you see is also bounded by what you may read yourself."),
	}
}

func (s *site) extentTable(in *opening, extent node.Extent) ui.Table {
	r := reader{in.Reader}
	table := ui.Table{
		Caption: r.say("Ledger"), Groups: make([]ui.Rows, 1),
		Heads: []ui.Head{{Words: r.say("Channel")}, {Words: r.say("Ledger")}, {Words: r.say("Confirmed")}, {Words: r.say("When")}},
	}
	names := map[record.ChannelID]record.Text{}
	for _, c := range extent.Channels {
		names[c.ID] = c.Name
	}
	for _, l := range extent.Ledgers {
		confirmed, when := r.say("{n} of {all}", "n", r.count(l.Confirmed), "all", r.count(l.Readable)), ""
		if l.Partner == extent.Of {
			confirmed = r.Count("its own: {n} entry received here|its own: {n} entries received here", l.Readable)
		}
		if !l.At.IsZero() {
			when = r.moment(l.At)
		}
		table.Groups[0].Rows = append(table.Groups[0].Rows, ui.Row{Cells: []templ.Component{
			r.hear(names[l.Channel]).Show(), in.standing.partner(r, l.Partner).Tag(), ui.Words(confirmed), ui.Words(when),
		}})
	}
	return table
}

// unconfirmed lists the entries of others that the partner has not confirmed yet,
// as far as the reader finds their records.
func (s *site) unconfirmed(in *opening, extent node.Extent) (ui.Table, [][]byte, error) {
	r := reader{in.Reader}
	table := ui.Table{
		Caption: r.say("Entry"), Groups: make([]ui.Rows, 1),
		Heads: []ui.Head{{Words: r.say("Title")}, {Words: r.say("Kind")}, {Words: r.say("Revision")}, {Words: r.say("Ledger")}, {Words: r.say("Entry"), Figure: true}, {Words: r.say("Written")}},
	}
	var labels [][]byte
	rows := &table.Groups[0].Rows
	for _, l := range extent.Ledgers {
		until := min(l.Readable, l.Confirmed+mostUnconfirmed-int64(len(*rows)))
		err := in.Tx.Entries(l.Origin, l.Confirmed, until, func(e record.Entry) error {
			header, err := record.DecodeHeader(e.Part(record.HeaderPart).Content)
			if err != nil {
				return nil // withheld or unreadable: it is counted
			}
			row, err := in.Tx.Record(l.Channel, header.ID)
			if isNotFound(err) {
				return nil
			}
			if err != nil {
				return err
			}
			scene := s.scene(in)
			link := ui.Link{Words: scene.titleOf(row), Href: "/records/" + row.Channel.String() + "/" + row.ID.String()}
			labels = append(labels, row.Label)
			*rows = append(*rows, ui.Row{Cells: []templ.Component{
				link.Show(), ui.Words(scene.kindName(header.Kind)), ui.Words(numbered(header.Revision)),
				in.standing.partner(r, l.Partner).Tag(), ui.Words(r.count(e.Index)), ui.Words(r.moment(header.At)),
			}})
			return nil
		})
		if err != nil {
			return table, nil, err
		}
	}
	return table, labels, nil
}

// stillMaking says how far the making of a vantage has come.
func (s *site) stillMaking(w http.ResponseWriter, q *http.Request, member keys.PartnerID, making *node.BuildingError) {
	w.Header().Set("Refresh", "2")
	s.page(func(in *opening) (ui.Page, error) {
		r, code := reader{in.Reader}, in.standing.code(member)
		return ui.Page{
			Title: ui.Plain(r.say("What {partner} holds", "partner", code)), Status: http.StatusOK,
			Main: makingPage(r.say("It is being put together from the ledgers that {partner} has confirmed. This page goes on by itself.", "partner", code),
				making.Done, making.Total, r.say("{n} of {all} entries", "n", r.count(making.Done), "all", r.count(making.Total))),
		}, nil
	}).ServeHTTP(w, plainly(q))
}

// plainly is a request for the front door by the same person.
func plainly(q *http.Request) *http.Request {
	plain := q.Clone(context.WithoutCancel(q.Context()))
	plain.URL = &url.URL{Path: viewAsPath}
	plain.SetPathValue("channel", "")
	return plain
}

var _ feature.Env = (*site)(nil)
