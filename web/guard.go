package web

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"entente/access"
)

// The policy forbids frames, everything that stands in the page itself, and
// everything from elsewhere; nothing on a page needs any of it.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// guard is the door: which names, which methods, which headers, and that a
// mistake of ours ends in a page and not in a torn connection.
func (s *site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		q = unknown(q)
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if s.overTLS(q) {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		r := s.readerOf(q)
		if !access.AnswersTo(q.Host, s.Names) {
			http.Error(w, r.say("This node does not answer to that name."), http.StatusMisdirectedRequest)
			return
		}
		if !answersMethod(q) {
			h.Set("Allow", "GET, HEAD, POST")
			http.Error(w, r.say("Pages are read and forms are sent; nothing else is answered."), http.StatusMethodNotAllowed)
			return
		}
		if s.origins.Check(q) != nil {
			http.Error(w, r.say("This form was sent by a page that is not of this node."), http.StatusForbidden)
			return
		}
		defer func() {
			if cause := recover(); cause != nil {
				if cause == http.ErrAbortHandler {
					panic(cause)
				}
				// Only its type: what a panic holds may be text of a record.
				s.node.Log.Error("a page panicked", "type", fmt.Sprintf("%T", cause), "stack", string(debug.Stack()))
				s.answer(w, q, http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, q)
	})
}

// answersMethod reports whether something here answers that method at all. A file
// is sent in pieces with others than pages are.
func answersMethod(q *http.Request) bool {
	switch q.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return true
	case http.MethodPatch, http.MethodDelete:
		return strings.HasPrefix(q.URL.Path, uploadsPath)
	}
	return false
}
