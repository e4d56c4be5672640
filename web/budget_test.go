package web_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"entente/feature"
	"entente/web"
)

func TestWhoAsksForTooManyPagesWaitsAndOthersDoNot(t *testing.T) {
	h := newHouse(t)
	program, err := feature.Collect()
	if err != nil {
		t.Fatal(err)
	}
	if h.door, err = web.Handler(h.Node, web.Options{Program: program, Pages: 40}); err != nil {
		t.Fatal(err)
	}
	hasty, other := newVisitor(), newVisitor()
	hasty.signIn(t, h)
	if answer := other.post(h.door, "/sign-in", "login", secondLogin, "password", secondPassword); answer.Code != http.StatusSeeOther {
		t.Fatalf("signing in: %d", answer.Code)
	}
	searches := 0
	for ; searches < 100 && hasty.get(h.door, "/search").Code == http.StatusOK; searches++ {
	}
	if searches != 8 { // each counts as five pages
		t.Errorf("%d searches were answered", searches)
	}
	refused := hasty.get(h.door, "/search")
	again, err := strconv.Atoi(refused.Header().Get("Retry-After"))
	if refused.Code != http.StatusTooManyRequests || err != nil || again < 1 || again > 10 {
		t.Fatalf("%d, again after %q", refused.Code, refused.Header().Get("Retry-After"))
	}
	second := newVisitor() // another browser of the same account
	second.signIn(t, h)
	if code := second.get(h.door, "/search").Code; code != http.StatusTooManyRequests {
		t.Errorf("another session of the account is answered: %d", code)
	}
	if code := other.get(h.door, "/search").Code; code != http.StatusOK {
		t.Errorf("somebody else is refused: %d", code)
	}
	h.now = h.now.Add(time.Duration(again) * time.Second)
	if code := hasty.get(h.door, "/search").Code; code != http.StatusOK {
		t.Errorf("after waiting: %d", code)
	}
}
