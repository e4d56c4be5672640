package web_test

import (
	"html"
	"net/url"
	"strings"
	"sync"
	"testing"

	"entente/internal/testworld"
	"entente/record"
	"entente/store"
)

// begun is a new activity that both editors of a test open.
func begun(t testing.TB, w *testworld.World, title string) store.Record {
	t.Helper()
	address, form := newForm(t, w.ROK, w.Channel, "programme/activity")
	set(form, "title.en", title, "type", "visit", "place", "Seoul", "participants.1", "ROK", "starts.year", "2025")
	return written(t, w.ROK, w.Channel, address, form)
}

func twoPeople(t *testing.T, w *testworld.World) {
	r := begun(t, w, "Two people")
	address := editAddress(r)
	first, second := formOf(t, text(t, w.ROK, address)), formOf(t, text(t, w.ROK, address))
	written(t, w.ROK, w.Channel, address, set(first, "place", "Busan", "theme", "cyber", "starts.month", "3"))

	page := refusedPage(t, w.ROK, address, set(second, "place", "Daejeon", "description.ko", "둘째 사람이 쓴 글"))
	said := html.UnescapeString(page)
	for _, part := range []string{"wrote revision 2 while you were typing", "The newest revision says:", "Take this instead of mine", "<del>Seoul</del><ins>Busan</ins>", "Taken over from the newest revision:", "March"} {
		if !strings.Contains(said, part) {
			t.Errorf("the page does not say %q", part)
		}
	}
	merged := formOf(t, page)
	for name, want := range map[string]string{"place": "Daejeon", "theme": "cyber", "starts.month": "3", "description.ko": "둘째 사람이 쓴 글", "_from": "2"} {
		if merged.Get(name) != want {
			t.Errorf("%s holds %q, expected %q", name, merged.Get(name), want)
		}
	}
	theirs := clone(merged)
	theirs.Set("_take", "place")
	if now := written(t, w.ROK, w.Channel, address, theirs); now.Revision.Revision != 3 || !strings.Contains(string(now.Body), `"place":"Busan"`) || !strings.Contains(string(now.Body), "둘째") {
		t.Errorf("revision %d %s", now.Revision.Revision, now.Body)
	}
	if now := written(t, w.ROK, w.Channel, address, merged); now.Revision.Revision != 4 || !strings.Contains(string(now.Body), `"place":"Daejeon"`) {
		t.Errorf("revision %d %s", now.Revision.Revision, now.Body)
	}
}

func clone(form url.Values) url.Values {
	copied := url.Values{}
	for name, values := range form {
		copied[name] = append([]string(nil), values...)
	}
	return copied
}

// Both write at the same moment: one is first, the other is shown what it wrote.
func atTheSameMoment(t *testing.T, w *testworld.World) {
	r := begun(t, w, "At the same moment")
	var waits sync.WaitGroup
	codes, overtaken := make([]int, 6), make([]bool, 6)
	forms := make([]url.Values, len(codes))
	for i := range forms {
		forms[i] = set(formOf(t, text(t, w.ROK, editAddress(r))), "place", "Place "+string(rune('A'+i)))
	}
	for i := range codes {
		waits.Go(func() {
			answer := w.ROK.Post(t, editAddress(r), forms[i])
			codes[i], overtaken[i] = answer.Code, strings.Contains(answer.Body.String(), "wrote revision 2 while you were typing")
		})
	}
	waits.Wait()
	taken := 0
	for i, code := range codes {
		switch code {
		case 303:
			taken++
		case 422:
			if !overtaken[i] {
				t.Error("the one who was not first is not told by whom")
			}
		default:
			t.Errorf("answered %d", code)
		}
	}
	if now := newest(t, w.ROK, w.Channel, r.ID); taken != 1 || now.Revision.Revision != 2 {
		t.Errorf("%d were taken, revision %d stands", taken, now.Revision.Revision)
	}
}

