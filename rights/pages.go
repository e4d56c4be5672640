package rights

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

const (
	grantedPath = "/rights/granted"
	newPath     = "/rights/new"
	whyPath     = "/rights/why"
)

var pages = []feature.Page{
	{Pattern: "GET " + grantedPath, Handler: func(env feature.Env) http.Handler { return env.Page(grantedPage) }},
	{Pattern: "POST " + grantedPath, StepUp: true, Handler: func(env feature.Env) http.Handler { return env.Act(actOnGrant) }},
	{Pattern: "GET " + newPath, Handler: func(env feature.Env) http.Handler { return env.Page(newGrantPage) }},
	{Pattern: "GET " + whyPath, Handler: func(env feature.Env) http.Handler { return env.Page(whyPage) }},
	{Pattern: "POST " + whyPath, Handler: func(env feature.Env) http.Handler { return env.Act(answerWhy) }},
	{Pattern: "POST " + newPath, StepUp: true, Handler: func(env feature.Env) http.Handler { return env.Act(writeGrant) }},
}

// menu leads those there who may read what was granted.
func menu(in *feature.Reading) (ui.Group, error) {
	group := ui.Group{Title: in.Say("Rights")}
	if may(in, access.ToRead) {
		group.Links = []ui.Link{ui.To(grantedPath, in.Say("Roles and clearances"))}
	}
	return group, nil
}

// may reports whether the reader may do something with rights as they are marked
// unless somebody marks one otherwise.
func may(in *feature.Reading, action access.Action) bool {
	private, err := in.Tx.Channel(in.Private)
	return err == nil && in.May(action, store.Class{Channel: in.Private, Kind: Roles.Name(), Label: private.DefaultLabel})
}

// counted is what was granted, for a reader who may read it.
func counted(in *feature.Reading) (*Counted, Facts, error) {
	if !may(in, access.ToRead) {
		return nil, Facts{}, store.ErrNotFound
	}
	asked, err := in.Inquire(access.Account{})
	if err != nil {
		return nil, Facts{}, err
	}
	var unread error
	facts, err := readFacts(asked, &unread)
	if err != nil {
		return nil, facts, err
	}
	all := Count(facts)
	return &all, facts, unread
}

// actor is the reader's pseudonym.
func actor(in *feature.Reading) (string, error) {
	asked, err := in.Inquire(access.Account{})
	if err != nil {
		return "", err
	}
	return asked.Actor(in.Person.Account), nil
}

// grantedPage lists what waits for a second person, what counts and what is over.
func grantedPage(in *feature.Reading) (ui.Page, error) {
	all, facts, err := counted(in)
	if err != nil {
		return ui.Page{}, err
	}
	self, err := actor(in)
	if err != nil {
		return ui.Page{}, err
	}
	names, err := names(in)
	if err != nil {
		return ui.Page{}, err
	}
	table := ui.Table{Caption: in.Say("Roles and clearances"), Heads: []ui.Head{
		{Words: in.Say("Right")}, {Words: in.Say("Whose")}, {Words: in.Say("Period")}, {Words: in.Say("State")}, {Words: in.Say("Written by")}, {Words: in.Say("Do")},
	}}
	groups := []ui.Rows{{ID: "waiting", Title: in.Say("Waits for a second person")}, {ID: "counting", Title: in.Say("Counts")}, {ID: "over", Title: in.Say("Does not count")}}
	page := ui.Page{Title: ui.Plain(in.Say("Roles and clearances"))}
	for _, g := range all.Grants {
		class := store.Class{Channel: in.Private, Kind: g.Newest.Kind, Label: g.Newest.Label}
		if !in.May(access.ToRead, class) {
			continue
		}
		at, state := stateOf(in, g)
		page.Labels = append(page.Labels, g.Newest.Label)
		what, whose := describe(in, g.Newest.Granted, names)
		writer := names[facts.Account(g.Newest.Actor)]
		if writer == "" {
			writer = in.Say("on paper")
		}
		groups[at].Rows = append(groups[at].Rows, ui.Row{Cells: []templ.Component{
			ui.Words(what), ui.Words(whose), ui.Words(periodOf(in, g.Newest.Granted)), state.Show(), ui.Words(writer), grantForm(in, all, facts, g, self, class).Row(),
		}})
	}
	for _, group := range groups {
		if len(group.Rows) > 0 {
			group.Count = in.Count("{n} entry|{n} entries", int64(len(group.Rows)))
			table.Groups = append(table.Groups, group)
		}
	}
	if may(in, access.ToGrant) {
		for _, kind := range []*record.Kind{Clearances.Kind, Roles.Kind, Nationalities.Kind, Needs.Kind, Closures.Kind} {
			one, _ := kind.Title()
			page.More.Links = append(page.More.Links, ui.To(newPath+"?kind="+kind.Name(), in.Say(one)))
		}
		page.More.Words = in.Say("Grant")
	}
	if page.Main = table.Show(); len(table.Groups) == 0 {
		page.Main = ui.Empty{Sentence: in.Say("Nothing was granted on this node."), Why: in.Say("Until an officer is named, everybody who acts for an office is one. The operator names the first security officers.")}.Show()
	}
	return page, nil
}

