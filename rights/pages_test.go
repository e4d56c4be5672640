package rights_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"entente/internal/testworld"
	"entente/record"
)

func TestASessionEndsWhenTheRightsOfItsPersonChange(t *testing.T) {
	w := newWorld(t)
	cho := as(t, w.ROK, "cho", "DESK")
	if answer := cho.Get(t, "/"); answer.Code != http.StatusOK {
		t.Fatalf("the first page answers %d", answer.Code)
	}
	onPaper(t, w.ROK, role("SEC", "security-officer"))
	if answer := cho.Get(t, "/"); answer.Code != http.StatusOK {
		t.Fatalf("after somebody else was given a role, a page answers %d", answer.Code)
	}
	id := onPaper(t, w.ROK, role("DESK", "delegate"))
	answer := cho.Get(t, "/channels")
	if to := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || !strings.Contains(to, "changed=1") {
		t.Fatalf("after a role was given, a page answers %d and leads to %q", answer.Code, to)
	}
	if answer := cho.Get(t, answer.Header().Get("Location")); !strings.Contains(answer.Body.String(), "Your rights changed") {
		t.Error("the entrance does not say why the session ended")
	}
	if answer := cho.Get(t, "/channels"); answer.Code != http.StatusSeeOther {
		t.Errorf("the session that ended answers %d", answer.Code)
	}
	again(t, &cho, "cho")
	if answer := cho.Get(t, "/channels"); answer.Code != http.StatusOK {
		t.Fatalf("after signing in again, a page answers %d", answer.Code)
	}
	end(t, w.ROK, id)
	if answer := cho.Get(t, "/channels"); answer.Code != http.StatusSeeOther {
		t.Errorf("after the role ended, a page answers %d", answer.Code)
	}
}

func TestWhatMayNotBeDoneIsSaidAndWhatMayNotBeReadIsNotThere(t *testing.T) {
	w := newWorld(t)
	onPaper(t, w.ROK, role("DESK", "auditor"))
	onPaper(t, w.ROK, role("DRAFTS", "delegate"))
	cho, dan := as(t, w.ROK, "cho", "DESK"), as(t, w.ROK, "dan", "DRAFTS")
	found := w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	address := "/records/" + w.Channel.String() + "/" + found.ID.String()
	nothing := "/records/" + w.Channel.String() + "/" + record.ID{}.String()
	hidden, none := cho.Get(t, address), cho.Get(t, nothing)
	// Of the two only the time and the address that was asked for differ.
	alike := regexp.MustCompile(`\d\d:\d\d:\d\d|` + found.ID.String() + `|` + record.ID{}.String())
	if hidden.Code != http.StatusNotFound || alike.ReplaceAllString(hidden.Body.String(), "") != alike.ReplaceAllString(none.Body.String(), "") {
		t.Errorf("a record that may not be read answers %d, not like one that is not there", hidden.Code)
	}
	if answer := dan.Get(t, address); answer.Code != http.StatusOK {
		t.Fatalf("a delegate reads a shared record with %d", answer.Code)
	}
	for _, answer := range []*httptest.ResponseRecorder{
		dan.Get(t, address+"/edit"), dan.Post(t, address+"/edit", url.Values{"title.en": {"Dialogue"}}),
		dan.Get(t, "/records/"+w.Channel.String()+"/new?kind=programme/activity"), dan.Get(t, "/records.csv?kind=programme/activity&channel="+w.Channel.String()),
	} {
		if body := answer.Body.String(); answer.Code != http.StatusForbidden || !strings.Contains(body, "One of these would do: Officer") {
			t.Errorf("a delegate writes or exports a shared record with %d", answer.Code)
		}
	}
	page := dan.Get(t, address).Body.String()
	for _, button := range []string{">Edit<", ">Duplicate<", "Export as CSV"} {
		if strings.Contains(page, button) {
			t.Errorf("a delegate is offered %s", button)
		}
	}
}

func TestTwoSecurityOfficersGiveAClearanceOnPages(t *testing.T) {
	w := newWorld(t)
	onPaper(t, w.ROK, role("SEC", "security-officer"))
	ann, ben, eve := as(t, w.ROK, "ann", "SEC"), as(t, w.ROK, "ben", "SEC"), as(t, w.ROK, "eve", "DESK")
	if answer := eve.Get(t, "/rights/granted"); answer.Code != http.StatusNotFound {
		t.Errorf("an officer reads who was granted what: %d", answer.Code)
	}
	form := url.Values{"kind": {"rights/clearance"}, "account": {eve.Person.Account}, "policy": {"NATO-like"}, "classification": {"SECRET"},
		"from": {"2026-11-01"}, "until": {"2027-10-31"}, "basis": {"Decision 7"}}
	if answer := eve.Post(t, "/rights/new", form); answer.Code != http.StatusNotFound {
		t.Errorf("an officer grants: %d", answer.Code)
	}
	if answer := ann.Post(t, "/rights/new", form); answer.Code != http.StatusSeeOther {
		t.Fatalf("a security officer does not grant: %d", answer.Code)
	}
	approval := approvalOn(ben.Get(t, "/rights/granted"))
	if approval == nil {
		t.Fatal("the second is not asked to approve")
	}
	if strings.Contains(ann.Get(t, "/rights/granted").Body.String(), `value="approve"`) {
		t.Error("who wrote it is asked to approve it")
	}
	if answer := ann.Post(t, "/rights/granted", approval); answer.Code == http.StatusSeeOther {
		t.Error("who wrote it approves it")
	}
	if answer := eve.Get(t, "/"); answer.Code != http.StatusOK {
		t.Errorf("before it counts, the session of the person answers %d", answer.Code)
	}
	if answer := ben.Post(t, "/rights/granted", approval); answer.Code != http.StatusSeeOther {
		t.Fatalf("the second does not approve: %d", answer.Code)
	}
	if answer := eve.Get(t, "/"); answer.Code != http.StatusSeeOther {
		t.Errorf("after it counts, the session of the person answers %d", answer.Code)
	}
	if page := ben.Get(t, "/rights/granted").Body.String(); strings.Contains(page, `id="waiting"`) || !strings.Contains(page, "NATO-like · SECRET") {
		t.Error("the page does not show that it counts")
	}
}

var grantNamed = regexp.MustCompile(`name="id" value="([^"]+)"[^>]*><input type="hidden" name="leaf" value="([^"]+)"`)

// approvalOn is the form that approves the first grant of a page, nil for none.
func approvalOn(answer *httptest.ResponseRecorder) url.Values {
	page := html.UnescapeString(answer.Body.String())
	found := grantNamed.FindStringSubmatch(page) // what waits stands first
	if found == nil || !strings.Contains(page, `value="approve"`) {
		return nil
	}
	return url.Values{"id": {found[1]}, "leaf": {found[2]}, "do": {"approve"}}
}

func approve(t testing.TB, s testworld.Side) {
	t.Helper()
	if answer := s.Post(t, "/rights/granted", approvalOn(s.Get(t, "/rights/granted"))); answer.Code != http.StatusSeeOther {
		t.Fatalf("the second does not approve: %d", answer.Code)
	}
}
