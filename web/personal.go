package web

import (
	"net/http"
	"net/url"

	"entente/access"
	"entente/ui"
)

// Where the pages and forms of a person's own are.
const (
	accountPath  = "/account"
	profilePath  = "/account/profile"
	languagePath = "/account/language"
	officePath   = "/account/office"
	passwordPath = "/account/password"
	sessionPath  = "/account/session"
	tokenPath    = "/account/token"
	tokenEndPath = "/account/token/end"
	signOutPath  = "/sign-out"
	keptPath     = "/kept"
	discardPath  = "/kept/discard"
)

func (s *site) personal(mux *routes) {
	mux.HandleFunc("GET "+signInPath, s.signInPage)
	mux.HandleFunc("POST "+signInPath, s.signIn)
	mux.HandleFunc("POST "+signOutPath, s.signOut)
	mux.HandleFunc("POST "+passkeySignInPath, s.signInByPasskey)
	mux.HandleFunc("GET "+providerPath, s.toProvider)
	mux.HandleFunc("GET "+returnPath, s.fromProvider)
	mux.Strictly("POST "+bindPath, http.HandlerFunc(s.beginBinding))
	mux.Strictly("POST "+unbindPath, s.act(s.endBinding))
	mux.Strictly("GET "+passkeyPath, s.page(s.passkeyPage))
	mux.Strictly("POST "+passkeyPath, http.HandlerFunc(s.makePasskey))
	mux.Strictly("POST "+passkeyEndPath, s.act(s.removePasskey))
	mux.Strictly("POST "+factorPath, http.HandlerFunc(s.beginFactor))
	mux.Handle("POST "+factorCodePath, s.act(s.confirmFactor))
	mux.Strictly("POST "+factorEndPath, s.act(s.removeFactor))
	mux.HandleFunc("POST "+stepUpPasskeyPath, s.proveByPasskey)
	mux.Handle("GET "+stepUpPath, s.page(s.askProof))
	mux.HandleFunc("POST "+stepUpPath, s.prove)
	mux.Handle("GET "+accountPath, s.page(s.account))
	mux.Handle("POST "+profilePath, s.act(s.changeProfile))
	mux.Handle("POST "+languagePath, s.act(s.chooseLanguage))
	mux.Handle("POST "+officePath, s.act(s.chooseOffice))
	mux.HandleFunc("POST "+passwordPath, s.changePassword)
	mux.Handle("POST "+sessionPath, s.act(s.endSession))
	mux.Strictly("POST "+tokenPath, http.HandlerFunc(s.makeToken))
	mux.Handle("POST "+tokenEndPath, s.act(s.endToken))
	mux.Handle("GET "+noticesPath, s.page(s.notices))
	mux.Handle("POST "+noticesPath, s.act(s.chooseMail))
	mux.Handle("GET "+keptPath, s.page(s.keptForms))
	mux.Handle("POST "+discardPath, s.act(s.discardKept))
}

// menu is what stands behind the name of the reader's office.
func (s *site) menu(r reader, q *http.Request) ui.Menu {
	back := []ui.Hidden{{Name: "back", Value: here(q)}}
	m := ui.Menu{
		Role: r.officeTitle(r.Person.Office).Text, Name: r.Person.Name, Act: r.say("Act for"),
		Offices:  ui.Form{Action: officePath, Hidden: back},
		Links:    []ui.Link{ui.To(accountPath, r.say("Your account")), ui.To(noticesPath, r.say("Notices by mail"))},
		SignOut:  ui.Form{Action: signOutPath, Buttons: []ui.Button{{Words: r.say("Sign out")}}},
		Language: ui.Form{Action: languagePath, Hidden: back},
	}
	for _, office := range r.Person.Offices {
		if office.Code != r.Person.Office.Code {
			m.Offices.Buttons = append(m.Offices.Buttons, ui.Button{Words: r.officeTitle(office).Text, Name: "office", Value: office.Code, Look: ui.Quietly})
		}
	}
	return m
}

// here is the page that a reader has before them, to come back to. The answer to
// a form has no address of its own.
func here(q *http.Request) string {
	if q.Method != http.MethodGet {
		return "/"
	}
	return addressWith(q.URL, "lang", "")
}

// backTo is where a reader came from, if that is a page of this node.
func backTo(form url.Values) string {
	back, err := url.Parse(form.Get("back"))
	if err != nil || back.Scheme != "" || back.Host != "" || back.Opaque != "" || back.User != nil || homeward(back.Path) != back.Path {
		return "/"
	}
	return addressWith(back)
}

// held is the office of this code that somebody has.
func held(p access.Person, code string) (access.Office, bool) {
	for _, office := range p.Offices {
		if office.Code == code {
			return office, true
		}
	}
	return access.Office{}, false
}