// stateOf is in which group a grant stands, and why.
func stateOf(in *feature.Reading, g *Grant) (group int, state ui.Status) {
	switch {
	case g.Newest.Granted == nil || g.State == Void:
		return 2, ui.Status{Glyph: ui.Cross, Word: in.Say("not valid")}
	case g.State == Waiting && in.Now.Sub(g.Newest.At) <= approveWithin:
		return 0, ui.Status{Glyph: ui.Clock, Tone: ui.Act, Word: in.Say("until {date}", "date", in.Moment(g.Newest.At.Add(approveWithin)))}
	case g.State == Waiting:
		return 2, ui.Status{Glyph: ui.Struck, Word: in.Say("nobody approved it in time")}
	case g.Newest.Granted.ended():
		return 2, ui.Status{Glyph: ui.Struck, Word: in.Say("ended")}
	case !covers(g.Newest.Granted, dayOf(in.Now)):
		return 2, ui.Status{Glyph: ui.Struck, Word: in.Say("outside its period")}
	}
	return 1, ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: in.Say("counts")}
}

// grantForm offers what the reader may do with a grant.
func grantForm(in *feature.Reading, all *Counted, facts Facts, g *Grant, self string, class store.Class) ui.Form {
	form := ui.Form{Action: grantedPath, Hidden: []ui.Hidden{{Name: "id", Value: g.Newest.ID.String()}, {Name: "leaf", Value: g.Newest.Leaf.String()}}}
	if !in.May(access.ToGrant, class) {
		return form
	}
	if all.Objection(facts, g, approvalBy(in, g, self)) == NoObjection {
		form.Buttons = append(form.Buttons, ui.Button{Words: in.Say("Approve"), Name: "do", Value: "approve", Look: ui.Primary})
	}
	if g.Newest.Granted != nil && !g.Newest.Granted.ended() {
		form.Buttons = append(form.Buttons, ui.Button{Words: in.Say("End it"), Name: "do", Value: "end"})
	}
	return form
}

// approvalBy is what the reader would write to approve a grant.
func approvalBy(in *feature.Reading, g *Grant, self string) Fact {
	return Fact{Kind: Approvals.Name(), Revision: 1, At: in.Now, Office: in.Person.Office.Code, Actor: self,
		Approval: &Approval{Title: named(g.Newest.Kind), Grant: record.Ref{Kind: g.Newest.Kind, ID: g.Newest.ID}, Leaf: g.Newest.Leaf.String()}}
}

