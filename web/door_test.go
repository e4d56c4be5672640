package web_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"entente/feature"
	"entente/internal/testworld"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/ui"
	"entente/web"
)

// alone is a node without partners, with one page that panics and one that is
// given text to show, as somebody who has signed in finds it.
func alone(t *testing.T) http.Handler {
	t.Helper()
	program, err := feature.Collect(feature.Feature{Name: "test", Pages: []feature.Page{
		{Pattern: "GET /test/panic", Handler: func(env feature.Env) http.Handler {
			return env.Page(func(*feature.Reading) (ui.Page, error) { panic("the secret text of a record") })
		}},
		{Pattern: "GET /test/hostile", Title: "Hostile", Handler: func(env feature.Env) http.Handler {
			return env.Page(func(*feature.Reading) (ui.Page, error) {
				link := ui.Link{Words: ui.Plain("<b>bold</b>"), Href: "javascript:alert(1)", Away: true}
				return ui.Page{Title: ui.Plain(`"><script>alert(1)</script>`), Main: link.Show()}, nil
			})
		}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	folder := node.Folder(t.TempDir())
	config := node.Config{Now: func() time.Time { return testworld.Start }, Random: rand.Reader, Kinds: program.Kinds, Policies: label.Shipped(), Cost: &testworld.Cheap, PasswordSignIn: true}
	if err := node.Init(t.Context(), folder, node.Identity{Code: "rok", Name: record.Text{EN: "Republic of Korea"}, Address: "https://127.0.0.1:1"}, config); err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), folder, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	door, err := web.Handler(n, web.Options{Program: program, Names: []string{"node.example"}})
	if err != nil {
		t.Fatal(err)
	}
	pages, _ := testworld.SignedIn(t, n, door)
	return pages
}

func ask(pages http.Handler, method, address string, headers ...string) *httptest.ResponseRecorder {
	q := httptest.NewRequest(method, address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	answer := httptest.NewRecorder()
	pages.ServeHTTP(answer, q)
	return answer
}

func TestANodeAnswersOnlyToItsOwnNames(t *testing.T) {
	pages := alone(t)
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "rok.localhost:8080": 200, "ROK.LOCALHOST": 200, "localhost.": 200,
		"127.0.0.1": 200, "127.0.0.1:9": 200, "[::1]:9": 200, "[::1]": 200, "node.example": 200, "Node.Example:443": 200,
		"evil.example": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "evillocalhost": 421, "": 421,
		"127.0.0.2": 421, "node.example.evil": 421,
	} {
		q := httptest.NewRequest("GET", "http://localhost/check", nil)
		q.Host = host
		answer := httptest.NewRecorder()
		pages.ServeHTTP(answer, q)
		if answer.Code != want {
			t.Errorf("host %q: %d, want %d", host, answer.Code, want)
		}
	}
}

func TestPagesAreReadAndFormsSentAndNothingElse(t *testing.T) {
	pages := alone(t)
	for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"} {
		if answer := ask(pages, method, "http://localhost/check"); answer.Code != 405 || answer.Header().Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s: %d", method, answer.Code)
		}
	}
	if answer := ask(pages, "HEAD", "http://localhost/check"); answer.Code != 200 {
		t.Errorf("HEAD: %d", answer.Code)
	}
}

func TestEveryAnswerForbidsWhatNoPageNeeds(t *testing.T) {
	pages := alone(t)
	for _, path := range []string{"/check", "/", "/nowhere", "/test/panic", "/entente.svg"} {
		h := ask(pages, "GET", "http://localhost"+path).Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
			"Referrer-Policy":         "no-referrer", "X-Content-Type-Options": "nosniff",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
	if got := ask(pages, "GET", "http://localhost/check").Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control is %q", got)
	}
}

func TestAMistakeOfOursTellsTheReaderNothing(t *testing.T) {
	answer := ask(alone(t), "GET", "http://localhost/test/panic?lang=fr")
	if answer.Code != 500 || strings.Contains(answer.Body.String(), "secret") || !strings.Contains(answer.Body.String(), "Rien n’a été modifié") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

func TestWhatIsNotThereIsNotFoundInTheReadersLanguage(t *testing.T) {
	pages := alone(t)
	unknown := "/records/00000000000000000000000000/0190f5fe-7c00-7a00-8abc-0123456789ab"
	for _, path := range []string{"/nowhere", "/records/x/y", unknown, unknown + "/1/proof", "/check?channel=x", "/check?channel=00000000000000000000000000", "/style-0.css"} {
		answer := ask(pages, "GET", "http://localhost"+path, "Accept-Language", "ko")
		if answer.Code != 404 || !strings.Contains(answer.Body.String(), "없는 화면입니다") {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
}

func TestTheLanguageIsTheReadersChoice(t *testing.T) {
	pages := alone(t)
	for _, test := range []struct{ query, cookie, accept, want string }{
		{"", "", "", "en"},
		{"", "", "fr-CA,en;q=0.8", "fr"},
		{"", "", "ko-KR", "ko"},
		{"", "", "de", "en"},
		{"", "ko", "fr", "ko"},
		{"?lang=fr", "ko", "en", "fr"},
		{"?lang=xx", "", "ko", "ko"},
		{"", "<script>", "fr", "fr"},
	} {
		headers := []string{"Accept-Language", test.accept}
		if test.cookie != "" {
			headers = append(headers, "Cookie", "entente-language="+test.cookie)
		}
		answer := ask(pages, "GET", "http://localhost/check"+test.query, headers...)
		if !strings.Contains(answer.Body.String(), `<html lang="`+test.want+`">`) {
			t.Errorf("%+v: not in %s", test, test.want)
		}
	}
	set := ask(pages, "GET", "http://localhost/check?lang=fr").Header().Get("Set-Cookie")
	if !strings.Contains(set, "entente-language=fr") || !strings.Contains(set, "HttpOnly") || !strings.Contains(set, "SameSite=Lax") {
		t.Errorf("cookie %q", set)
	}
	if set := ask(pages, "GET", "http://localhost/check?lang=xx").Header().Get("Set-Cookie"); set != "" {
		t.Errorf("cookie %q", set)
	}
}

func TestANewNodeSaysWhatToDoFirst(t *testing.T) {
	answer := ask(alone(t), "GET", "http://localhost/?lang=ko")
	if page := answer.Body.String(); answer.Code != 200 || !strings.Contains(page, "파트너 등록") || !strings.Contains(page, `href="/import"`) {
		t.Errorf("%d %s", answer.Code, page)
	}
}

func TestTextOfPartnersIsOnlyText(t *testing.T) {
	page := ask(alone(t), "GET", "http://localhost/test/hostile?x=%22%3E%3Cscript%3E").Body.String()
	for _, forbidden := range []string{"<script>", "<b>bold", "javascript:"} {
		if strings.Contains(page, forbidden) {
			t.Errorf("the page holds %q", forbidden)
		}
	}
}
