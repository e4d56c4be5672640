package web_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"entente/access"
	"entente/internal/testworld"
	"entente/web"
)

// What binds, lets something out or opens doors is done on pages, and no token opens
// a page.
func TestATokenOpensNoPageAndSendsNoForm(t *testing.T) {
	h := newHouse(t)
	v := newVisitor()
	v.signIn(t, h)
	made := v.post(h.door, "/account/token", "name", "reports", "scope", "write", "office", testworld.Offices[0].Code, "days", "30")
	token := regexp.MustCompile(access.TokenPrefix + "[a-z2-7]{52}").FindString(made.Body.String())
	if token == "" {
		t.Fatalf("no token: %d", made.Code)
	}
	site, err := web.Handler(h.Node, web.Options{Program: h.program})
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for pattern, strictly := range site.Forms() {
		if !strictly && !strings.Contains(pattern, "/step-up") {
			continue
		}
		asked++
		_, path, _ := strings.Cut(pattern, " ")
		q := httptest.NewRequest(http.MethodPost, regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(path, "x"), strings.NewReader("a=b"))
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Authorization", "Bearer "+token)
		if answer := newVisitor().ask(site, q); answer.Code != http.StatusSeeOther || !strings.HasPrefix(answer.Header().Get("Location"), "/sign-in") {
			t.Errorf("%s with a token: %d to %s", pattern, answer.Code, answer.Header().Get("Location"))
		}
	}
	if asked < 8 {
		t.Errorf("only %d forms were tried", asked)
	}
}
