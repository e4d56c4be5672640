package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/ui"
)

// Where a second factor is set up and taken away.
const (
	factorPath     = "/account/second-factor"
	factorCodePath = "/account/second-factor/code"
	factorEndPath  = "/account/second-factor/remove"
)

// beginFactor answers with the secret, which is shown this once. It counts when its
// first code was typed.
func (s *site) beginFactor(w http.ResponseWriter, q *http.Request) {
	form, err := readForm(w, q)
	if err != nil {
		s.answer(w, q, http.StatusBadRequest)
		return
	}
	s.forgetKept(q, takeKept(form))
	account, err := s.accountOf(q)
	if err != nil {
		s.failed(w, q, err)
		return
	}
	factor, err := s.node.BeginFactor(q.Context(), account.ID)
	if errors.Is(err, node.ErrHasFactor) {
		http.Redirect(w, q, accountPath+"#second-factor", http.StatusSeeOther)
		return
	}
	if err != nil {
		s.failed(w, q, err)
		return
	}
	s.page(func(in *opening) (ui.Page, error) {
		r := reader{in.Reader}
		code := upper(in.standing.partner(r, s.node.Self()).Code)
		return ui.Page{Title: ui.Plain(r.say("A second factor")), Trail: []ui.Link{ui.To(accountPath, r.say("Your account"))},
			Main: factorMain(factorView{
				Sentence: r.say("Give this secret to an app that makes codes of six digits, then type the first code. It is shown this once."),
				Secret:   factor.Secret.Typed(), Address: factor.Secret.Address(code, account.Login), Open: r.say("Open in an app on this device"),
				Form: factorCodeForm(r, ""),
			})}, nil
	}).ServeHTTP(w, q)
}

// factorView is a second factor that is being set up.
type factorView struct {
	Sentence, Secret, Address, Open string
	Form                            ui.Form
}

func factorCodeForm(r reader, wrong string) ui.Form {
	field := ui.Field{ID: "factor-code", Label: r.say("First code"), Hint: r.say("six digits"), Input: ui.TextInput{Name: "code-password", Autocomplete: "one-time-code"}}
	if wrong != "" {
		field.Errors = []string{wrong}
	}
	return ui.Form{Action: factorCodePath, Buttons: []ui.Button{{Words: r.say("Turn it on"), Look: ui.Primary}}, Parts: []templ.Component{field.Show()}}
}

// confirmFactor takes the first code.
func (s *site) confirmFactor(_ *opening, form url.Values) (feature.Deed, error) {
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
			return accountPath + "#second-factor", n.ConfirmFactor(ctx, by.Person, form.Get("code-password"))
		},
		Refused: func(in *feature.Reading, err error) (ui.Page, error) {
			if !errors.Is(err, access.ErrFactor) {
				return ui.Page{}, err
			}
			r := reader{in.Reader}
			return ui.Page{Title: ui.Plain(r.say("A second factor")), Main: factorCodeForm(r, r.say("This code does not count now. Wait for the next, and look at the clock of the device.")).Show()}, nil
		},
	}, nil
}

// removeFactor takes the second factor from the reader's account.
func (s *site) removeFactor(_ *opening, _ url.Values) (feature.Deed, error) {
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
		return accountPath + "#second-factor", n.RemoveFactor(ctx, by.Person)
	}}, nil
}
