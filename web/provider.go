package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"entente/access"
	"entente/access/provider"
	"entente/feature"
	"entente/node"
	"entente/ui"
)

// Where somebody is sent to the provider of their organisation, and comes back.
const (
	providerPath = "/sign-in/provider"
	returnPath   = "/sign-in/provider/return"
	bindPath     = "/account/provider"
	unbindPath   = "/account/provider/remove"
)

// A journey is what a browser keeps while its person is at the provider, and why
// they went there.
type journey struct {
	Waiting provider.Waiting `json:"waiting"`
	Why     purpose          `json:"why"`
	Next    string           `json:"next,omitzero"`
	Form    string           `json:"form,omitzero"`
}

type purpose string

const (
	toEnter purpose = "enter"
	toProve purpose = "prove" // once more, in a session
	toBind  purpose = "bind"  // the identity to the account of a session
)

func (s *site) journeyCookie(q *http.Request) string { return s.cookieName(q, "-provider") }

func (s *site) keepJourney(w http.ResponseWriter, q *http.Request, j journey) error {
	kept, err := s.sealed("provider", j)
	if err == nil {
		s.setCookie(w, q, s.journeyCookie(q), kept)
	}
	return err
}

func (s *site) journeyOf(q *http.Request) (j journey, ok bool) {
	cookie, err := q.Cookie(s.journeyCookie(q))
	if err != nil {
		return j, false
	}
	ok = s.unseal("provider", cookie.Value, &j)
	return j, ok
}

// errUnbound says that an identity opens no account, or another than was meant.
var errUnbound = errors.New("web: an identity that opens no account here")

// origin is what stands before the paths of this node in the address that the
// browser shows.
func (s *site) origin(q *http.Request) string {
	if s.overTLS(q) {
		return "https://" + q.Host
	}
	return "http://" + q.Host
}

// toProvider sends somebody to the provider, to sign in or to show once more who
// they are.
func (s *site) toProvider(w http.ResponseWriter, q *http.Request) {
	if s.SignInProvider == nil {
		s.notFound(w, q)
		return
	}
	asked := provingOf(q.URL.Query())
	j := journey{Why: toEnter, Next: asked.Next, Form: asked.Form}
	if q.URL.Query().Has("again") {
		j.Why = toProve
	}
	address, err := s.depart(w, q, j)
	if err != nil {
		s.refuseEntry(w, q, entrance{Next: j.Next}, err)
		return
	}
	http.Redirect(w, q, address, http.StatusSeeOther)
}

func (s *site) depart(w http.ResponseWriter, q *http.Request, j journey) (address string, err error) {
	address, j.Waiting, err = s.SignInProvider.Begin(q.Context(), s.origin(q)+returnPath, j.Why != toEnter)
	if err != nil {
		return "", err
	}
	return address, s.keepJourney(w, q, j)
}

// fromProvider takes somebody in who comes back.
func (s *site) fromProvider(w http.ResponseWriter, q *http.Request) {
	j, ok := s.journeyOf(q)
	if !ok || s.SignInProvider == nil {
		s.refuseEntry(w, q, entrance{}, provider.ErrDenied)
		return
	}
	s.setCookie(w, q, s.journeyCookie(q), "") // good for one return
	shown, err := s.SignInProvider.Finish(q.Context(), j.Waiting, q.URL.Query())
	if err == nil {
		switch j.Why {
		case toProve:
			err = s.provedElsewhere(w, q, j, shown)
		case toBind:
			err = s.boundElsewhere(w, q, shown)
		default:
			err = s.enteredElsewhere(w, q, j, shown)
		}
	}
	if errors.Is(err, access.ErrRefused) {
		err = errUnbound
	}
	switch {
	case err == nil:
	case j.Why == toProve && !s.personOf(q).IsZero():
		s.askAgain(w, q, proving{Form: j.Form, Next: homeward(j.Next)}, err)
	case j.Why == toBind && !s.personOf(q).IsZero():
		_, sentence := s.readerOf(q).refusedEntry(err)
		s.accountAgain(w, q, "provider", sentence)
	default:
		s.refuseEntry(w, q, entrance{Next: j.Next}, err)
	}
}

