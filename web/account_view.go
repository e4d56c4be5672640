package web

import (
	"cmp"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"entente/access"
	"entente/feature"
	"entente/ui"
)

// accountView is what the page of an account shows.
type accountView struct {
	Summary   ui.Summary
	Secret    newToken
	Profile   ui.Form
	Password  ui.Form
	Ways      waysView
	Sessions  ui.Table
	Others    ui.Form
	Tokens    ui.Table
	HasTokens bool
	TokenForm ui.Form
	Words     accountTitles
	Sections  []feature.Section
}

// accountTitles are the titles and sentences of its sections.
type accountTitles struct {
	Profile, Password, Sessions, SessionsNote, Tokens, TokensNote string
}

// A newToken is the only time that a token's secret is seen.
type newToken struct{ Sentence, Then, Secret string }

func accountWords(r reader) accountTitles {
	return accountTitles{
		Profile: r.say("You"), Password: r.say("Password"),
		Sessions:     r.say("Where you are signed in"),
		SessionsNote: r.say("A session ends after half an hour without a request, and after twelve hours."),
		Tokens:       r.say("Tokens for programs"),
		TokensNote:   r.say("A token reads, or reads and writes, for you and one of your offices. No token releases, adopts or signs."),
	}
}

func (state accountState) summary(r reader) ui.Summary {
	var summary ui.Summary
	for _, id := range []string{"name", "language", "zone", "password-now", "password", "password-again", "token-name"} {
		if sentence := state.Problems[id]; sentence != "" {
			summary.Problems = append(summary.Problems, ui.To("#"+id, sentence))
		}
	}
	if len(summary.Problems) > 0 {
		summary.Sentence = r.say("Nothing was changed")
	}
	return summary
}

// wrong is what is wrong with a field.
func (state accountState) wrong(id string) []string {
	if sentence := state.Problems[id]; sentence != "" {
		return []string{sentence}
	}
	return nil
}

func (state accountState) field(id, label, hint string, input ui.Input) templ.Component {
	return ui.Field{ID: id, Label: label, Hint: hint, Errors: state.wrong(id), Input: input}.Show()
}

func profileForm(r reader, state accountState) ui.Form {
	p := state.Profile
	return ui.Form{Action: profilePath, Buttons: []ui.Button{{Words: r.say("Save"), Look: ui.Primary}}, Parts: []templ.Component{
		state.field("name", r.say("Name"), "", ui.TextInput{Name: "name", Value: p.Name, Autocomplete: "name"}),
		state.field("language", r.say("Language"), "", ui.Select{Name: "language", Options: languagesOf(p.Language)}),
		state.field("zone", r.say("Time zone"), r.say("as in Asia/Seoul; empty for UTC"), ui.TextInput{Name: "zone", Value: p.Zone, Offers: zones}),
	}}
}

// zones are offered while somebody types; every zone of the IANA database is taken.
var zones = []string{
	"UTC", "Asia/Seoul", "Asia/Tokyo", "Australia/Canberra", "Pacific/Auckland", "Europe/Brussels", "Europe/Paris", "Europe/London",
	"Europe/Berlin", "Europe/Rome", "Europe/Madrid", "Europe/Warsaw", "Europe/Helsinki", "Europe/Kyiv", "Europe/Istanbul", "America/New_York", "America/Toronto",
}

func passwordForm(r reader, account access.Account, state accountState, coded bool) ui.Form {
	typed := func(name, completes string) ui.TextInput {
		return ui.TextInput{Name: name, Type: "password", Autocomplete: completes}
	}
	form := ui.Form{
		Action: passwordPath, Hidden: []ui.Hidden{{Name: "username", Value: account.Login}},
		Buttons: []ui.Button{{Words: r.say("Change the password")}}, Note: r.say("All your sessions elsewhere end when you change it."),
		Parts: []templ.Component{
			state.field("password-now", r.say("Password now"), "", typed("password-now", "current-password")),
			state.field("password", r.say("New password"), r.say("at least {n} characters", "n", strconv.Itoa(access.MinPassword)), typed("password", "new-password")),
			state.field("password-again", r.say("New password again"), "", typed("password-again", "new-password")),
		},
	}
	if coded {
		form.Parts = append(form.Parts, codeField(r, r.say("Code of your second factor"), ""))
	}
	return form
}

