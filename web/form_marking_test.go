package web_test

import (
	"net/url"
	"strings"
	"testing"

	"entente/internal/testworld"
	"entente/label"
)

// chosenMarking chooses values of tags for a record of the channel, and takes them
// off again; the audience of the channel is in the label whatever is chosen.
func chosenMarking(t *testing.T, w *testworld.World) {
	ours := w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	address := editAddress(ours)
	send := func(change func(url.Values)) string {
		form := formOf(t, text(t, w.ROK, address))
		change(form)
		r := written(t, w.ROK, w.Channel, address, form)
		return label.Shipped().Marking(r.Label, "en").Text
	}
	before := label.Shipped().Marking(ours.Label, "en").Text
	if got := send(func(f url.Values) {
		f["_marking.tag3"] = []string{"EXERCISE"}
		f.Set("_marking.tag2", "JPN, usa")
	}); got != "UNCLASSIFIED · RELEASABLE TO JPN, KOR, USA, NATO · EXERCISE" {
		t.Errorf("it is marked %q", got)
	}
	page := text(t, w.ROK, address)
	form := formOf(t, page)
	if form.Get("_marking.tag2") != "JPN, USA" || form.Get("_marking.tag3") != "EXERCISE" || !strings.Contains(page, "KOR, NATO are always among them") {
		t.Errorf("the form does not show what was chosen: %v", form)
	}
	if got := send(func(f url.Values) { f.Del("_marking.tag3"); f.Set("_marking.tag2", "") }); got != before {
		t.Errorf("with nothing chosen it is marked %q, expected %q", got, before)
	}
	for name, forge := range map[string]func(url.Values){
		"a value that is none":          func(f url.Values) { f.Set("_marking.tag2", "ATLANTIS") },
		"a classification that is none": func(f url.Values) { f.Set("_marking", "") },
	} {
		form := formOf(t, text(t, w.ROK, address))
		forge(form)
		if page := refusedPage(t, w.ROK, address, form); !strings.Contains(summaryOf(page), "marking is not allowed") {
			t.Errorf("%s: %s", name, summaryOf(page))
		}
	}
}
