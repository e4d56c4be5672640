package web

import (
	"github.com/a-h/templ"

	"entente/access"
	"entente/ui"
)

// provingView is what the page shows on which somebody shows who they are.
type provingView struct {
	Sentence, Then string
	Provider       elsewhere
	Key            keyForm
	Password       ui.Form
}

func viewProving(r reader, p proving, held access.Credentials) provingView {
	v := provingView{
		Sentence: r.say("What you are about to do binds, or opens doors."),
		Then:     r.say("Show that it is still you before this screen. What you sent is kept, and is done at once after that; for five minutes you are not asked again."),
	}
	v.Password = passwordProof(r, p, held)
	return v
}

func passwordProof(r reader, p proving, held access.Credentials) ui.Form {
	form := ui.Form{Action: stepUpPath, Hidden: p.hidden(), Buttons: []ui.Button{{Words: r.say("Go on"), Look: ui.Primary}}}
	if p.Error != "" {
		form.Summary = ui.Summary{Sentence: r.say("Not done yet"), Kept: p.Error}
	}
	form.Parts = []templ.Component{passwordField(r, "password", r.say("Password"))}
	if held.Code {
		form.Parts = append(form.Parts, codeField(r, r.say("Code of your second factor"), ""))
	}
	return form
}

// passwordField asks for a password that somebody has.
func passwordField(_ reader, name, label string) templ.Component {
	return ui.Field{ID: name, Label: label, Input: ui.TextInput{Name: name, Type: "password", Autocomplete: "current-password"}}.Show()
}

// codeField asks for the six digits that an app shows. Its name has the word
// "password" in it, by which no form that is kept keeps it.
func codeField(_ reader, label, hint string) templ.Component {
	return ui.Field{ID: "code-password", Label: label, Hint: hint, Input: ui.TextInput{Name: "code-password", Autocomplete: "one-time-code"}}.Show()
}
