package web

import (
	"context"
	"errors"
	"net/http"

	"entente/access"
)

// An entered is somebody who has signed in, in one browser.
type entered struct {
	access.Person
	session [32]byte
	fresh   bool // has shown lately who they are
}

type enteredKey struct{}

// unknown is a request of somebody whom nobody knows yet; identify fills in who
// it is, so that a page of a mistake knows it too.
func unknown(q *http.Request) *http.Request {
	return q.WithContext(context.WithValue(q.Context(), enteredKey{}, &entered{}))
}

// entering is a request of somebody who has no browser before them.
func entering(q *http.Request, who access.Person) *http.Request {
	return q.WithContext(context.WithValue(q.Context(), enteredKey{}, &entered{Person: who}))
}

// enteredOf is who sent a request; zero for nobody.
func enteredOf(q *http.Request) entered {
	if who, found := q.Context().Value(enteredKey{}).(*entered); found {
		return *who
	}
	return entered{}
}

// personOf is who sent a request; zero for nobody.
func (s *site) personOf(q *http.Request) access.Person { return enteredOf(q).Person }

// identify reads who sends a request from the cookie that they show.
func (s *site) identify(q *http.Request) error {
	who, found := q.Context().Value(enteredKey{}).(*entered)
	cookie, err := q.Cookie(s.sessionCookie(q))
	if err != nil || !found {
		return nil
	}
	session, person, err := s.node.SessionOf(q.Context(), access.Secret(cookie.Value))
	if errors.Is(err, access.ErrRefused) {
		return nil
	}
	if err == nil {
		*who = entered{person, session.Hash, session.Fresh(s.node.Now())}
	}
	return err
}

// admit is the inner door: a page is for somebody who has signed in. What is not
// there and what may not be seen answer alike to everybody else.
func (s *site) admit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if at := q.URL.Path; at == s.style.Path || at == s.script.Path || isOpen[at] {
			next.ServeHTTP(w, q)
			return
		}
		err := s.identify(q)
		wanted := signInFor
		if errors.Is(err, access.ErrRightsChanged) {
			err, wanted = nil, signInAnew
		}
		switch {
		case err != nil:
			s.failed(w, q, err)
		case !s.personOf(q).IsZero():
			who := enteredOf(q)
			if again, ok := s.budgets.take(who.Account, costOf(q), s.node.Now()); !ok {
				s.tooMany(w, q, again)
				return
			}
			next.ServeHTTP(w, q.WithContext(s.node.Acting(q.Context(), who.Person, who.session)))
		case q.Method == http.MethodPost:
			http.Redirect(w, q, wanted(s.keep(w, q)), http.StatusSeeOther)
		default:
			http.Redirect(w, q, wanted(q.URL.Path), http.StatusSeeOther)
		}
	})
}
