package web

import (
	"context"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/notice"
	"entente/record"
	"entente/store"
	"entente/ui"
)

const (
	noticesPath   = "/notices"
	mailsListed   = 20
	countedForAll = 500 // changes that a mail counts one by one
)

// notices is the page on which somebody chooses how they are told by mail.
func (s *site) notices(in *opening) (ui.Page, error) {
	choice, err := in.Tx.MailChoiceOf(in.Person.Account)
	if err != nil {
		return ui.Page{}, err
	}
	return s.noticesPage(in, choice, "")
}

func (s *site) noticesPage(in *opening, choice store.MailChoice, problem string) (ui.Page, error) {
	r := reader{in.Reader}
	mails, err := in.Tx.MailsOf(in.Person.Account, mailsListed)
	if err != nil {
		return ui.Page{}, err
	}
	page := ui.Page{Title: ui.Plain(r.say("Notices by mail")), Trail: []ui.Link{ui.To(accountPath, r.say("Your account"))}}
	var parts []templ.Component
	if !s.Mails {
		parts = append(parts, ui.Notice{Tone: ui.Warn, Sentence: r.say("This node has no mail server."), Then: r.say("What you choose is kept until the operator names one.")}.Show())
	}
	page.Main = sequence(append(parts, choiceForm(r, choice, problem).Show(), mailTable(r, mails))...)
	return page, nil
}

// choiceForm is where somebody says where and how often they want to be told.
func choiceForm(r reader, choice store.MailChoice, problem string) ui.Form {
	address := ui.Field{
		ID: "address", Label: r.say("Mail address"), Wide: true,
		Input: ui.TextInput{Name: "address", Value: choice.Address, Type: "email", Autocomplete: "email"},
	}
	form := ui.Form{
		Action: noticesPath, Buttons: []ui.Button{{Words: r.say("Save"), Look: ui.Primary}},
		Note: r.say("A mail has counts and links, never a word of a record. You are not told of what you have done."),
	}
	if problem != "" {
		address.Errors = []string{problem}
		form.Summary = ui.Summary{Sentence: r.say("Not saved"), Problems: []ui.Link{ui.To("#address", problem)}}
	}
	chosen := notice.Rhythm(choice.Rhythm)
	if !chosen.Known() {
		chosen = notice.Never
	}
	rhythm := ui.Choices{Name: "rhythm"}
	for _, one := range notice.Rhythms() {
		rhythm.Options = append(rhythm.Options, ui.Option{Value: string(one), Words: r.rhythm(one), Chosen: one == chosen})
	}
	form.Parts = []templ.Component{address.Show(), ui.Field{ID: "rhythm", Label: r.say("How often"), Input: rhythm, Wide: true}.Show()}
	return form
}

func (r reader) rhythm(of notice.Rhythm) string {
	switch of {
	case notice.AtOnce:
		return r.say("At once, what comes within five minutes in one mail")
	case notice.Daily:
		return r.say("Every morning at eight, in your time zone; what is due within a day at once")
	case notice.Weekly:
		return r.say("On Monday mornings; what is due within a day at once")
	}
	return r.say("Never")
}

// mailTable says what became of the newest mails.
func mailTable(r reader, mails []store.Mail) templ.Component {
	if len(mails) == 0 {
		return ui.Empty{Sentence: r.say("No mail was written to you yet."), Why: r.say("One is written when something new waits for an office that you act for, or others changed a record.")}.Show()
	}
	rows := ui.Rows{}
	for _, m := range mails {
		status := ui.Status{Glyph: ui.Clock, Word: r.say("waits to be sent")}
		switch {
		case !m.Sent.IsZero():
			status = ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: r.say("handed to the mail server on {time}", "time", r.moment(m.Sent))}
		case m.Next.IsZero():
			status = ui.Status{Glyph: ui.Square, Tone: ui.Bad, Word: r.say("given up: the mail server does not take it")}
		case m.Attempts > 0:
			status = ui.Status{Glyph: ui.Clock, Tone: ui.Warn, Word: r.say("not sent yet, tried again on {time}", "time", r.moment(m.Next))}
		}
		rows.Rows = append(rows.Rows, ui.Row{Cells: []templ.Component{ui.Words(m.Subject), ui.Words(r.moment(m.Made)), status.Show()}})
	}
	return ui.Table{
		Caption: r.say("Mails to you"), Heads: []ui.Head{{Words: r.say("Mail")}, {Words: r.say("Written")}, {Words: r.say("State")}}, Groups: []ui.Rows{rows},
	}.Show()
}

// chooseMail keeps what somebody chose.
func (s *site) chooseMail(in *opening, form url.Values) (feature.Deed, error) {
	choice := store.MailChoice{Account: in.Person.Account, Address: strings.TrimSpace(form.Get("address")), Rhythm: form.Get("rhythm")}
	if !notice.Rhythm(choice.Rhythm).Known() {
		return feature.Deed{}, store.ErrNotFound
	}
	bare, err := mail.ParseAddress(choice.Address)
	wanted := choice.Rhythm != string(notice.Never) || choice.Address != ""
	if wanted && (err != nil || bare.Address != choice.Address || len(choice.Address) > 254) {
		r := reader{in.Reader}
		page, err := s.noticesPage(in, choice, r.say("This is no mail address: it looks like name@example.org."))
		return feature.Deed{Page: &page}, err
	}
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, _ node.Author) (string, error) {
		return noticesPath, n.ChooseMail(ctx, choice)
	}}, nil
}

// News reads what somebody could be told who was told of everything up to an
// arrival: what waits for the offices that they act for, and what others wrote.
func (s *Site) News(ctx context.Context, to access.Account, arrival int64) (news notice.News, err error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
	if err != nil {
		return news, err
	}
	err = s.pages.node.View(ctx, func(tx *store.Tx) error {
		person, err := s.pages.node.PersonOf(tx, to.ID)
		if err != nil {
			return err
		}
		if tx, err = s.pages.node.SeenBy(tx, person); err != nil {
			return err
		}
		in, err := s.pages.open(tx, entering(q, person))
		if err != nil {
			return err
		}
		duties, err := in.Duties()
		if err != nil {
			return err
		}
		news.Duties = waitingFor(duties, person.Offices, in.Now.In(in.Zone()))
		if news.Arrival, err = tx.NewestArrival(); err != nil {
			return err
		}
		query := store.ChangeQuery{After: arrival, Limit: countedForAll}
		for _, channel := range in.channels {
			query.ButActor = append(query.ButActor, s.pages.node.Actor(channel.ID, to.ID))
		}
		changes, err := tx.CountChanged(query)
		news.Changes = int(changes)
		return err
	})
	return news, err
}

// waitingFor are the duties of somebody's offices. What is passed off to a later
// day does not wait.
func waitingFor(duties []feature.Duty, offices []access.Office, now time.Time) []notice.Duty {
	var all []notice.Duty
	today, tomorrow := record.DayOf(now), record.DayOf(now.AddDate(0, 0, 1))
	for _, duty := range duties {
		ours := duty.Office == "" || slices.ContainsFunc(offices, func(o access.Office) bool { return o.Code == duty.Office })
		if !ours || !duty.Waits() {
			continue
		}
		urgent := !duty.Due.IsZero() && duty.Due.Latest().Compare(today) >= 0 && duty.Due.Latest().Compare(tomorrow) <= 0
		all = append(all, notice.Duty{Key: duty.Key, Urgent: urgent})
	}
	return all
}
