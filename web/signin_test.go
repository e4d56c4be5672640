package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/feature"
	"entente/internal/testworld"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
	"entente/web"
)

// A house is a real node (no demonstration) with one page and one form, a clock
// that a test turns, and two accounts.
type house struct {
	*node.Node
	door    http.Handler
	program feature.Program
	now     time.Time
	sent    []url.Values // what the form was given, with the office in "office"
	fail    error        // of what the form does, if it is to do anything
}

const secondLogin, secondPassword = "security", "another password of tests"

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{now: testworld.Start}
	program, err := feature.Collect(feature.Feature{Name: "test", Pages: []feature.Page{
		{Pattern: "GET /test/page", Title: "Page", Handler: func(env feature.Env) http.Handler {
			return env.Page(func(r *feature.Reading) (ui.Page, error) {
				return ui.Page{Title: ui.Plain("what only insiders read"), Kind: r.Moment(r.Now)}, nil
			})
		}},
		{Pattern: "POST /test/write", Handler: func(env feature.Env) http.Handler {
			return env.Act(func(a *feature.Acting) (feature.Deed, error) {
				a.Form.Set("office", a.Person.Office.Code)
				h.sent = append(h.sent, a.Form)
				if h.fail != nil {
					return feature.Deed{Do: func(context.Context, *node.Node, node.Author) (string, error) { return "", h.fail }}, nil
				}
				return feature.Deed{Page: &ui.Page{Status: http.StatusOK}}, nil
			})
		}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	h.program = program
	config := node.Config{Now: func() time.Time { return h.now }, Random: rand.Reader, Kinds: program.Kinds, Policies: label.Shipped(), Cost: &testworld.Cheap, PasswordSignIn: true}
	folder := node.Folder(t.TempDir())
	if err := node.Init(t.Context(), folder, node.Identity{Code: "rok", Name: record.Text{EN: "Republic of Korea"}, Address: "https://127.0.0.1:1"}, config); err != nil {
		t.Fatal(err)
	}
	if h.Node, err = node.Open(t.Context(), folder, config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	if h.door, err = web.Handler(h.Node, web.Options{Program: program, Names: []string{"node.example"}}); err != nil {
		t.Fatal(err)
	}
	for login, password := range map[string]string{testworld.Login: testworld.Password, secondLogin: secondPassword} {
		if _, err := h.AddAccount(t.Context(), access.Account{Login: login, Name: "Somebody at the " + login, Offices: testworld.Offices}, password); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// A visitor is a browser: it keeps cookies by name, whatever the port.
type visitor struct {
	host    string
	cookies map[string]string
}

func newVisitor() *visitor { return &visitor{"localhost:7080", map[string]string{}} }

func (v *visitor) ask(door http.Handler, q *http.Request) *httptest.ResponseRecorder {
	q.Host = v.host
	for name, value := range v.cookies {
		q.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer := httptest.NewRecorder()
	door.ServeHTTP(answer, q)
	for _, cookie := range answer.Result().Cookies() {
		if v.cookies[cookie.Name] = cookie.Value; cookie.MaxAge < 0 {
			delete(v.cookies, cookie.Name)
		}
	}
	return answer
}

func (v *visitor) get(door http.Handler, path string) *httptest.ResponseRecorder {
	return v.ask(door, httptest.NewRequest(http.MethodGet, path, nil))
}

func (v *visitor) post(door http.Handler, path string, pairs ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	q := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.ask(door, q)
}

func (v *visitor) signIn(t *testing.T, h *house) {
	t.Helper()
	if answer := v.post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password); answer.Code != http.StatusSeeOther {
		t.Fatalf("signing in: %d\n%s", answer.Code, answer.Body)
	}
}

func accountOf(t *testing.T, h *house, login string) (account access.Account) {
	t.Helper()
	err := h.View(t.Context(), func(tx *store.Tx) (err error) {
		account, err = tx.AccountByLogin(login)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return account
}

// enrolFactor gives an account a second factor, the way its holder does.
func enrolFactor(t *testing.T, h *house, account access.Account) access.FactorSecret {
	t.Helper()
	factor, err := h.BeginFactor(t.Context(), account.ID)
	if err == nil {
		err = h.ConfirmFactor(t.Context(), account.ID, factor.Secret.Code(h.now))
	}
	if err != nil {
		t.Fatal(err)
	}
	return factor.Secret
}

// inside reports whether a page opens to the visitor.
func (v *visitor) inside(h *house) bool { return v.get(h.door, "/test/page").Code == http.StatusOK }

// session is the cookie that opens pages.
func (v *visitor) session(t *testing.T) (name, value string) {
	t.Helper()
	for name, value := range v.cookies {
		if !strings.HasSuffix(name, "-author") && !strings.HasSuffix(name, "-browser") {
			return name, value
		}
	}
	t.Fatal("no session")
	return "", ""
}

func TestNobodySeesAnythingBeforeSigningIn(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/", "/test/page?q=words", "/check", "/channels", "/nowhere", "/account", "/kept", "/records/x/y", "/sign-out"} {
		for _, v := range []*visitor{newVisitor(), {"localhost", map[string]string{"entente-" + h.Self().String()[:8]: "forged"}}} {
			answer := v.get(h.door, path)
			plain, _, _ := strings.Cut(path, "?")
			want := "/sign-in?next=" + url.QueryEscape(plain)
			if path == "/" {
				want = "/sign-in"
			}
			if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != want || strings.Contains(answer.Body.String(), "insiders") {
				t.Errorf("%s: %d to %s", path, answer.Code, answer.Header().Get("Location"))
			}
		}
	}
	if answer := newVisitor().post(h.door, "/test/write", "title", "x"); answer.Code != http.StatusSeeOther || len(h.sent) != 0 {
		t.Errorf("a form of somebody unknown: %d, %v", answer.Code, h.sent)
	}
	v := newVisitor()
	if page := v.get(h.door, "/sign-in").Body.String(); strings.Contains(page, testworld.Login) || strings.Contains(page, "Private drafts") || strings.Contains(page, access.DemoPassword) {
		t.Error("the entrance of a real node tells what is inside")
	}
	v.signIn(t, h)
	if !v.inside(h) {
		t.Error("somebody who has signed in stands outside")
	}
}

// drawnAnew is what an entrance asks passkeys for, which is another at every visit.
var drawnAnew = regexp.MustCompile(`data-options="[^"]*"|name="waiting" value="[^"]*"`)

func TestAWrongPasswordAndAnUnknownLoginAnswerAlike(t *testing.T) {
	h := newHouse(t)
	ask := func(login, password string) string {
		answer := newVisitor().post(h.door, "/sign-in", "login", login, "password", password)
		if answer.Code != http.StatusUnprocessableEntity || answer.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: %d", login, answer.Code)
		}
		if strings.Contains(answer.Body.String(), password) {
			t.Error("the page holds the password")
		}
		return drawnAnew.ReplaceAllString(strings.ReplaceAll(answer.Body.String(), login, "LOGIN"), "")
	}
	if ask(testworld.Login, "wrong but long enough") != ask("nobody", "wrong but long enough") {
		t.Error("the answers differ")
	}
}

func TestWhoTriesTooOftenIsToldWhen(t *testing.T) {
	h := newHouse(t)
	for range 10 {
		newVisitor().post(h.door, "/sign-in", "login", testworld.Login, "password", "wrong")
	}
	answer := newVisitor().post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password)
	if answer.Code != http.StatusTooManyRequests || answer.Header().Get("Retry-After") == "" || !strings.Contains(answer.Body.String(), "Try again in") {
		t.Errorf("%d %v", answer.Code, answer.Header())
	}
	h.now = h.now.Add(time.Minute)
	newVisitor().signIn(t, h)
}

func TestGoingOnNeverLeadsElsewhere(t *testing.T) {
	h := newHouse(t)
	for next, want := range map[string]string{
		"/test/page": "/test/page", "/records/abc/0190f5fe-7c00-7a00-8abc-0123456789ab": "/records/abc/0190f5fe-7c00-7a00-8abc-0123456789ab",
		"": "/", "//evil.example": "/", "/\\evil.example": "/", "https://evil.example/": "/", "javascript:alert(1)": "/", "/a//evil": "/",
		"/../evil": "/", "/a/../b": "/", "/%2f/evil": "/", "/a?x=words": "/", "/a#b": "/", "/a\r\nSet-Cookie: a=b": "/", "evil": "/", "/\t/evil.example": "/",
		"/sign-in": "/", strings.Repeat("/a", 500): "/", "/.evil": "/",
	} {
		answer := newVisitor().post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password, "next", next)
		if got := answer.Header().Get("Location"); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
	v := newVisitor()
	v.signIn(t, h)
	for back, want := range map[string]string{
		"/test/page?after=x": "/test/page?after=x", "https://evil.example": "/", "//evil.example/a": "/", "/\\evil": "/", "\x00": "/",
	} {
		if got := v.post(h.door, "/account/language", "language", "fr", "back", back).Header().Get("Location"); got != want {
			t.Errorf("%q leads back to %q, want %q", back, got, want)
		}
	}
}

func TestASignInBeginsAnotherSession(t *testing.T) {
	h := newHouse(t)
	attacker := newVisitor()
	attacker.signIn(t, h)
	name, planted := attacker.session(t)
	victim := newVisitor()
	victim.cookies[name] = planted
	if answer := victim.post(h.door, "/sign-in", "login", secondLogin, "password", secondPassword); answer.Code != http.StatusSeeOther {
		t.Fatal(answer.Code)
	}
	if _, own := victim.session(t); own == planted || !victim.inside(h) {
		t.Error("the planted session is used")
	}
	if attacker.inside(h) {
		t.Error("the session that was planted is still open")
	}
}

func TestASessionEndsByItself(t *testing.T) {
	h := newHouse(t)
	v := newVisitor()
	v.signIn(t, h)
	h.now = h.now.Add(access.IdleLimit - time.Second)
	if !v.inside(h) {
		t.Fatal("it ended before the idle limit")
	}
	h.now = h.now.Add(access.IdleLimit)
	if v.inside(h) {
		t.Error("it outlives the idle limit")
	}
	v.signIn(t, h)
	for began := h.now; h.now.Sub(began) < access.AbsoluteLimit-access.IdleLimit; {
		h.now = h.now.Add(access.IdleLimit / 2)
		if !v.inside(h) {
			t.Fatalf("it ended in use, after %s", h.now.Sub(began))
		}
	}
	h.now = h.now.Add(access.IdleLimit - time.Second)
	v.inside(h)
	h.now = h.now.Add(2 * time.Second)
	if v.inside(h) {
		t.Error("it outlives a working day")
	}
}

func TestReadingWritesAtMostOnceAMinute(t *testing.T) {
	h := newHouse(t)
	v := newVisitor()
	v.signIn(t, h)
	_, secret := v.session(t)
	for _, step := range []struct{ ahead, seen time.Duration }{{30 * time.Second, 0}, {59 * time.Second, 0}, {60 * time.Second, 60 * time.Second}, {90 * time.Second, 60 * time.Second}} {
		h.now = testworld.Start.Add(step.ahead)
		v.inside(h)
		if s := kept(t, h, secret); s.Seen != testworld.Start.Add(step.seen) {
			t.Errorf("after %s it was seen at %s", step.ahead, s.Seen)
		}
	}
}

func kept(t *testing.T, h *house, secret string) (s access.Session) {
	t.Helper()
	err := h.View(t.Context(), func(tx *store.Tx) (err error) {
		s, err = tx.SessionOf(access.Secret(secret).Hash())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSigningOutForgets(t *testing.T) {
	h := newHouse(t)
	v := newVisitor()
	v.signIn(t, h)
	stolen := &visitor{v.host, map[string]string{}}
	for name, value := range v.cookies {
		stolen.cookies[name] = value
	}
	if answer := v.get(h.door, "/sign-out"); answer.Code != http.StatusNotFound || !v.inside(h) {
		t.Errorf("a GET signs out: %d", answer.Code)
	}
	answer := v.post(h.door, "/sign-out")
	if answer.Header().Get("Clear-Site-Data") != `"cache", "storage"` || answer.Header().Get("Location") != "/sign-in" || len(v.cookies) != 1 {
		t.Errorf("%v, cookies %v", answer.Header(), v.cookies)
	}
	if v.inside(h) || stolen.inside(h) {
		t.Error("the session goes on")
	}
}

func TestUnderItsNameANodeIsReachedByTLSOnly(t *testing.T) {
	h := newHouse(t)
	v := &visitor{"node.example", map[string]string{}}
	answer := v.post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password)
	for _, cookie := range answer.Result().Cookies() {
		if !strings.HasPrefix(cookie.Name, "__Host-entente-") || !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
			t.Errorf("%+v", cookie)
		}
	}
	if answer.Header().Get("Strict-Transport-Security") == "" || len(answer.Result().Cookies()) != 3 {
		t.Errorf("%v", answer.Header())
	}
	if got := v.post(h.door, "/sign-out").Header().Get("Clear-Site-Data"); got != `"cache", "storage"` {
		t.Errorf("Clear-Site-Data: %s", got)
	}
	plain := newVisitor().post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password)
	for _, cookie := range plain.Result().Cookies() {
		if strings.HasPrefix(cookie.Name, "__Host-") || cookie.Secure || !cookie.HttpOnly {
			t.Errorf("%+v", cookie)
		}
	}
}

func TestTwoNodesOnOneHostDoNotDisturbEachOther(t *testing.T) {
	one, two := newHouse(t), newHouse(t)
	v := newVisitor()
	v.signIn(t, one)
	v.signIn(t, two)
	if !v.inside(one) || !v.inside(two) {
		t.Fatal("signing in at one signs out at the other")
	}
	v.post(one.door, "/sign-out")
	if v.inside(one) || !v.inside(two) {
		t.Error("signing out at one signs out at the other")
	}
}

func TestSecretsAreNotInTheFiles(t *testing.T) {
	h := newHouse(t)
	v := newVisitor()
	v.signIn(t, h)
	made := v.post(h.door, "/account/token", "name", "reports", "scope", "read", "office", testworld.Offices[1].Code, "days", "30")
	token := regexp.MustCompile(access.TokenPrefix + "[a-z2-7]{52}").FindString(made.Body.String())
	if token == "" {
		t.Fatalf("no token: %d\n%s", made.Code, made.Body)
	}
	delete(v.cookies, sessionName(t, v))
	v.post(h.door, "/test/write", "title", "quixotzephyrwaltz", "password", testworld.Password)
	newVisitor().signIn(t, h)
	_, session := func() (string, string) { w := newVisitor(); w.signIn(t, h); return w.session(t) }()
	var raw []byte
	files, err := filepath.Glob(filepath.Join(string(h.Folder), "entente.db*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		raw = append(raw, content...)
	}
	if !bytes.Contains(raw, []byte("reports")) {
		t.Fatal("the search is blind: the token's name is not in the files")
	}
	for name, secret := range map[string]string{"password": testworld.Password, "token": token, "token without its prefix": token[len(access.TokenPrefix):], "session": session, "kept form": "quixotzephyrwaltz"} {
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("the %s is in the files", name)
		}
	}
	person, scope, err := h.Bearer(t.Context(), token)
	if err != nil || scope != access.Read || person.Office.Code != testworld.Offices[1].Code {
		t.Errorf("the token opens %+v %s: %v", person, scope, err)
	}
	h.now = h.now.AddDate(0, 0, 30)
	if _, _, err := h.Bearer(t.Context(), token); err != access.ErrRefused {
		t.Errorf("a token outlives its end: %v", err)
	}
}

func sessionName(t *testing.T, v *visitor) string {
	name, _ := v.session(t)
	return name
}

func TestAFormThatCameTooLateIsKeptForItsAuthorAlone(t *testing.T) {
	h := newHouse(t)
	author := newVisitor()
	author.signIn(t, h)
	h.now = h.now.Add(time.Hour)
	text := "훈민정음 <script>alert(1)</script>\nsecond line"
	answer := author.post(h.door, "/test/write?channel=", "title", text, "password", "hidden words", "empty", "")
	if got := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || got != "/sign-in?next=%2Fkept" || len(h.sent) != 0 {
		t.Fatalf("%d to %s", answer.Code, got)
	}

	// Somebody else signs in in the same browser and finds nothing.
	answer = author.post(h.door, "/sign-in", "login", secondLogin, "password", secondPassword, "next", "/kept")
	if page := author.get(h.door, "/kept").Body.String(); strings.Contains(page, "훈민정음") || !strings.Contains(page, "Nothing is kept for you") {
		t.Errorf("another account sees it: %d", answer.Code)
	}
	author.post(h.door, "/sign-out")

	answer = author.post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password)
	if got := answer.Header().Get("Location"); got != "/kept" {
		t.Fatalf("its author is led to %s", got)
	}
	page := author.get(h.door, "/kept").Body.String()
	if strings.Contains(page, "<script>alert") || strings.Contains(page, "hidden words") || !strings.Contains(page, "훈민정음 &lt;script&gt;") {
		t.Errorf("the page does not show what was typed, or more:\n%s", page)
	}
	id := regexp.MustCompile(`name="kept-form" value="([^"]+)"`).FindStringSubmatch(page)
	if id == nil || !strings.Contains(page, `action="/test/write?channel="`) {
		t.Fatal("it cannot be sent")
	}
	h.fail = errors.New("the disk is full")
	author.post(h.door, "/test/write?channel=", "title", text, "kept-form", id[1])
	if page := author.get(h.door, "/kept").Body.String(); !strings.Contains(page, "훈민정음") {
		t.Error("it is lost when it is sent and cannot be written")
	}
	h.fail, h.sent = nil, nil
	author.post(h.door, "/test/write?channel=", "title", text, "kept-form", id[1])
	if len(h.sent) != 1 || h.sent[0].Get("title") != text || h.sent[0].Has("kept-form") || h.sent[0].Has("password") {
		t.Errorf("sent %v", h.sent)
	}
	if page := author.get(h.door, "/kept").Body.String(); strings.Contains(page, "훈민정음") {
		t.Error("it is still kept after it was sent")
	}
}

func TestWhatIsNotKept(t *testing.T) {
	h := newHouse(t)
	late := func(change func(*visitor)) *visitor {
		v := newVisitor()
		v.signIn(t, h)
		delete(v.cookies, sessionName(t, v))
		change(v)
		return v
	}
	nothing := func(*visitor) {}
	for name, send := range map[string]func() *httptest.ResponseRecorder{
		"of somebody unknown": func() *httptest.ResponseRecorder { return newVisitor().post(h.door, "/test/write", "a", "b") },
		"of a forged author": func() *httptest.ResponseRecorder {
			return late(func(v *visitor) {
				for name, value := range v.cookies {
					v.cookies[name] = "-" + value[1:]
				}
			}).post(h.door, "/test/write", "a", "b")
		},
		"a password": func() *httptest.ResponseRecorder { return late(nothing).post(h.door, "/account/password", "a", "b") },
		"more than a MiB": func() *httptest.ResponseRecorder {
			return late(nothing).post(h.door, "/test/write", "a", strings.Repeat("x", 1<<20))
		},
		"after two days": func() *httptest.ResponseRecorder {
			v := late(nothing)
			h.now = h.now.Add(48 * time.Hour)
			return v.post(h.door, "/test/write", "a", "b")
		},
	} {
		if got := send().Header().Get("Location"); got != "/sign-in" {
			t.Errorf("%s is kept: %s", name, got)
		}
	}
	v := late(nothing)
	for range 7 {
		v.post(h.door, "/test/write", "a", "b")
	}
	v.signIn(t, h)
	if n := strings.Count(v.get(h.door, "/kept").Body.String(), `name="kept-form"`); n != 5 {
		t.Errorf("%d are kept", n)
	}
	v.post(h.door, "/kept/discard", "form", regexp.MustCompile(`name="form" value="([^"]+)"`).FindStringSubmatch(v.get(h.door, "/kept").Body.String())[1])
	if n := strings.Count(v.get(h.door, "/kept").Body.String(), `name="kept-form"`); n != 4 {
		t.Errorf("%d are left after one was discarded", n)
	}
	h.now = h.now.Add(25 * time.Hour)
	v.signIn(t, h)
	if strings.Contains(v.get(h.door, "/kept").Body.String(), "kept-form") {
		t.Error("they are kept for more than a day")
	}
}

func TestAFormOfAnotherSiteSignsNobodyIn(t *testing.T) {
	h := newHouse(t)
	q := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader(url.Values{"login": {testworld.Login}, "password": {testworld.Password}}.Encode()))
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Sec-Fetch-Site", "cross-site")
	if answer := newVisitor().ask(h.door, q); answer.Code != http.StatusForbidden || len(answer.Result().Cookies()) != 0 {
		t.Errorf("%d", answer.Code)
	}
}

func TestWhatSomebodyChoosesIsKeptInTheirAccount(t *testing.T) {
	h := newHouse(t)
	v := newVisitor()
	v.signIn(t, h)
	v.post(h.door, "/account/language", "language", "ko", "back", "/test/page")
	v.post(h.door, "/account/profile", "name", "Another name", "language", "ko", "zone", "Asia/Seoul")
	if page := v.get(h.door, "/test/page").Body.String(); !strings.Contains(page, `<html lang="ko">`) || !strings.Contains(page, "18:00:00 KST") {
		t.Error("the page is not in the language and the zone that were chosen")
	}
	if page := v.get(h.door, "/test/page?lang=fr").Body.String(); !strings.Contains(page, `<html lang="fr">`) {
		t.Error("an address cannot say the language")
	}
	if page := v.get(h.door, "/test/page").Body.String(); !strings.Contains(page, `<html lang="ko">`) {
		t.Error("a GET changed the account")
	}
	if answer := v.post(h.door, "/account/profile", "name", "", "language", "xx", "zone", "Mars"); answer.Code != http.StatusUnprocessableEntity || strings.Count(answer.Body.String(), `class="error"`) != 3 {
		t.Errorf("wrong everywhere: %d", answer.Code)
	}
	v.post(h.door, "/account/office", "office", testworld.Offices[1].Code)
	v.post(h.door, "/test/write", "title", "x")
	if got := h.sent[0].Get("office"); got != testworld.Offices[1].Code {
		t.Errorf("written for %q", got)
	}
	if answer := v.post(h.door, "/account/office", "office", "somebody-elses"); answer.Code != http.StatusNotFound {
		t.Errorf("an office of somebody else: %d", answer.Code)
	}
	other := newVisitor()
	other.post(h.door, "/sign-in", "login", secondLogin, "password", secondPassword)
	if page := other.get(h.door, "/test/page").Body.String(); !strings.Contains(page, `<html lang="en">`) {
		t.Error("somebody else reads it otherwise than they chose")
	}
}

func TestAChangedPasswordEndsEverySessionButThisOne(t *testing.T) {
	h := newHouse(t)
	v, elsewhere := newVisitor(), newVisitor()
	v.signIn(t, h)
	elsewhere.signIn(t, h)
	const next = "a new password of tests"
	for name, test := range map[string]struct{ now, password, again string }{
		"the wrong one now": {"wrong", next, next}, "not the same": {testworld.Password, next, "other words at all"}, "too short": {testworld.Password, "short", "short"},
	} {
		if answer := v.post(h.door, "/account/password", "password-now", test.now, "password", test.password, "password-again", test.again); answer.Code != http.StatusUnprocessableEntity || strings.Contains(answer.Body.String(), next) {
			t.Errorf("%s: %d", name, answer.Code)
		}
	}
	if !elsewhere.inside(h) {
		t.Fatal("a password that was not changed ends sessions")
	}
	_, before := v.session(t)
	if answer := v.post(h.door, "/account/password", "password-now", testworld.Password, "password", next, "password-again", next); answer.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", answer.Code, answer.Body)
	}
	if _, after := v.session(t); after == before || !v.inside(h) || elsewhere.inside(h) {
		t.Error("the sessions are not as they should be")
	}
	if answer := newVisitor().post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("the old password: %d", answer.Code)
	}
}

func TestSessionsAndTokensAreEndedByTheirOwnerOnly(t *testing.T) {
	h := newHouse(t)
	v, elsewhere, other := newVisitor(), newVisitor(), newVisitor()
	v.signIn(t, h)
	elsewhere.signIn(t, h)
	other.post(h.door, "/sign-in", "login", secondLogin, "password", secondPassword)
	made := v.post(h.door, "/account/token", "name", "reports", "scope", "write", "office", testworld.Offices[0].Code, "days", "30").Body.String()
	secret := regexp.MustCompile(access.TokenPrefix + "[a-z2-7]{52}").FindString(made)
	if strings.Contains(v.get(h.door, "/account").Body.String(), secret) {
		t.Error("a token is shown twice")
	}
	token := regexp.MustCompile(`name="token" value="([0-9a-f]+)"`).FindStringSubmatch(made)[1]
	session := regexp.MustCompile(`name="session" value="([0-9a-f]+)"`).FindStringSubmatch(made)[1]
	if answer := other.post(h.door, "/account/token/end", "token", token); answer.Code != http.StatusNotFound {
		t.Errorf("somebody else's token: %d", answer.Code)
	}
	other.post(h.door, "/account/session", "session", session)
	if _, _, err := h.Bearer(t.Context(), secret); err != nil || !elsewhere.inside(h) {
		t.Errorf("somebody else ended them: %v", err)
	}
	v.post(h.door, "/account/token/end", "token", token)
	v.post(h.door, "/account/session", "session", session)
	if _, _, err := h.Bearer(t.Context(), secret); err != access.ErrRefused || elsewhere.inside(h) || !v.inside(h) || !other.inside(h) {
		t.Errorf("their owner could not end them: %v", err)
	}
	for _, bad := range [][]string{
		{"name", "x", "scope", "release", "office", testworld.Offices[0].Code, "days", "30"}, {"name", "x", "scope", "read", "office", "no-such", "days", "30"},
		{"name", "x", "scope", "read", "office", testworld.Offices[0].Code, "days", "4000"}, {"name", "x", "scope", "read", "office", testworld.Offices[0].Code, "days", "-1"}, {},
	} {
		if answer := v.post(h.door, "/account/token", bad...); answer.Code != http.StatusUnprocessableEntity || strings.Contains(answer.Body.String(), access.TokenPrefix) {
			t.Errorf("%v: %d", bad, answer.Code)
		}
	}
}

func TestADisabledAccountIsOutAtOnce(t *testing.T) {
	h := newHouse(t)
	v := newVisitor()
	v.signIn(t, h)
	var id string
	if err := h.View(t.Context(), func(tx *store.Tx) error {
		a, err := tx.AccountByLogin(testworld.Login)
		id = a.ID
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := h.ChangeAccount(t.Context(), id, func(a *access.Account) error { a.Disabled = true; return nil }); err != nil {
		t.Fatal(err)
	}
	if v.inside(h) {
		t.Error("the session goes on")
	}
	if answer := v.post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("signing in again: %d", answer.Code)
	}
	v.post(h.door, "/test/write", "title", "x")
	if slices.ContainsFunc(h.sent, func(url.Values) bool { return true }) {
		t.Error("it writes")
	}
}