func (s *site) enteredElsewhere(w http.ResponseWriter, q *http.Request, j journey, shown provider.Shown) error {
	account, err := s.node.Recognised(q.Context(), shown.Issuer, shown.Subject)
	if err != nil {
		return err
	}
	return s.admitted(w, q, account, access.Proof{Ways: access.Ways{access.ByProvider}, At: shown.At}, homeward(j.Next))
}

// provedElsewhere counts only for the account of the session: whoever is somebody
// else at the provider has proved nothing here.
func (s *site) provedElsewhere(w http.ResponseWriter, q *http.Request, j journey, shown provider.Shown) error {
	if err := s.identify(q); err != nil {
		return err
	}
	account, err := s.node.Recognised(q.Context(), shown.Issuer, shown.Subject)
	if err != nil {
		return err
	}
	if account.ID != s.personOf(q).Account {
		return access.ErrRefused
	}
	return s.proved(w, q, proving{Form: j.Form, Next: homeward(j.Next)}, access.Proof{Ways: access.Ways{access.ByProvider}, At: shown.At})
}

func (s *site) boundElsewhere(w http.ResponseWriter, q *http.Request, shown provider.Shown) error {
	if err := s.identify(q); err != nil {
		return err
	}
	who := enteredOf(q)
	if who.IsZero() || !who.fresh {
		return access.ErrRefused
	}
	err := s.node.BindIdentity(q.Context(), access.Identity{Issuer: shown.Issuer, Subject: shown.Subject, Account: who.Account})
	if err != nil && !errors.Is(err, node.ErrBound) {
		return err
	}
	if bound, again := s.node.Recognised(q.Context(), shown.Issuer, shown.Subject); again != nil || bound.ID != who.Account {
		return access.ErrRefused // it opens somebody else's account
	}
	http.Redirect(w, q, accountPath+"#provider", http.StatusSeeOther)
	return nil
}

// beginBinding answers with the way to the provider, as a link: a form that led to
// another host would be stopped by the policy of our pages.
func (s *site) beginBinding(w http.ResponseWriter, q *http.Request) {
	form, err := readForm(w, q)
	if err != nil || s.SignInProvider == nil {
		s.answer(w, q, http.StatusBadRequest)
		return
	}
	s.forgetKept(q, takeKept(form))
	r := s.readerOf(q)
	address, err := s.depart(w, q, journey{Why: toBind})
	if err != nil {
		s.node.Log.Warn("the identity provider does not answer", "err", err)
		s.accountAgain(w, q, "provider", r.say("The identity provider of your organisation does not answer. Try again later, or sign in another way."))
		return
	}
	s.page(func(*opening) (ui.Page, error) {
		return ui.Page{Title: ui.Plain(r.say("Bind your identity")), Main: elsewherePage(r.say("You go on at the identity provider of your organisation, and come back here. From then on it opens this account."), elsewhere{address, r.say("Go on to {host}", "host", hostOf(s.SignInProvider.Issuer))})}, nil
	}).ServeHTTP(w, q)
}

// endBinding has the provider open the reader's account no more.
func (s *site) endBinding(in *opening, _ url.Values) (feature.Deed, error) {
	account := in.Person.Account
	return feature.Deed{Do: func(ctx context.Context, n *node.Node, _ node.Author) (string, error) {
		return accountPath, n.UnbindIdentities(ctx, account)
	}}, nil
}

// An elsewhere is a link to another host, which is loaded whole.
type elsewhere struct{ Href, Words string }

func hostOf(issuer string) string {
	at, err := url.Parse(issuer)
	if err != nil {
		return issuer
	}
	return at.Host
}

// byProvider is the link to the provider; none where there is no provider.
func (s *site) byProvider(r reader, p proving, again bool) elsewhere {
	if s.SignInProvider == nil {
		return elsewhere{}
	}
	query := url.Values{"next": {p.Next}}
	if again {
		query.Set("again", "")
		query.Set("form", p.Form)
	}
	return elsewhere{providerPath + "?" + query.Encode(), r.say("Sign in with {host}", "host", hostOf(s.SignInProvider.Issuer))}
}
