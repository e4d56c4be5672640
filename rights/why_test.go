package rights_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"entente/internal/testworld"
	"entente/rights"
)

func TestTheAccountSaysWhatItsHolderMayDoAndWhereThatComesFrom(t *testing.T) {
	w := newWorld(t)
	onPaper(t, w.ROK, role("SEC", "security-officer"))
	onPaper(t, w.ROK, role("OFF", "officer"))
	as(t, w.ROK, "ann", "SEC")
	eve := as(t, w.ROK, "eve", "DESK")
	page := eve.Get(t, "/account").Body.String()
	for _, want := range []string{"Your rights", "Nobody has given you a role.", "Ask Name of ann."} {
		if !strings.Contains(page, want) {
			t.Errorf("the account of who has no role does not say %q", want)
		}
	}
	onPaper(t, w.ROK, role("DESK", "delegate"))
	onPaper(t, w.ROK, rights.Terms{Kind: rights.Nationalities.Name(), Account: eve.Person.Account, Country: "KOR", From: dayAfter(w, 0), Until: dayAfter(w, 10)})
	again(t, &eve, "eve")
	page = eve.Get(t, "/account").Body.String()
	for _, want := range []string{">Delegate<", ">every channel<", ">DESK<", "Nationality KOR", "ends soon"} {
		if !strings.Contains(page, want) {
			t.Errorf("the account does not say %q", want)
		}
	}
}

func TestWhySomebodyMayNotDoSomethingIsAnswered(t *testing.T) {
	w := newWorld(t)
	onPaper(t, w.ROK, role("SEC", "security-officer"))
	onPaper(t, w.ROK, role("DESK", "delegate"))
	ann, eve := as(t, w.ROK, "ann", "SEC"), as(t, w.ROK, "eve", "DESK")
	found := w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	address := "http://localhost/records/" + w.Channel.String() + "/" + found.ID.String() + "?channel=x#proof"
	for name, c := range map[string]struct {
		who  testworld.Side
		form url.Values
		code int
		want string
	}{
		"oneself, by address": {eve, url.Values{"action": {"write"}, "record": {address}}, http.StatusOK, "Name of eve may not: write or change."},
		"oneself, by id":      {eve, url.Values{"action": {"read"}, "record": {found.ID.String()}}, http.StatusOK, "Name of eve may: read."},
		"what would do":       {eve, url.Values{"action": {"write"}, "record": {address}}, http.StatusOK, "One of these would do: Officer"},
		"not about others":    {eve, url.Values{"account": {ann.Person.Account}, "action": {"read"}, "record": {address}}, http.StatusOK, "Name of eve may: read."},
		"a security officer about others": {ann, url.Values{"account": {eve.Person.Account}, "action": {"release"}, "record": {address}}, http.StatusOK,
			"Name of eve may not: release to a wider channel."},
		"nothing that is there": {eve, url.Values{"action": {"read"}, "record": {"nonsense"}}, http.StatusUnprocessableEntity, "There is no such record here that you may read."},
		"an unknown action":     {eve, url.Values{"action": {"fly"}, "record": {address}}, http.StatusNotFound, ""},
	} {
		answer := c.who.Post(t, "/rights/why", c.form)
		if answer.Code != c.code || !strings.Contains(answer.Body.String(), c.want) {
			t.Errorf("%s: answers %d, and does not say %q", name, answer.Code, c.want)
		}
	}
}

func TestAGrantThatWaitsIsADutyOfTheOtherSecurityOfficers(t *testing.T) {
	w := newWorld(t)
	onPaper(t, w.ROK, role("SEC", "security-officer"))
	ann, ben, eve := as(t, w.ROK, "ann", "SEC"), as(t, w.ROK, "ben", "SEC"), as(t, w.ROK, "eve", "DESK")
	if answer := ann.Post(t, "/rights/new", url.Values{"kind": {"rights/nationality"}, "account": {eve.Person.Account}, "country": {"KOR"}, "from": {"2026-11-01"}, "until": {"2027-10-31"}}); answer.Code != http.StatusSeeOther {
		t.Fatalf("a security officer does not grant: %d", answer.Code)
	}
	const duty = "it waits for a second security officer"
	for name, c := range map[string]struct {
		who   testworld.Side
		waits bool
	}{"who wrote it": {ann, false}, "the other": {ben, true}, "an officer": {eve, false}} {
		if got := strings.Contains(c.who.Get(t, "/").Body.String(), duty); got != c.waits {
			t.Errorf("%s: waits is %v", name, got)
		}
	}
	approve(t, ben)
	if strings.Contains(ben.Get(t, "/").Body.String(), duty) {
		t.Error("it waits after it was approved")
	}
}
