package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"entente/label"
)

func TestALabelThatMayNotBeHeldIsNotTakenFromAProgram(t *testing.T) {
	d := atDesk(t)
	own := d.side.Find(t, d.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	good := string(own.Label)
	tlp, err := label.New(label.TLP(), "CLEAR", d.side.Now(), d.side.Now().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	address := d.the(own.Kind) + "/" + own.ID.String()
	read := read[shownRecord](t, d.ask(t, http.StatusOK, "GET", address, ""))
	for name, wrong := range map[string]string{
		"above the ceiling":    strings.Replace(good, ">UNCLASSIFIED<", ">SECRET<", 1),
		"no label":             "UNCLASSIFIED",
		"another policy":       string(tlp),
		"an unknown policy":    strings.Replace(good, ">NATO-like<", ">NATO<", 1),
		"an unknown value":     strings.Replace(good, ">KOR<", ">XXX<", 1),
		"a narrower audience":  strings.Replace(good, "<slab:GenericValue>NATO</slab:GenericValue>", "", 1),
		"an entity":            "<!DOCTYPE x [<!ENTITY y 'z'>]>" + good,
		"an alternative label": strings.ReplaceAll(good, "originator", "alternative"),
	} {
		if wrong == good {
			t.Fatalf("%s: the label was not changed", name)
		}
		text, err := json.Marshal(map[string]any{"body": read.Body, "label": wrong})
		if err != nil {
			t.Fatal(err)
		}
		for method, at := range map[string]string{"PUT": address, "POST": d.the(own.Kind)} {
			pairs := []string{}
			if method == "PUT" {
				pairs = []string{"If-Match", read.ETag}
			}
			answer := d.answer(d.request(method, at, string(text), pairs...))
			if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `"label"`) {
				t.Errorf("%s, %s: %d %.300s", method, name, answer.Code, answer.Body)
			}
		}
	}
}
