package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"entente/access"
	"entente/store"
	"entente/ui"
)

// stepUpPath is where somebody shows once more who they are.
const stepUpPath = "/step-up"

// stepUp lets a form through to what answers it only if its sender has shown lately
// who they are (access.FreshFor). Else the form is kept, they are asked, and then it
// is done as it was sent.
func (s *site) stepUp(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if enteredOf(q).fresh {
			next.ServeHTTP(w, q)
			return
		}
		if q.Method != http.MethodPost {
			http.Redirect(w, q, stepUpPath+"?"+url.Values{"next": {homeward(q.URL.Path)}}.Encode(), http.StatusSeeOther)
			return
		}
		q.Body = http.MaxBytesReader(w, q.Body, maxKeptBytes)
		form, err := readForm(w, q)
		if err != nil {
			s.unreadable(w, q, err)
			return
		}
		before := takeKept(form)
		id, err := s.keepForm(q, s.personOf(q).Account, form, true)
		if err != nil {
			s.failed(w, q, err)
			return
		}
		s.forgetKept(q, before)
		http.Redirect(w, q, stepUpPath+"?"+url.Values{"form": {id}}.Encode(), http.StatusSeeOther)
	})
}

// A proving is the page on which somebody shows once more who they are.
type proving struct {
	Form  string // the kept form that is done then
	Next  string // the page to go on to then, where there is no form
	Error string
}

func (p proving) hidden() []ui.Hidden {
	return []ui.Hidden{{Name: "form", Value: p.Form}, {Name: "next", Value: p.Next}}
}

func provingOf(values url.Values) proving {
	return proving{Form: values.Get("form"), Next: homeward(values.Get("next"))}
}

// askProof is that page.
func (s *site) askProof(in *opening) (ui.Page, error) { return s.provingPage(in, provingOf(in.Query)) }

func (s *site) provingPage(in *opening, p proving) (ui.Page, error) {
	r := reader{in.Reader}
	held, err := s.node.CredentialsOf(in.Tx, in.Person.Account)
	if err != nil {
		return ui.Page{}, err
	}
	view := viewProving(r, p, held)
	if held.Provider {
		view.Provider = s.byProvider(r, p, true)
	}
	if held.Passkeys > 0 {
		if view.Key, err = s.showKey(r, in.Request, stepUpPasskeyPath, p.hidden()); err != nil {
			return ui.Page{}, err
		}
	}
	page := ui.Page{Title: ui.Plain(r.say("Show that it is you")), Main: provingMain(view)}
	if p.Error != "" {
		page.Status = http.StatusUnprocessableEntity
	}
	return page, nil
}

// prove takes a password, with the code of the second factor.
func (s *site) prove(w http.ResponseWriter, q *http.Request) {
	form, err := readForm(w, q)
	if err != nil {
		s.answer(w, q, http.StatusBadRequest)
		return
	}
	p := provingOf(form)
	account, err := s.accountOf(q)
	if err != nil {
		s.failed(w, q, err)
		return
	}
	_, ways, err := s.node.Recognise(q.Context(), s.attempt(q, account.Login, form))
	if err == nil {
		err = s.proved(w, q, p, access.Proof{Ways: ways, At: s.node.Now()})
	}
	if err != nil {
		s.askAgain(w, q, p, err)
	}
}

// accountOf is that of who asks.
func (s *site) accountOf(q *http.Request) (account access.Account, err error) {
	err = s.node.View(q.Context(), func(tx *store.Tx) error {
		account, err = tx.Account(s.personOf(q).Account)
		return err
	})
	return account, err
}

// askAgain shows the page again, and why what was shown does not do.
func (s *site) askAgain(w http.ResponseWriter, q *http.Request, p proving, err error) {
	r := s.readerOf(q)
	if errors.Is(err, access.ErrWeak) {
		p.Error = r.say("That is not enough here: show what is strongest of what your account holds.")
	} else if _, p.Error = r.refusedEntry(err); !errors.Is(err, access.ErrRefused) {
		s.node.Log.Warn("a proof failed", "account", s.personOf(q).Account, "err", err)
	}
	s.page(func(in *opening) (ui.Page, error) { return s.provingPage(in, p) }).ServeHTTP(w, q)
}

// proved writes down that somebody has shown who they are, and does what they had
// sent. Nothing is written to the answer before an error.
func (s *site) proved(w http.ResponseWriter, q *http.Request, p proving, proof access.Proof) error {
	who := q.Context().Value(enteredKey{}).(*entered)
	if _, err := s.node.Prove(q.Context(), who.session, proof); err != nil {
		return err
	}
	who.fresh = true
	if p.Form == "" {
		http.Redirect(w, q, p.Next, http.StatusSeeOther)
		return nil
	}
	return s.sendKept(w, q, p.Form)
}

// sendKept sends a form that was kept for who asks, as if they sent it now. One that
// is not there any more was sent already, or its day is over.
func (s *site) sendKept(w http.ResponseWriter, q *http.Request, id string) error {
	var kept *store.KeptForm
	err := s.node.View(q.Context(), func(tx *store.Tx) error {
		forms, err := tx.KeptForms(s.personOf(q).Account, s.node.Now().Add(-keptTime))
		for _, form := range forms {
			if form.ID == id {
				kept = &form
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if kept == nil {
		http.Redirect(w, q, keptPath, http.StatusSeeOther)
		return nil
	}
	address, err := url.Parse(kept.Address)
	if err != nil {
		return err
	}
	fields := url.Values(kept.Fields)
	fields.Set(keptField, kept.ID)
	sent, err := http.NewRequestWithContext(q.Context(), http.MethodPost, address.String(), strings.NewReader(fields.Encode()))
	if err != nil {
		return err
	}
	sent.Header = q.Header.Clone()
	sent.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	sent.Host, sent.RemoteAddr, sent.TLS = q.Host, q.RemoteAddr, q.TLS
	s.rooms.ServeHTTP(w, sent)
	return nil
}

// keepForm keeps what somebody sent, without passwords, and names it; proof says
// that it is done once they have shown who they are.
func (s *site) keepForm(q *http.Request, account string, form url.Values, proof bool) (id string, err error) {
	for name := range form {
		if strings.Contains(strings.ToLower(name), "password") || name == keptField {
			delete(form, name)
		}
	}
	if id, err = access.NewID(s.node.Random); err != nil {
		return "", err
	}
	now := s.node.Now()
	kept := store.KeptForm{ID: id, Account: account, Kept: now, Address: addressWith(q.URL), Fields: form, Proof: proof}
	return id, s.node.KeepForm(context.WithoutCancel(q.Context()), kept, mostKept, now.Add(-keptTime))
}