// A form that is sent twice, at once or by going back, makes one record.
func sentTwice(t *testing.T, w *testworld.World) {
	address, form := newForm(t, w.ROK, w.Channel, "programme/activity")
	set(form, "title.en", "Sent twice", "type", "event")
	var waits sync.WaitGroup
	to := make([]string, 4)
	for i := range to {
		waits.Go(func() { to[i] = w.ROK.Post(t, address, form).Header().Get("Location") })
	}
	waits.Wait()
	for _, one := range to {
		if one == "" || one != to[0] {
			t.Fatalf("led to %q", to)
		}
	}
	if again := w.ROK.Post(t, address, form); again.Code != 303 || again.Header().Get("Location") != to[0] {
		t.Errorf("going back and sending again: %d %s", again.Code, again.Header().Get("Location"))
	}
	page := refusedPage(t, w.ROK, address, set(clone(form), "title.en", "Sent twice, with more", "place", "Seoul"))
	if !strings.Contains(summaryOf(page), "This form was sent before") {
		t.Errorf("%s", summaryOf(page))
	}
	r := written(t, w.ROK, w.Channel, strings.TrimSuffix(to[0], "?saved=1")+"/edit", formOf(t, page))
	if r.Revision.Revision != 2 || r.Title.EN != "Sent twice, with more" {
		t.Errorf("%+v", r.Title)
	}
}

