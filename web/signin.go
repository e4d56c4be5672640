package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"entente/access"
	"entente/access/provider"
	"entente/keys"
	"entente/store"
	"entente/ui"
)

const signInPath = "/sign-in"

// isOpen are the paths that everybody may ask for, beside the stylesheet.
var isOpen = map[string]bool{signInPath: true, passkeySignInPath: true, providerPath: true, returnPath: true, ui.IconPath: true}

// maxSignIn bounds what somebody may send whom nobody knows.
const maxSignIn = 16 << 10

// plainPath is a path of this node's own pages: of ids and names of kinds, without
// anything that somebody typed and without a way out.
var plainPath = regexp.MustCompile(`^/([A-Za-z0-9_~-][A-Za-z0-9._~-]*/?)*$`)

// homeward is a path to go on to, or the front door for anything else.
func homeward(path string) string {
	if len(path) > 300 || !plainPath.MatchString(path) || isOpen[path] {
		return "/"
	}
	return path
}

// signInFor is the address of the page to sign in, for somebody who wanted to go
// elsewhere. What they asked there is not carried on: it may be words.
func signInFor(path string) string {
	if path = homeward(path); path == "/" {
		return signInPath
	}
	return signInPath + "?" + url.Values{"next": {path}}.Encode()
}

// changedField says at the entrance why a session ended.
const changedField = "changed"

// signInAnew is signInFor after the rights of somebody changed.
func signInAnew(path string) string {
	return signInPath + "?" + url.Values{"next": {homeward(path)}, changedField: {"1"}}.Encode()
}

// An entrance is the page to sign in, as it is asked for or shown again.
type entrance struct {
	Login string
	Next  string
	Error string
	// Changed says that a session ended since the rights of its person changed.
	Changed bool
}

// signInPage shows the entrance, to somebody who has signed in too: they may be
// somebody else now.
func (s *site) signInPage(w http.ResponseWriter, q *http.Request) {
	s.enter(w, q, http.StatusOK, entrance{Next: homeward(q.URL.Query().Get("next")), Changed: q.URL.Query().Get(changedField) == "1"})
}