// actOnGrant approves or ends a grant.
func actOnGrant(in *feature.Acting) (feature.Deed, error) {
	all, facts, err := counted(in.Reading)
	if err != nil {
		return feature.Deed{}, err
	}
	id, err := record.ParseID(in.Form.Get("id"))
	g := all.byID[id]
	if err != nil || g == nil {
		return feature.Deed{}, store.ErrNotFound
	}
	if g.Newest.Leaf.String() != in.Form.Get("leaf") {
		return told(in.Reading, in.Say("It was changed meanwhile."), in.Say("Look at it again before you decide."))
	}
	self, err := actor(in.Reading)
	if err != nil {
		return feature.Deed{}, err
	}
	if !all.mayGrant(facts, Fact{Actor: self, Office: in.Person.Office.Code, At: in.Now}) {
		return told(in.Reading, objection(in.Reading, NotAGranter), in.Say("Nothing was written."))
	}
	switch in.Form.Get("do") {
	case "approve":
		approval := approvalBy(in.Reading, g, self)
		if why := all.Objection(facts, g, approval); why != NoObjection {
			return told(in.Reading, objection(in.Reading, why), in.Say("Nothing was written."))
		}
		body, _, err := Approvals.Encode(*approval.Approval)
		return writes(in, node.Draft{Kind: Approvals.Name(), Body: body, Label: g.Newest.Label}), err
	case "end":
		if g.Newest.Granted == nil {
			return feature.Deed{}, store.ErrNotFound
		}
		asked, err := in.Inquire(access.Account{})
		if err != nil {
			return feature.Deed{}, err
		}
		terms := TermsOf(g.Newest.Kind, g.Newest.Granted)
		terms.Ended, terms.OnPaper = true, nil
		draft, err := terms.Draft(id, g.Newest.Revision, asked.Policies)
		draft.Label = g.Newest.Label
		return writes(in, draft), err
	}
	return feature.Deed{}, store.ErrNotFound
}

func writes(in *feature.Acting, draft node.Draft) feature.Deed {
	private := in.Private
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
		return feature.Write(private, func([]node.Written) string { return grantedPath }, draft)(ctx, n, by)
	}}
}

// told is a page that says why nothing was done.
func told(in *feature.Reading, sentence, then string) (feature.Deed, error) {
	page := ui.Page{Title: ui.Plain(in.Say("Roles and clearances")), Main: ui.Notice{Tone: ui.Warn, Sentence: sentence, Then: then}.Show()}
	return feature.Deed{Page: &page}, nil
}

func objection(in *feature.Reading, why Objection) string {
	switch why {
	case NotWaiting:
		return in.Say("It does not wait for anybody any more.")
	case NotThisText:
		return in.Say("It was changed meanwhile.")
	case TooLate:
		return in.Say("Its day is over: nobody approved it in time. Write it anew.")
	case SamePerson:
		return in.Say("Whoever wrote it cannot approve it.")
	case StandsIn:
		return in.Say("One of you stands in for the other in an office: a third person has to approve it.")
	case Concerned:
		return in.Say("It concerns you or an office of yours: another person has to approve it.")
	}
	return in.Say("Act for the office that is security officer, and try again.")
}

// names are those of our people by their account.
func names(in *feature.Reading) (map[string]string, error) {
	accounts, err := in.Tx.Accounts()
	names := map[string]string{}
	for _, a := range accounts {
		names[a.ID] = a.Name
	}
	return names, err
}

// describe says what a grant gives, and to whom.
func describe(in *feature.Reading, g granted, names map[string]string) (what, whose string) {
	channel := func(id string) string {
		c, ok := channelOf(id)
		if found, err := in.Tx.Channel(c); ok && err == nil {
			return in.Hear(found.Name).Text
		}
		return in.Say("every channel")
	}
	switch is := g.(type) {
	case Role:
		return in.Words.Role(in.Language, access.Role(is.Role)) + ", " + channel(is.Channel), is.Office
	case Clearance:
		words := []string{is.Policy, is.Classification}
		for _, held := range is.Held {
			words = append(words, held.Tag+" "+held.Value)
		}
		return strings.Join(words, " · "), names[is.Account]
	case Nationality:
		return in.Say("Nationality") + " " + is.Country, names[is.Account]
	case Need:
		return in.Say("Need to know") + ", " + channel(is.Channel), names[is.Account]
	case Closure:
		return in.Say("Closed channel"), channel(is.Channel)
	}
	return in.Say("withdrawn"), ""
}

func periodOf(in *feature.Reading, g granted) string {
	if g == nil {
		return ""
	}
	from, until := g.period()
	return in.Dates(from, until)
}

// soon is a day of next year, which a form begins with.
func soon(at time.Time) record.Date { return record.DayOf(at.UTC().AddDate(1, 0, -1)) }
