package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"entente/keys"
	"entente/node"
	"entente/store"
	"entente/ui"
)

// viewAsPath is where a reader chooses to see what another partner holds, and
// reads how far it has confirmed.
const viewAsPath = "/view-as"

// newForm is where a record is begun.
const newForm = "GET /records/{channel}/new"

// vantagePatience is how long a page waits for a vantage before it says how far its
// making has come.
const vantagePatience = 3 * time.Second

// A vantage is what pages are made from that show what another partner holds.
type vantage struct {
	Extent  node.Extent
	own     store.Partner // whose node this is
	member  store.Partner // whose view it is
	reaches func(method, address string) bool
}

// vantageCookie names the one that remembers as whom a session looks. It opens
// nothing: what is read there is bounded by what the reader may read here.
func (s *site) vantageCookie(q *http.Request) string { return s.cookieName(q, "-vantage") }

// sealVantage is what that cookie holds: a partner, for one session.
func (s *site) sealVantage(q *http.Request, member keys.PartnerID) string {
	return member.String() + "." + s.vantageCode(q, member)
}

func (s *site) vantageCode(q *http.Request, member keys.PartnerID) string {
	secret, session := s.node.Keys().Actor, enteredOf(q).session
	mac := hmac.New(sha256.New, secret[:])
	mac.Write([]byte("entente vantage cookie 1\n"))
	mac.Write(session[:])
	mac.Write(member[:])
	return hex.EncodeToString(mac.Sum(nil))
}

// vantageOf is as whom a session looks.
func (s *site) vantageOf(q *http.Request) (member keys.PartnerID, chosen bool) {
	cookie, err := q.Cookie(s.vantageCookie(q))
	if err != nil {
		return member, false
	}
	id, code, _ := strings.Cut(cookie.Value, ".")
	if member.UnmarshalText([]byte(id)) != nil {
		return member, false
	}
	return member, hmac.Equal([]byte(code), []byte(s.vantageCode(q, member)))
}

// staysOurs are the pages and forms of this node itself, whatever the view is.
func (s *site) staysOurs(path string) bool {
	switch path {
	case languagePath, officePath, signInPath, signOutPath, ui.IconPath, s.style.Path, s.script.Path:
		return true
	}
	return path == viewAsPath || strings.HasPrefix(path, viewAsPath+"/")
}

// fromVantage answers from what another partner holds, for a session that looks
// so, and from our own store for every other.
func (s *site) fromVantage(own http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		member, chosen := s.vantageOf(q)
		if !chosen || s.staysOurs(q.URL.Path) {
			own.ServeHTTP(w, q)
			return
		}
		ctx, cancel := context.WithTimeout(q.Context(), vantagePatience)
		defer cancel()
		err := s.node.ViewFrom(ctx, member, func(v *node.Vantage) error {
			over, err := s.over(q, v)
			if err == nil {
				over.routesOfVantage().ServeHTTP(w, q)
			}
			return err
		})
		var making *node.BuildingError
		switch {
		case err == nil:
		case errors.As(err, &making):
			s.stillMaking(w, q, member, making)
		case isNotFound(err): // no channel is shared any more
			s.setCookie(w, q, s.vantageCookie(q), "")
			own.ServeHTTP(w, q)
		default:
			s.failed(w, q, err)
		}
	})
}

// over is the same site over what another partner holds: its features show what
// is shared, and wait for nobody.
func (s *site) over(q *http.Request, v *node.Vantage) (*site, error) {
	over := &site{Options: s.Options, node: v.Node, words: s.words, style: s.style, script: s.script, origins: s.origins, vantage: &vantage{Extent: v.Extent}}
	over.Program.Duties, over.Program.Arrange, over.Program.Menu = nil, nil, nil
	return over, s.node.ViewAs(q.Context(), s.personOf(q), func(tx *store.Tx) (err error) {
		seen, err := s.node.ExtentOf(tx, v.Self())
		if err != nil {
			return err
		}
		over.vantage.Extent = v.Extent.Within(seen.Channels)
		if over.vantage.own, err = tx.Partner(s.node.Self()); err != nil {
			return err
		}
		over.vantage.member, err = tx.Partner(v.Self())
		return err
	})
}

// routesOfVantage are the pages that a vantage has: what is shared, to read. All
// else is of our own side.
func (s *site) routesOfVantage() http.Handler {
	mux := s.newRoutes()
	for _, page := range s.Program.Pages {
		if page.Shared {
			mux.Handle(page.Pattern, page.Handler(s))
		}
	}
	mux.Handle("GET /{$}", s.page(s.vantageHome))
	mux.HandleFunc("GET /records/{channel}/{id}", s.record)
	s.listRoutes(mux)
	mux.HandleFunc(newForm, s.notOfVantage) // it would be read as a record
	mux.HandleFunc("/", s.notOfVantage)
	s.vantage.reaches = func(method, address string) bool { return s.reaches(mux, method, address) }
	return mux
}

// reaches reports that a page of a vantage may lead there.
func (s *site) reaches(mux *routes, method, address string) bool {
	if strings.HasPrefix(address, "#") || strings.HasPrefix(address, "?") || strings.Contains(address, "://") {
		return true
	}
	q, err := http.NewRequest(method, address, nil)
	if err != nil {
		return false
	}
	if s.staysOurs(q.URL.Path) {
		return true
	}
	_, pattern := mux.Handler(q)
	return pattern != "" && pattern != "/" && pattern != newForm
}

// navigationOf leaves the links that lead somewhere.
func (v *vantage) navigationOf(groups []ui.Group) (left []ui.Group) {
	for _, group := range groups {
		var links []ui.Link
		for _, link := range group.Links {
			if v.reaches(http.MethodGet, link.Href) {
				links = append(links, link)
			}
		}
		if group.Links = links; len(links) > 0 {
			left = append(left, group)
		}
	}
	return left
}

// actionsOf takes from a page what cannot be done where it is shown.
func (v *vantage) actionsOf(page ui.Page) ui.Page {
	leads := func(b ui.Button) bool { return b.Href != "" && v.reaches(http.MethodGet, b.Href) }
	if !leads(page.Primary) {
		page.Primary = ui.Button{}
	}
	var actions []ui.Button
	for _, action := range page.Actions {
		if leads(action) {
			actions = append(actions, action)
		}
	}
	page.Actions, page.More = actions, ui.Drawer{}
	return page
}

// notOfVantage answers what is no part of a vantage.
func (s *site) notOfVantage(w http.ResponseWriter, q *http.Request) {
	s.answer(w, q, http.StatusConflict)
}

// vantageHome is the first page: what features show of each channel, and what was
// written last.
func (s *site) vantageHome(in *opening) (ui.Page, error) {
	channels, err := in.Tx.Channels()
	if err != nil {
		return ui.Page{}, err
	}
	rows, err := in.Tx.Changed(store.ChangeQuery{Limit: mostChanges})
	if err != nil {
		return ui.Page{}, err
	}
	sections, err := s.homeSections(in, channels)
	if err != nil {
		return ui.Page{}, err
	}
	return s.scene(in).vantageHome(in, s.vantage.code(), rows, sections), nil
}

// code is whose view it is.
func (v *vantage) code() string { return upper(v.member.Code) }
