package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"entente/access"
)

// servedVenues is a node with the feature, and somebody who has signed in.
func servedVenues(t *testing.T, binary string) (on runner, desk visitor, private string) {
	t.Helper()
	on = newRunner(t, binary)
	on.run("init", "--data", "node", "--code", "AAA", "--name", "Partner A")
	on.run("account", "add", "--data", "node", "desk", "--name", "Desk", "--office", "desk=Desk", "--password-file", "password")
	return on, newVisitor(t, on.serve("serve", "--trial", "--data", "node", "--listen", "127.0.0.1:0"), "desk"), on.private()
}

// writeVenue writes one in the form that a reader is given.
func (v visitor) writeVenue(private, title, seats string) (page string) {
	v.t.Helper()
	at := "/records/" + private + "/new"
	return v.send(v.get(at+"?kind=venue/venue"), at, map[string]string{"title.en": title, "country": "Korea", "seats": seats, "_do": "save"})
}

// visitVenues uses the new kind on pages, by the API and on the command line.
func visitVenues(t *testing.T, binary string) {
	on, desk, private := servedVenues(t, binary)
	desk.shows(desk.writeVenue(private, "Songdo Convensia", "2000"), "Songdo Convensia", "Booked until")
	for language, words := range map[string][]string{
		"en": {"Venues", "Seats", "Venue", "A venue cannot have fewer than no seats."},
		"fr": {"Lieux de réunion", "Places", "Lieu de réunion", "Un lieu ne peut pas avoir un nombre de places négatif."},
		"ko": {"회의 장소", "좌석", "회의 장소", "좌석 수는 0보다 작을 수 없습니다."},
	} {
		desk.post("/account/language", map[string][]string{"language": {language}, "back": {"/account"}})
		desk.shows(desk.get("/records?channel="+private), words[0])
		desk.shows(desk.get("/records?kind=venue/venue&channel="+private), words[0], words[1], "Songdo Convensia")
		desk.shows(desk.writeVenue(private, "Nowhere", "-1"), words[1], words[3])
		desk.shows(desk.post("/search?channel="+private, map[string][]string{"text": {"convensia"}}), words[2], "Songdo")
	}
	desk.post("/account/language", map[string][]string{"language": {"en"}, "back": {"/account"}})
	on.put("more.csv", "key,title.en,country,seats\nicc,ICC Jeju,Korea,4300\n")
	on.run("import", "--data", "node", "--kind", "venue/venue", "--channel", "private", "more.csv")
	on.run("export", "--data", "node", "--kind", "venue/venue", "--channel", "private", "--output", "all.csv")
	exported, err := os.ReadFile(filepath.Join(on.folder, "all.csv"))
	if err != nil || !strings.Contains(string(exported), "ICC Jeju") || !strings.Contains(string(exported), "Songdo Convensia") {
		t.Errorf("the command exports %q: %v", exported, err)
	}
	desk.shows(desk.get("/records.csv?kind=venue/venue&channel="+private), "ICC Jeju", "Songdo Convensia", "4300")
	desk.askByAPI(private)
	if description := on.run("api"); !strings.Contains(description, "/channels/{channel}/venue/venue") {
		t.Error("the description of the API does not have the kind")
	}
}

var tokenShown = regexp.MustCompile(access.TokenPrefix + `[A-Za-z0-9_-]{20,}`)

// askByAPI makes a token on the page of the account and writes a venue with it.
func (v visitor) askByAPI(private string) {
	v.t.Helper()
	made := v.send(v.get("/account"), "/account/token", map[string]string{"name": "test", "scope": "write", "office": "desk", "days": "30"})
	secret := tokenShown.FindString(made)
	if secret == "" {
		v.t.Fatalf("no token is shown:\n%s", made)
	}
	ask := func(method, body string) string {
		v.t.Helper()
		q, err := http.NewRequestWithContext(v.t.Context(), method, v.address+"/api/v1/channels/"+private+"/venue/venue", strings.NewReader(body))
		if err != nil {
			v.t.Fatal(err)
		}
		q.Header.Set("Authorization", "Bearer "+secret)
		q.Header.Set("Content-Type", "application/json")
		answer, err := v.client.Do(q)
		if err != nil {
			v.t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		return fmt.Sprint(answer.StatusCode, " ", string(text), err)
	}
	v.shows(ask(http.MethodPost, `{"body":{"title":{"en":"BEXCO"},"seats":300}}`), "201", "BEXCO")
	v.shows(ask(http.MethodGet, ""), "200", "BEXCO", "Songdo Convensia", "ICC Jeju")
}

var bookingForm = regexp.MustCompile(`action="(/venue/[^"]+)"`)

// visitBooking uses what the second section adds: a page, a duty, a section with
// a form, and the act that ends the duty.
func visitBooking(t *testing.T, binary string) {
	_, desk, private := servedVenues(t, binary)
	page := desk.writeVenue(private, "Songdo Convensia", "2000")
	free := "/venue/free?channel=" + private
	desk.shows(desk.get(free), "Free venues", "Songdo Convensia")
	desk.shows(desk.get("/office/duties"), "Book the venue", "Nobody has booked it.", "Songdo Convensia")
	form := bookingForm.FindStringSubmatch(page)
	if form == nil {
		t.Fatalf("the page of a venue has no form to book it:\n%s", page)
	}
	desk.shows(desk.send(page, form[1], nil), "Booked until")
	for _, path := range []string{free, "/office/duties"} {
		if page := desk.get(path); strings.Contains(page, "Songdo Convensia") {
			t.Errorf("%s still shows the venue that was booked:\n%s", path, page)
		}
	}
}