// The pen of a record that the partner wrote is the partner's.
func anothersPen(t *testing.T, w *testworld.World) {
	var theirs store.Record
	nato := w.NATO.Self()
	err := w.ROK.View(t.Context(), func(tx *store.Tx) error {
		found, err := tx.Records(store.RecordQuery{Channel: &w.Channel, Kind: "programme/activity", Partner: &nato, Limit: 1})
		theirs = found[0]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	page := text(t, w.ROK, editAddress(theirs))
	if !strings.Contains(page, "NATO holds the pen of this record.") || strings.Contains(page, `<form class="form"`) {
		t.Error("the page offers to edit it")
	}
	form := url.Values{"_version": {"1"}, "_from": {"1"}, "_marking": {"as-it-is"}, "title.en": {"Ours now"}}
	if answer := w.ROK.Post(t, editAddress(theirs), form); answer.Code != 422 || !strings.Contains(answer.Body.String(), "holds the pen") {
		t.Errorf("%d", answer.Code)
	}
	record := text(t, w.ROK, strings.TrimSuffix(editAddress(theirs), "/edit"))
	if strings.Contains(record, editAddress(theirs)) || !strings.Contains(record, "from="+theirs.ID.String()) {
		t.Error("the record's page offers to edit it, or no copy of it")
	}
}

// Groups are added, corrected where they stand, and taken away.
func repeatedGroups(t *testing.T, w *testworld.World) {
	activity := w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	address, form := newForm(t, w.ROK, w.Channel, "programme/action")
	set(form, "title.en", "Ask for a date", "status", "open", "of", activity.ID.String())
	for range 3 {
		answer := w.ROK.Post(t, address, set(form, "_do", "add:owners"))
		if answer.Code != 200 {
			t.Fatal(answer.Code)
		}
		form = formOf(t, answer.Body.String())
		form.Del("_do")
	}
	set(form, "of", activity.Title.EN, "owners.2.partner", "ROK", "owners.3.office", "Desk")
	page := refusedPage(t, w.ROK, address+"&lang=en", form)
	if !strings.Contains(summaryOf(page), "Owners 3, Partner: This field is required.") || strings.Contains(summaryOf(page), "Owners 1") || !strings.Contains(page, `href="#f-owners.3.partner"`) {
		t.Errorf("%s", summaryOf(page))
	}
	r := written(t, w.ROK, w.Channel, address, set(formOf(t, page), "owners.3.partner", "NATO"))
	if !strings.Contains(string(r.Body), `"owners":[{"partner":"ROK"},{"partner":"NATO","office":"Desk"}]`) || !strings.Contains(string(r.Body), activity.ID.String()) {
		t.Errorf("%s", r.Body)
	}
	form = formOf(t, text(t, w.ROK, editAddress(r)))
	r = written(t, w.ROK, w.Channel, editAddress(r), set(form, "owners.1.partner", ""))
	if !strings.Contains(string(r.Body), `"owners":[{"partner":"NATO","office":"Desk"}]`) {
		t.Errorf("%s", r.Body)
	}
}

// Words that may mean several records are asked about; none means none.
func namedByWords(t *testing.T, w *testworld.World) {
	address, form := newForm(t, w.ROK, w.Channel, "programme/source")
	set(form, "publisher", "KBS", "about", "cyber")
	page := refusedPage(t, w.ROK, address, form)
	again := formOf(t, page)
	if !strings.Contains(page, "Choose the record that is meant.") || !strings.Contains(page, `name="_match.about"`) || again.Get("about") != "cyber" {
		t.Fatalf("%s", summaryOf(page))
	}
	chosen := html.UnescapeString(strings.SplitN(strings.SplitN(page, `name="_match.about" value="`, 2)[1], `"`, 2)[0])
	r := written(t, w.ROK, w.Channel, address, set(again, "_match.about", chosen))
	ref, err := record.ParseRef(chosen)
	if err != nil || !strings.Contains(string(r.Body), ref.ID.String()) {
		t.Errorf("%s names not %s", r.Body, chosen)
	}
	_, form = newForm(t, w.ROK, w.Channel, "programme/source")
	page = refusedPage(t, w.ROK, address, set(form, "publisher", "KBS", "about", "nothing is called that"))
	if !strings.Contains(summaryOf(page), "About: There is no such record here that can be named.") {
		t.Errorf("%s", summaryOf(page))
	}
}

func draftsOfOnesOwn(t *testing.T, w *testworld.World) {
	address, form := newForm(t, w.ROK, w.Channel, "programme/activity")
	set(form, "title.ko", "보관한 초안 <b>", "starts.day", "99", "_do", "draft")
	answer := w.ROK.Post(t, address, form)
	if answer.Code != 303 || answer.Header().Get("Location") != "/drafts" {
		t.Fatal(answer.Code)
	}
	list := text(t, w.ROK, "/drafts")
	resume := html.UnescapeString(between(list, `href="`, `"`, "draft="+form.Get("_id")))
	if resume == "" {
		t.Fatalf("the draft is not listed in\n%s", list)
	}
	again := formOf(t, text(t, w.ROK, resume))
	if again.Get("title.ko") != "보관한 초안 <b>" || again.Get("starts.day") != "99" || again.Get("_id") != form.Get("_id") {
		t.Errorf("the draft holds %v", again)
	}
	r := written(t, w.ROK, w.Channel, address, set(again, "starts.day", "", "type", "event", "title.ko", "보관했던 것"))
	if strings.Contains(text(t, w.ROK, "/drafts"), r.ID.String()) {
		t.Error("the draft outlives its record")
	}
	form = set(formOf(t, text(t, w.ROK, editAddress(r))), "place", "Seoul", "starts.month", "77")
	refusedPage(t, w.ROK, editAddress(r), form)
	if page := text(t, w.ROK, editAddress(r)); !strings.Contains(page, "A draft of yours about this is kept since") || formOf(t, page).Get("place") != "" {
		t.Error("the form does not offer the draft of the refused one")
	}
	if taken := formOf(t, text(t, w.ROK, editAddress(r)+"?draft=kept")); taken.Get("place") != "Seoul" || taken.Get("starts.month") != "77" {
		t.Errorf("%v", taken)
	}
	discard := "/drafts/" + w.Channel.String() + "/" + r.ID.String() + "/discard"
	if answer := w.ROK.Post(t, discard, url.Values{}); answer.Code != 303 {
		t.Error(answer.Code)
	}
	if strings.Contains(text(t, w.ROK, "/drafts"), r.ID.String()) {
		t.Error("the draft is still there")
	}
}

// between finds the piece between two texts that holds a third.
func between(text, before, after, holding string) string {
	for _, piece := range strings.Split(text, before) {
		if found, _, ok := strings.Cut(piece, after); ok && strings.Contains(found, holding) {
			return found
		}
	}
	return ""
}

func fromARecord(t *testing.T, w *testworld.World) {
	r := w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	page := text(t, w.ROK, strings.TrimSuffix(editAddress(r), "/edit"))
	add := html.UnescapeString(between(page, `href="`, `"`, "kind=programme/milestone"))
	form := formOf(t, text(t, w.ROK, add))
	if form.Get("of") != "programme/activity/"+r.ID.String() {
		t.Errorf("%s begins with %v", add, form)
	}
	form = formOf(t, text(t, w.ROK, "/records/"+w.Channel.String()+"/new?kind=programme/activity&from="+r.ID.String()))
	copied := written(t, w.ROK, w.Channel, "/records/"+w.Channel.String()+"/new?kind=programme/activity&from="+r.ID.String(), set(form, "title.en", "A second one"))
	if copied.ID == r.ID || strings.Contains(string(copied.Body), record.KeyScheme+`"`) || !strings.Contains(string(copied.Body), "Series opened") {
		t.Errorf("%s", copied.Body)
	}
}
