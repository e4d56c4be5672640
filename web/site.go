package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"entente/access/provider"
	"entente/audit"
	"entente/feature"
	"entente/node"
	"entente/notice"
	"entente/record"
	"entente/ui"
	"entente/words"
)

// Options are what a face of a node is made with.
type Options struct {
	Program  feature.Program
	Names    []string // under which the node is reached, beside those of this machine
	Software string   // "Entente 0.1", under every page
	Mails    bool     // the node has a mail server
	Pages    int      // that one person may ask for at once; 0 for the usual
	Trial    bool     // the node is not kept as real work needs, and every page says so

	SignInProvider *provider.Provider // nil for none
}

// site is the pages of one node.
type site struct {
	Options
	node          *node.Node
	words         words.Catalogue
	style, script ui.Asset

	rooms   *routes // what is behind the doors
	imports imports
	budgets budgets
	vantage *vantage                    // nil for the pages of this node itself
	origins *http.CrossOriginProtection // against forms that other sites send
}

// A Site serves the pages of a node, and reads what their mails say.
type Site struct {
	http.Handler
	pages *site
}

// Words are all that the site says.
func (s *Site) Words() words.Catalogue { return s.pages.words }

// Handler makes the pages of a node. Limits of time and of size are the
// server's.
func Handler(n *node.Node, o Options) (*Site, error) {
	s := &site{Options: o, node: n, origins: http.NewCrossOriginProtection(), budgets: budgets{pages: o.Pages}}
	own, err := words.Parse(ownWords())
	if err != nil {
		return nil, fmt.Errorf("web: read words/*.csv: %w", err)
	}
	mails, err := words.Parse(notice.Words)
	if err != nil {
		return nil, fmt.Errorf("web: read the words of mails: %w", err)
	}
	if s.words, err = words.Join(o.Program.Words, own, mails); err != nil {
		return nil, fmt.Errorf("web: join the words: %w", err)
	}
	colours, err := bandColours(n.Policies, n.Now())
	if err != nil {
		return nil, err
	}
	if s.style, err = ui.NewStylesheet(colours...); err != nil {
		return nil, err
	}
	if s.script, err = ui.Script(); err != nil {
		return nil, err
	}
	s.rooms = s.routes()
	return &Site{s.guard(s.admit(s.fromVantage(s.rooms))), s}, nil
}

func (s *site) routes() *routes {
	mux := s.newRoutes()
	for _, page := range s.Program.Pages {
		mux.add(page.Pattern, page.Handler(s), page.StepUp)
	}
	mux.Handle("GET /{$}", s.page(s.homePage))
	mux.Handle("POST /seen", s.act(s.markSeen))
	s.importRoutes(mux)
	s.formRoutes(mux)
	mux.HandleFunc("GET /records/{channel}/{id}", s.record)
	mux.HandleFunc("GET /records/{channel}/{id}/{revision}/proof", s.proof)
	s.releaseRoutes(mux)
	s.counterpartRoutes(mux)
	s.amendRoutes(mux)
	s.listRoutes(mux)
	mux.HandleFunc("GET /records.csv", s.listFile)
	mux.Handle("GET /channels", s.page(s.channels))
	mux.HandleFunc("GET /channels/card", s.card)
	mux.Handle("GET /check", s.page(s.check))
	mux.Handle("GET /components", s.page(s.components))
	mux.Handle("GET /about", s.page(s.about))
	mux.Handle("GET "+auditPath, s.page(s.audit))
	s.personal(mux)
	s.signRoutes(mux)
	s.vantageRoutes(mux)
	for _, asset := range []ui.Asset{s.style, s.script} {
		mux.Handle("GET "+asset.Path, serveAsset(asset))
	}
	mux.HandleFunc("POST /uploads", s.beginUpload)
	mux.HandleFunc("HEAD /uploads/{id}", s.headUpload)
	mux.HandleFunc("PATCH /uploads/{id}", s.extendUpload)
	mux.HandleFunc("DELETE /uploads/{id}", s.endUpload)
	mux.HandleFunc("GET "+ui.IconPath, s.serveIcon)
	mux.HandleFunc("/", s.notFound)
	return mux
}

// linkOf is where the navigation leads for a page: its pattern without the method.
func linkOf(page feature.Page) (path string, ok bool) {
	_, path, found := strings.Cut(page.Pattern, " ")
	return path, found && page.Title != "" && !strings.Contains(path, "{")
}

// Kinds, Words, Language, Page and Act make site a feature.Env.

// Kinds are those that this version knows.
func (s *site) Kinds() *record.Kinds { return s.Program.Kinds }

// Words are those of the program and its features, of pages and of mails.
func (s *site) Words() words.Catalogue { return s.words }

// Page is a page of a feature.
func (s *site) Page(build feature.Build) http.Handler {
	return s.page(func(in *opening) (ui.Page, error) { return build(in.Reading) })
}

func serveAsset(asset ui.Asset) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", asset.Type)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		_, _ = w.Write(asset.Content) // the reader has gone; there is nobody to tell
	})
}

func (s *site) serveIcon(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write(ui.SiteIcon) // as above
}

func (s *site) notFound(w http.ResponseWriter, q *http.Request) { s.answer(w, q, http.StatusNotFound) }

// failed answers an error: what is not there is not found, anything else is
// ours, is logged, and tells the reader nothing.
func (s *site) failed(w http.ResponseWriter, q *http.Request, err error) {
	switch {
	case s.denied(w, q, err):
	case isNotFound(err), errors.Is(err, node.ErrNotTheirs):
		s.notFound(w, q)
	case errors.Is(err, audit.ErrUnwritable):
		s.answer(w, q, http.StatusServiceUnavailable)
	case errors.Is(err, node.ErrNoOffice):
		s.answer(w, q, http.StatusForbidden)
	case q.Context().Err() != nil: // the reader went away
		w.WriteHeader(http.StatusServiceUnavailable)
	default:
		s.node.Log.Error("a page failed", "pattern", q.Pattern, "err", err)
		s.answer(w, q, http.StatusInternalServerError)
	}
}

func numbered(n int) string { return strconv.Itoa(n) }
