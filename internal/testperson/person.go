// Package testperson signs a person in at a node whose pages a test looks at. It
// knows no feature, so that the tests inside any of them can use it.
package testperson

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"entente/access"
	"entente/node"
	"entente/record"
)

// Cheap is what an attempt to sign in costs in tests: a thousandth of what it
// costs elsewhere.
var Cheap = access.Cost{MemoryKiB: 64, Passes: 1}

// Login and Password are those of the person of every side.
const (
	Login    = "desk"
	Password = "a password of tests"
)

// Offices are those of the person of every side; the first is acted for at first.
var Offices = []access.Office{
	{Code: "programme-desk", Title: record.Text{EN: "Programme desk", FR: "Bureau du programme", KO: "사업 담당"}},
	{Code: "security-office", Title: record.Text{EN: "Security office", FR: "Bureau de sécurité", KO: "보안 담당"}},
}

// SignedIn makes an account on a node, signs in through its door, and returns
// the pages as this person finds them: a request that shows no cookie of its own
// gets theirs.
func SignedIn(t testing.TB, n *node.Node, door http.Handler) (http.Handler, access.Person) {
	t.Helper()
	account, err := n.AddAccount(t.Context(), access.Account{Login: Login, Name: "Programme desk", Offices: Offices}, Password)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string][]*http.Cookie{}
	for _, host := range []string{"localhost", "node.example"} {
		shown[host] = SignIn(t, door, host, Login, Password)
	}
	pages := http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		cookies := shown["localhost"]
		if strings.HasPrefix(strings.ToLower(q.Host), "node.example") {
			cookies = shown["node.example"]
		}
		q = q.Clone(q.Context())
		for _, cookie := range cookies {
			if _, err := q.Cookie(cookie.Name); err != nil {
				q.AddCookie(cookie)
			}
		}
		door.ServeHTTP(w, q)
	})
	return pages, account.Person("")
}

// SignIn signs in under a name of the node and returns what the browser is given.
func SignIn(t testing.TB, door http.Handler, host, login, password string) []*http.Cookie {
	t.Helper()
	form := url.Values{"login": {login}, "password": {password}}
	q := httptest.NewRequest(http.MethodPost, "http://"+host+"/sign-in", strings.NewReader(form.Encode()))
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	door.ServeHTTP(answer, q)
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("signing in as %s: %d\n%s", login, answer.Code, answer.Body)
	}
	return answer.Result().Cookies()
}
