package web

import (
	"maps"
	"net/http"
	"strings"
)

// routes are the pages and forms of a node, each with whether it asks once more who
// sends it.
type routes struct {
	*http.ServeMux
	site *site
	asks map[string]bool // by pattern, of the forms
}

func (s *site) newRoutes() *routes { return &routes{http.NewServeMux(), s, map[string]bool{}} }

// Handle adds what answers a pattern.
func (r *routes) Handle(pattern string, handler http.Handler) { r.add(pattern, handler, false) }

// HandleFunc adds what answers a pattern.
func (r *routes) HandleFunc(pattern string, handler http.HandlerFunc) { r.add(pattern, handler, false) }

// Strictly adds what answers a pattern only to somebody who has shown lately who
// they are.
func (r *routes) Strictly(pattern string, handler http.Handler) { r.add(pattern, handler, true) }

func (r *routes) add(pattern string, handler http.Handler, strictly bool) {
	if strictly {
		handler = r.site.stepUp(handler)
	}
	if method, _, _ := strings.Cut(pattern, " "); method == http.MethodPost {
		r.asks[pattern] = strictly
	}
	r.ServeMux.Handle(pattern, handler)
}

// Forms are the patterns to which forms are sent, each with whether its sender is
// asked once more who they are.
func (s *Site) Forms() map[string]bool { return maps.Clone(s.pages.rooms.asks) }
