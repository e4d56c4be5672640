package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"entente/access"
	"entente/keys"
	"entente/store"
	"entente/ui"
)

// entranceView is what the page to sign in shows.
type entranceView struct {
	Title, Where string
	Late         ui.Notice // that a sign-in had run out; nothing for no sentence
	Provider     elsewhere // nowhere for a node without
	Key          keyForm
	Form         ui.Form // for a password
	Closed       string  // why there is none
	Note         string

	Demo     string // title of the accounts of a demonstration; "" for a real node
	Fiction  string
	Accounts []ui.Pair
	Password string // sentence that says it

	About, Purpose string
	Facts          []ui.Pair
	Right          string // title over the fingerprint
	Fingerprint    []string
	Compare        string
	Rules          string
}

func viewEntrance(r reader, e entrance, self store.Partner, host string, demo bool, accounts []access.Account) entranceView {
	v := entranceView{
		Title: r.say("Sign in"), Where: r.say("Node: {partner}", "partner", r.hear(self.Name).Text), Form: entranceForm(r, e),
		Note:    r.say("Nobody is sent a new password. The operator of this node can set one."),
		About:   r.say("The record that partners keep together"),
		Purpose: r.say("What was proposed, agreed, done and learnt, and by when: written by each partner on its own node, and provable by every one of them."),
		Facts: []ui.Pair{
			{Term: r.say("Partner"), Value: namedPartner(ui.Partner{Code: upper(self.Code), Name: r.hear(self.Name), Ours: true})},
			{Term: r.say("Address"), Value: ui.Words(host)},
		},
		Right:       r.say("Is this the right node?"),
		Fingerprint: slices.Collect(lines(keys.Fingerprint(self.Manifest))),
		Compare:     r.say("Compare with the card that your operator gave you. If a group differs, do not sign in, and tell the operator."),
		Rules:       r.say("By signing in you accept the rules of your partner for information up to the marking that stands on each page."),
	}
	if e.Next == keptPath && e.Error == "" {
		v.Late = ui.Notice{Tone: ui.Act, Sentence: r.say("Your sign-in had run out."), Then: r.say("What you sent is kept for a day, for you alone: sign in to send it or to discard it.")}
	}
	if e.Changed && e.Error == "" {
		v.Late = ui.Notice{Tone: ui.Act, Sentence: r.say("Your rights changed: sign in again."), Then: r.say("Something was granted to you, or ended. Your account says what you have now.")}
	}
	if !demo {
		return v
	}
	for _, a := range accounts {
		if a.Demo && !a.Disabled {
			v.Accounts = append(v.Accounts, ui.Pair{Term: a.Login, Value: ui.Lines(r.officeTitle(a.Person("").Office))})
		}
	}
	if len(v.Accounts) > 0 {
		v.Demo, v.Fiction = r.say("Accounts of this demonstration"), r.say("Fictional")
		v.Password = r.say("The password of each is {password}. It protects nothing.", "password", access.DemoPassword)
	}
	return v
}

func entranceForm(r reader, e entrance) ui.Form {
	form := ui.Form{Action: signInPath, Hidden: []ui.Hidden{{Name: "next", Value: e.Next}}, Buttons: []ui.Button{{Words: r.say("Sign in"), Look: ui.Primary}}}
	if e.Error != "" {
		form.Summary = ui.Summary{Sentence: r.say("Not signed in"), Kept: e.Error}
	}
	login := ui.TextInput{Name: "login", Value: e.Login, Autocomplete: "username", Focus: e.Error == ""}
	password := ui.TextInput{Name: "password", Type: "password", Autocomplete: "current-password"}
	form.Parts = append(form.Parts,
		ui.Field{ID: "login", Label: r.say("Account"), Input: login, Wide: true}.Show(),
		ui.Field{ID: "password", Label: r.say("Password"), Input: password, Wide: true}.Show(),
		ui.Folded{Title: r.say("I have a second factor"), Parts: []templ.Component{codeField(r, r.say("Code of your second factor"), r.say("six digits"))}}.Show())
	return form
}

// officeTitle is what an office is called, or its code where nobody named it.
func (r reader) officeTitle(o access.Office) ui.Said {
	if o.Title.IsZero() {
		return ui.Plain(o.Code)
	}
	return r.hear(o.Title)
}

// lines are the groups of a fingerprint, four on a line.
func lines(fingerprint string) func(yield func(string) bool) {
	groups := strings.Fields(fingerprint)
	return func(yield func(string) bool) {
		for group := range slices.Chunk(groups, 4) {
			if !yield(strings.Join(group, "\u00a0 ")) {
				return
			}
		}
	}
}
