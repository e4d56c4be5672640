package web

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"entente/feature"
	"entente/node"
	"entente/ui"
)

// maxForm bounds what a form may hold in bytes: the longest record that a form
// can show, and what percent-encoding makes of it.
const maxForm = 8 << 20

var errForm = errors.New("web: a form that no page of ours sends")

// Act answers a form of a feature.
func (s *site) Act(act feature.Act) http.Handler {
	return s.act(func(in *opening, form url.Values) (feature.Deed, error) {
		return act(&feature.Acting{Reading: in.Reading, Form: form})
	})
}

// act decides in one snapshot, does it after that is closed, and leads the
// reader on with a redirect, so that going back never sends a form again.
func (s *site) act(decide func(*opening, url.Values) (feature.Deed, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		form, err := readForm(w, q)
		if err != nil {
			s.unreadable(w, q, err)
			return
		}
		kept := takeKept(form)
		if s.decided(w, q, form, decide) {
			s.forgetKept(q, kept)
		}
	})
}

// unreadable answers a form that is too large or none at all.
func (s *site) unreadable(w http.ResponseWriter, q *http.Request, err error) {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		s.answer(w, q, http.StatusRequestEntityTooLarge)
		return
	}
	s.answer(w, q, http.StatusBadRequest)
}

// decided does what an act decides on a form that was read. It reports whether
// the sender was answered by the act, and not by a failure that lost the form.
func (s *site) decided(w http.ResponseWriter, q *http.Request, form url.Values, decide func(*opening, url.Values) (feature.Deed, error)) (answered bool) {
	var deed feature.Deed
	var err error
	var by node.Author
	err = s.show(w, q, func(in *opening) (ui.Page, error) {
		if deed, err = decide(in, form); err != nil {
			return ui.Page{}, err
		}
		by = node.Author{Office: in.Person.Office.Code, Person: in.Person.Account}
		if deed.Page == nil {
			return ui.Page{}, errNothingToShow
		}
		return refusedForm(*deed.Page), nil
	})
	switch {
	case err == nil:
		return true
	case !errors.Is(err, errNothingToShow):
		s.failed(w, q, err)
		return false
	}
	to, err := deed.Do(q.Context(), s.node, by)
	switch {
	case err == nil || errors.Is(err, node.ErrUnpublished) && to != "":
		http.Redirect(w, q, to, http.StatusSeeOther)
		return true
	case deed.Refused == nil:
		s.failed(w, q, err)
		return false
	}
	refused := s.show(w, q, func(in *opening) (ui.Page, error) {
		page, err := deed.Refused(in.Reading, err)
		return refusedForm(page), err
	})
	if refused != nil {
		s.failed(w, q, refused)
	}
	return refused == nil
}

// refusedForm answers a form that cannot be taken as it is.
func refusedForm(page ui.Page) ui.Page {
	if page.Status == 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	return page
}

// readForm reads a form whole, as texts that can be shown again.
func readForm(w http.ResponseWriter, q *http.Request) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(q.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, errForm
	}
	q.Body = http.MaxBytesReader(w, q.Body, maxForm)
	if err := q.ParseForm(); err != nil {
		return nil, errors.Join(errForm, err)
	}
	for name, values := range q.PostForm {
		for i, value := range values {
			if !utf8.ValidString(name) || !utf8.ValidString(value) {
				return nil, errForm
			}
			// Browsers send line ends as CRLF whatever the text had.
			values[i] = strings.ReplaceAll(value, "\r\n", "\n")
		}
	}
	return q.PostForm, nil
}

// errNothingToShow ends the snapshot of an act that has decided to do something.
var errNothingToShow = errors.New("web: an act decided")
