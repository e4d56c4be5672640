package web_test

import (
	"html"
	"net/url"
	"strings"
	"testing"

	"entente/internal/testworld"
	"entente/record"
	"entente/store"
)

// newForm is the form of a new record, as a browser holds it.
func newForm(t testing.TB, s testworld.Side, channel record.ChannelID, kind string) (address string, form url.Values) {
	t.Helper()
	address = "/records/" + channel.String() + "/new?kind=" + kind
	return address, formOf(t, text(t, s, address))
}

func set(form url.Values, pairs ...string) url.Values {
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// refusedPage is what a form that must be refused is answered with.
func refusedPage(t testing.TB, s testworld.Side, address string, form url.Values) string {
	t.Helper()
	answer := s.Post(t, address, form)
	if answer.Code != 422 {
		t.Fatalf("%s: %d\n%s", address, answer.Code, summaryOf(answer.Body.String()))
	}
	return answer.Body.String()
}

// written is the record that a form which must be taken became.
func written(t testing.TB, s testworld.Side, channel record.ChannelID, address string, form url.Values) store.Record {
	t.Helper()
	answer := s.Post(t, address, form)
	if answer.Code != 303 {
		t.Fatalf("%s: %d\n%s", address, answer.Code, summaryOf(answer.Body.String()))
	}
	page, _, _ := strings.Cut(answer.Header().Get("Location"), "?")
	id, err := record.ParseID(page[len("/records/")+len(channel.String())+1:])
	if err != nil {
		t.Fatal(answer.Header().Get("Location"), err)
	}
	return newest(t, s, channel, id)
}

func everyFieldWrong(t *testing.T, w *testworld.World) {
	for language, sentences := range map[string][]string{
		"en": {"Title, English: This is too long", "Title, Korean: The text holds control characters", "Edition: There is no such record here",
			"Type: This is not one of the choices.", "Start: There is no such date", "End: There is no such date", "Latitude: This is not a number",
			"Participants 2: This holds line ends or tabs", "External identifiers: This is not an identifier", "Marking: This marking is not allowed", "kept as your draft"},
		"fr": {"Titre, Anglais : Ce texte est trop long", "Début : Cette date n’existe pas", "Type : Ce n’est pas l’un des choix", "Marquage : Ce marquage n’est pas admis", "gardé comme votre brouillon"},
		"ko": {"제목, 영어: 너무 깁니다", "시작: 없는 날짜입니다", "유형: 선택할 수 있는 값이 아닙니다", "등급 표시: 이 채널에서 허용되지 않는", "본인의 초안으로 보관"},
	} {
		address, form := newForm(t, w.ROK, w.Channel, "programme/activity")
		typed := set(form, "title.en", strings.Repeat("long ", 2001), "title.ko", "가\x07나", "edition", "no such", "type", "Not a choice",
			"starts.day", "31", "starts.month", "2", "starts.year", "2025", "ends.day", "7", "ends.month", "", "ends.year", "2025",
			"position.latitude", "north", "participants.1", "ROK", "participants.2", "NATO\tUSA\nROK", "external", "nothing", "_marking", "COSMIC")
		page := refusedPage(t, w.ROK, address+"&lang="+language, typed)
		summary := strings.ReplaceAll(summaryOf(page), "\u00a0", " ")
		for _, sentence := range sentences {
			if !strings.Contains(summary, sentence) {
				t.Errorf("%s: %q is not said in\n%.3000s", language, sentence, summary)
			}
		}
		again := formOf(t, page)
		for name, values := range typed {
			if name != "_marking" && again.Get(name) != values[0] {
				t.Errorf("%s: %s holds %.40q, it was %.40q", language, name, again.Get(name), values[0])
			}
		}
		for _, link := range []string{`href="#f-title.en"`, `href="#f-starts.day"`, `href="#f-participants.2"`, `href="#f-marking"`} {
			if _, id, _ := strings.Cut(strings.TrimSuffix(link, `"`), "#"); !strings.Contains(page, link) || !strings.Contains(page, `id="`+id+`"`) {
				t.Errorf("%s: %s leads nowhere", language, link)
			}
		}
	}
}

func oneMegabyte(t *testing.T, w *testworld.World) {
	address, form := newForm(t, w.ROK, w.Channel, "programme/activity")
	long := strings.Repeat("가나다 ", 100_000)
	page := refusedPage(t, w.ROK, address, set(form, "title.ko", long, "type", "visit"))
	if !strings.Contains(summaryOf(page), "too long; 10,000 characters") {
		t.Errorf("%.300s", summaryOf(page))
	}
	if formOf(t, page).Get("title.ko") != long {
		t.Error("what was typed is not there any more")
	}
}

// hostile texts are taken as texts, shown as they are, and come back unchanged.
func hostileTexts(t *testing.T, w *testworld.World) {
	for _, hostile := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</textarea><script>x</script>`, `{{.}} ${7*7} &amp; &lt;`,
		"\u202eright to left override", "שלום עולם (1) ABC", "مرحبا", "e\u0301\u0323\u0301", "\u2066isolate without an end", "\U0001F1F0\U0001F1F7 👩‍💻", "\u1112\u1161\u11ab",
	} {
		address, form := newForm(t, w.ROK, w.Channel, "programme/activity")
		for name := range form {
			if strings.HasPrefix(name, "title.") || strings.HasPrefix(name, "description.") || strings.HasPrefix(name, "result.") || name == "place" || name == "theme" || name == "participants.1" {
				form.Set(name, hostile)
			}
		}
		r := written(t, w.ROK, w.Channel, address, set(form, "type", "event"))
		if r.Title.EN != hostile || r.Title.KO != hostile {
			t.Errorf("%q became %q", hostile, r.Title.EN)
		}
		for _, at := range []string{editAddress(r), strings.TrimSuffix(editAddress(r), "/edit")} {
			page := text(t, w.ROK, at)
			if strings.Contains(page, "<script>") || strings.Contains(page, "<img src=x") {
				t.Errorf("%s shows %q as it is", at, hostile)
			}
			if !strings.Contains(html.UnescapeString(page), hostile) {
				t.Errorf("%s does not show %q", at, hostile)
			}
		}
		if got := formOf(t, text(t, w.ROK, editAddress(r))).Get("description.fr"); got != hostile {
			t.Errorf("the form holds %q instead of %q", got, hostile)
		}
	}
}

func pastedSpreadsheet(t *testing.T, w *testworld.World) {
	const cells = "Seoul\t2025\nBusan\t2026\n"
	address, form := newForm(t, w.ROK, w.Channel, "programme/activity")
	page := refusedPage(t, w.ROK, address, set(form, "title.en", cells, "place", cells, "description.en", cells, "type", "event"))
	if n := strings.Count(summaryOf(page), "as cells of a spreadsheet do"); n != 2 {
		t.Errorf("%d fields are refused: %s", n, summaryOf(page))
	}
	again := formOf(t, page)
	if again.Get("place") != cells || again.Get("description.en") != cells {
		t.Errorf("%q %q", again.Get("place"), again.Get("description.en"))
	}
	r := written(t, w.ROK, w.Channel, address, set(again, "title.en", "Seoul", "place", "Seoul"))
	if !strings.Contains(string(r.Body), `"Seoul\t2025\nBusan\t2026"`) {
		t.Errorf("%s", r.Body)
	}
}

// What no page of ours sends is refused in words, and nothing is written.
func forgedForms(t *testing.T, w *testworld.World) {
	ours := w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	for name, test := range map[string]struct {
		forge func(url.Values)
		say   string
	}{
		"a field twice":             {func(f url.Values) { f.Add("title.en", "another") }, "more than once"},
		"an unknown field":          {func(f url.Values) { f.Set("secret", "x") }, "secret: There is no such field."},
		"an item without an end":    {func(f url.Values) { f.Set("participants.1001", "x") }, "There is no such field."},
		"another version":           {func(f url.Values) { f.Set("_version", "7") }, "another version of the program"},
		"no version":                {func(f url.Values) { f.Del("_version") }, "another version of the program"},
		"no marking":                {func(f url.Values) { f.Del("_marking") }, "marking is not allowed"},
		"a marking above":           {func(f url.Values) { f.Set("_marking", "SECRET") }, "marking is not allowed"},
		"a revision to come":        {func(f url.Values) { set(f, "_from", "9", "title.en", "Another title") }, ""},
		"a revision that is no one": {func(f url.Values) { set(f, "_from", "-1", "title.en", "Another title") }, ""},
		"a revision in words":       {func(f url.Values) { set(f, "_from", "one", "title.en", "Another title") }, ""},
	} {
		form := formOf(t, text(t, w.ROK, editAddress(ours)))
		test.forge(form)
		page := refusedPage(t, w.ROK, editAddress(ours), form)
		if !strings.Contains(summaryOf(page), test.say) {
			t.Errorf("%s: %q is not said in %s", name, test.say, summaryOf(page))
		}
	}
	if form := (url.Values{}); w.ROK.Post(t, editAddress(ours), form).Code != 422 {
		t.Error("an empty form was taken")
	}
	partial := url.Values{"_version": {"1"}, "_from": {"1"}, "_marking": {"as-it-is"}, "_do": {"save"}}
	if answer := w.ROK.Post(t, editAddress(ours), partial); answer.Code != 303 {
		t.Errorf("a form without fields: %d", answer.Code)
	}
	if now := newest(t, w.ROK, w.Channel, ours.ID); now.Revision.Revision != ours.Revision.Revision {
		t.Errorf("revision %d was written", now.Revision.Revision)
	}
	address, form := newForm(t, w.ROK, w.Channel, "programme/activity")
	set(form, "title.en", "Stray", "type", "event")
	private, err := w.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]string{
		"no id": "", "no id at all": "x", "an id of the private channel": w.ROK.NewID(private).String(), "an id of the partner": w.NATO.NewID(w.Channel).String(),
	} {
		if answer := w.ROK.Post(t, address, set(form, "_id", id)); answer.Code != 404 {
			t.Errorf("%s: %d", name, answer.Code)
		}
	}
	if answer := w.ROK.Post(t, "/records/"+w.Channel.String()+"/new?kind=no/kind", form); answer.Code != 404 {
		t.Errorf("a kind that nobody knows: %d", answer.Code)
	}
}

// A reference to what is elsewhere, to another kind and to nothing are refused
// in the same words.
func referencesElsewhere(t *testing.T, w *testworld.World) {
	private, err := w.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kind, _ := w.Program.Kinds.Lookup("programme/edition")
	edition := w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	secret, form := newForm(t, w.ROK, private, "programme/programme")
	hidden := written(t, w.ROK, private, secret, set(form, "title.en", "Own plan"))
	said := map[string]bool{}
	for _, id := range []string{hidden.ID.String(), edition.ID.String(), w.ROK.NewID(w.Channel).String(), "programme/" + kind.Name(), "Own plan"} {
		address, form := newForm(t, w.ROK, w.Channel, "programme/edition")
		page := refusedPage(t, w.ROK, address+"&lang=en", set(form, "title.en", "X", "type", "other", "programme", id))
		if strings.Contains(strings.ReplaceAll(page, html.EscapeString(id), ""), "Own plan") {
			t.Error("the page tells what stands in the private channel")
		}
		said[strings.Join(strings.Fields(summaryOf(page)), " ")] = true
	}
	if len(said) != 1 {
		t.Errorf("told apart: %v", said)
	}
}