func (s *site) enter(w http.ResponseWriter, q *http.Request, status int, e entrance) {
	r := s.readerOf(q)
	var shell ui.Shell
	var view entranceView
	err := s.node.View(q.Context(), func(tx *store.Tx) error {
		self, err := tx.Partner(s.node.Self())
		if err != nil {
			return err
		}
		accounts, err := tx.Accounts()
		if err != nil {
			return err
		}
		manifest, err := keys.ReadManifest(self.Manifest)
		if err != nil {
			return err
		}
		view = viewEntrance(r, e, self, q.Host, manifest.Demo, accounts)
		if view.Closed, err = s.closedTo(tx, r); err != nil {
			return err
		}
		view.Provider = s.byProvider(r, proving{Next: e.Next}, false)
		if view.Key, err = s.showKey(r, q, passkeySignInPath, []ui.Hidden{{Name: "next", Value: e.Next}}); err != nil {
			return err
		}
		shell = s.outside(r, q, self, manifest.Demo)
		shell.Alarm, err = s.alarm(tx, r)
		return err
	})
	if err != nil {
		s.node.Log.Error("the entrance failed", "err", err)
		title, then := r.explain(http.StatusInternalServerError)
		http.Error(w, title+". "+then, http.StatusInternalServerError)
		return
	}
	page := ui.Page{Title: ui.Plain(r.say("Sign in")), Main: entrancePage(view), Status: status, Alone: true}
	if err := s.write(w, q, shell, page); err != nil {
		s.node.Log.Error("the entrance failed", "err", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

// alarm says that two persons opened sign-in by password, on every page of everybody.
func (s *site) alarm(tx *store.Tx, r reader) (ui.Notice, error) {
	open, err := s.node.Alarm(tx)
	if err != nil || open.Opened.IsZero() {
		return ui.Notice{}, err
	}
	return ui.Notice{
		Tone: ui.Warn, Sentence: r.say("Sign-in by password is open until {time}: two persons opened it in an emergency.", "time", r.moment(open.Ends)),
		Then: r.say("If you know of no emergency, tell the security officer of your side now."),
	}, nil
}

// closedTo says why nobody signs in by password here now; "" where one may.
func (s *site) closedTo(tx *store.Tx, r reader) (string, error) {
	open, err := s.node.PasswordsOpen(tx)
	if err != nil || open {
		return "", err
	}
	return r.say("Passwords open nothing on this node now. Sign in another way."), nil
}

// outside is the shell for somebody whom nobody knows: it tells nothing of what
// the node holds.
func (s *site) outside(r reader, q *http.Request, self store.Partner, demo bool) ui.Shell {
	marking := ui.Marking{Words: ui.Plain(r.say("Nothing marked on this page")), Colours: plainBand}
	marking.Place = map[string]string{"top": r.say("Marking"), "bottom": r.say("Marking, at the foot")}
	s.kindOf(r, &marking, demo)
	at := url.URL{Path: signInPath, RawQuery: url.Values{"next": {homeward(q.URL.Query().Get("next"))}}.Encode()}
	return ui.Shell{
		Language: string(r.Language), Style: s.style.Path, Script: s.script.Path, Site: "Entente " + upper(self.Code), Skip: r.say("Skip to the content"),
		Marking: marking, Home: ui.To("/", "Entente"), Choose: r.say("Language"), Languages: tongues(r.Language, &at), Version: s.Software,
	}
}

// signIn lets somebody in, or says why not. It never says which of login and
// password was wrong, nor whether there is such an account.
func (s *site) signIn(w http.ResponseWriter, q *http.Request) {
	q.Body = http.MaxBytesReader(w, q.Body, maxSignIn)
	form, err := readForm(w, q)
	if err != nil {
		s.answer(w, q, http.StatusBadRequest)
		return
	}
	e := entrance{Login: form.Get("login"), Next: homeward(form.Get("next"))}
	account, ways, err := s.node.SignIn(q.Context(), s.attempt(q, e.Login, form))
	if err == nil {
		err = s.admitted(w, q, account, access.Proof{Ways: ways, At: s.node.Now()}, e.Next)
	}
	if err != nil {
		s.refuseEntry(w, q, e, err)
	}
}

// attempt is what somebody typed to show that they hold an account.
func (s *site) attempt(q *http.Request, login string, form url.Values) access.Attempt {
	return access.Attempt{
		Login: login, Password: form.Get("password"), Code: form.Get("code-password"),
		From: s.clientOf(q), Browser: s.knownBrowser(q, login),
	}
}

// admitted lets somebody in who has shown that an account is theirs, and leads them
// on: to what they had sent too late, or to where they wanted to go.
func (s *site) admitted(w http.ResponseWriter, q *http.Request, account access.Account, proof access.Proof, next string) error {
	if err := s.begin(w, q, account, proof); err != nil {
		return err
	}
	if s.hasKept(q.Context(), account.ID) {
		next = keptPath
	}
	http.Redirect(w, q, next, http.StatusSeeOther)
	return nil
}

// begin begins a new session in this browser, whatever it showed before, so that
// nobody can be made to use one that another knows.
func (s *site) begin(w http.ResponseWriter, q *http.Request, account access.Account, proof access.Proof) error {
	if old, err := q.Cookie(s.sessionCookie(q)); err == nil {
		if err := s.node.End(q.Context(), access.Secret(old.Value).Hash()); err != nil {
			return err
		}
	}
	proof.Browser = access.BrowserOf(q.UserAgent())
	secret, err := s.node.Begin(q.Context(), account, proof)
	if err != nil {
		return err
	}
	s.setCookie(w, q, s.sessionCookie(q), string(secret))
	s.setCookie(w, q, s.authorCookie(q), s.sealAuthor(account.ID, s.node.Now()))
	return s.knowBrowser(w, q, account.Login)
}

// refuseEntry shows the entrance again and says why.
func (s *site) refuseEntry(w http.ResponseWriter, q *http.Request, e entrance, err error) {
	status := http.StatusInternalServerError
	if status, e.Error = s.readerOf(q).refusedEntry(err); status == http.StatusInternalServerError {
		s.node.Log.Error("a sign-in failed", "err", err)
	}
	var slow *access.TooManyError
	switch {
	case errors.As(err, &slow):
		w.Header().Set("Retry-After", strconv.Itoa(int(slow.Again/time.Second)+1))
	case status == http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "2")
	}
	s.enter(w, q, status, e)
}

func (r reader) refusedEntry(err error) (status int, sentence string) {
	var slow *access.TooManyError
	switch {
	case errors.Is(err, errUnbound):
		return http.StatusForbidden, r.say("Your identity provider knows you, but that identity opens no account here, or another one. Ask the operator of this node to bind it.")
	case errors.Is(err, provider.ErrDenied):
		return http.StatusForbidden, r.say("Your identity provider let nobody through. Begin again from this page.")
	case errors.Is(err, provider.ErrUnreachable):
		return http.StatusBadGateway, r.say("The identity provider of your organisation does not answer. Try again later, or sign in another way.")
	case errors.Is(err, errPasskey):
		return http.StatusUnprocessableEntity, r.say("This passkey opens no account here. Try another, or sign in another way.")
	case errors.Is(err, access.ErrClosed):
		return http.StatusForbidden, r.say("Passwords open nothing on this node now. Sign in another way.")
	case errors.Is(err, access.ErrRefused):
		return http.StatusUnprocessableEntity, r.say("This account and this password do not belong together. Check both, also the language of the keyboard.")
	case errors.As(err, &slow):
		return http.StatusTooManyRequests, r.say("Too many attempts. Try again in {n} seconds.", "n", r.count(int64(slow.Again/time.Second)+1))
	case errors.Is(err, access.ErrBusy), errors.Is(err, context.Canceled):
		return http.StatusServiceUnavailable, r.say("Many are signing in at this moment. Try again in a few seconds.")
	}
	return http.StatusInternalServerError, r.say("Signing in failed on this node. The operator finds the reason in its log.")
}

// signOut ends the session and has the browser forget what it kept of it. Cookies
// are taken back one by one: on a plain name of this machine others belong to other
// nodes, and that the browser is known protects its owner until they come again.
func (s *site) signOut(w http.ResponseWriter, q *http.Request) {
	if err := s.node.End(q.Context(), enteredOf(q).session); err != nil {
		s.failed(w, q, err)
		return
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	s.setCookie(w, q, s.sessionCookie(q), "")
	s.setCookie(w, q, s.authorCookie(q), "")
	http.Redirect(w, q, signInPath, http.StatusSeeOther)
}