func sessionsTable(r reader, sessions []access.Session, own [32]byte) ui.Table {
	table := ui.Table{Caption: r.say("Where you are signed in"), Heads: []ui.Head{
		{Words: r.say("Signed in at")}, {Words: r.say("Seen last")}, {Words: r.say("Browser")}, {Words: r.say("Shown by")}, {Words: r.say("Office")}, {Words: r.say("Ending")},
	}}
	var rows []ui.Row
	for _, one := range sessions {
		end := ui.Form{Action: sessionPath, Hidden: []ui.Hidden{{Name: "session", Value: named(one.Hash)}}, Buttons: []ui.Button{{Words: r.say("End it")}}}
		last := end.Row()
		if one.Hash == own {
			last = ui.Words(r.say("this browser"))
		}
		office, _ := held(r.Person, one.Office)
		rows = append(rows, ui.Row{Cells: []templ.Component{ui.Words(r.moment(one.Started)), ui.Words(r.moment(one.Seen)), ui.Words(cmp.Or(one.Browser, r.say("not known"))), ui.Words(r.ways(one.Ways)), ui.Words(r.officeTitle(office).Text), last}})
	}
	table.Groups = []ui.Rows{{Rows: rows}}
	return table
}

func othersForm(r reader, sessions int) ui.Form {
	if sessions < 2 {
		return ui.Form{}
	}
	return ui.Form{Action: sessionPath, Buttons: []ui.Button{{Words: r.say("End all others"), Name: "others", Value: "all"}}}
}

func tokensTable(r reader, tokens []access.Token, now time.Time) ui.Table {
	table := ui.Table{Caption: r.say("Tokens for programs"), Heads: []ui.Head{
		{Words: r.say("Name")}, {Words: r.say("Scope")}, {Words: r.say("Office")}, {Words: r.say("Ends")}, {Words: r.say("Used last")}, {Words: r.say("Ending")},
	}}
	var rows []ui.Row
	for _, one := range tokens {
		end := ui.Form{Action: tokenEndPath, Hidden: []ui.Hidden{{Name: "token", Value: named(one.Hash)}}, Buttons: []ui.Button{{Words: r.say("End it")}}}
		ends := ui.Words(r.moment(one.Expires))
		if !one.Valid(now) {
			ends = ui.Words(r.say("has ended"))
		}
		used := ui.Words(r.momentOrNever(one.Used))
		office, _ := held(r.Person, one.Office)
		rows = append(rows, ui.Row{Cells: []templ.Component{
			ui.Words(one.Name), ui.Words(r.scope(one.Scope)), ui.Words(r.officeTitle(office).Text), ends, used, end.Row(),
		}})
	}
	table.Groups = []ui.Rows{{Rows: rows}}
	return table
}

func (r reader) scope(scope access.Scope) string {
	if scope.Writes() {
		return r.say("read and write")
	}
	return r.say("read")
}

func tokenForm(r reader, state accountState) ui.Form {
	wish := state.Token
	scopes := []ui.Option{{Value: string(access.Read), Words: r.scope(access.Read)}, {Value: string(access.Write), Words: r.scope(access.Write)}}
	var offices, days []ui.Option
	for _, office := range r.Person.Offices {
		offices = append(offices, ui.Option{Value: office.Code, Words: r.officeTitle(office).Text, Chosen: office.Code == wish.Office})
	}
	for _, n := range []int64{30, 90, 365} {
		value := strconv.FormatInt(n, 10)
		days = append(days, ui.Option{Value: value, Words: r.Count("{n} day|{n} days", n), Chosen: value == wish.Days})
	}
	for i := range scopes {
		scopes[i].Chosen = scopes[i].Value == wish.Scope
	}
	return ui.Form{Action: tokenPath, Buttons: []ui.Button{{Words: r.say("Make a token")}}, Parts: []templ.Component{
		state.field("token-name", r.say("Name"), r.say("what it is for"), ui.TextInput{Name: "name", Value: wish.Name}),
		state.field("token-scope", r.say("Scope"), "", ui.Select{Name: "scope", Options: scopes}),
		state.field("token-office", r.say("Office"), "", ui.Select{Name: "office", Options: offices}),
		state.field("token-days", r.say("Ends after"), "", ui.Select{Name: "days", Options: days}),
	}}
}

func secretView(r reader, state accountState) newToken {
	if state.Secret == "" {
		return newToken{}
	}
	return newToken{
		r.say("The token is made."), r.say("It is shown this once. Copy it now into the program that needs it, and nowhere else."), string(state.Secret),
	}
}
