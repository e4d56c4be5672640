package office_test

import (
	"bytes"
	"errors"
	"html"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"entente/access"
	"entente/feature"
	"entente/internal/testworld"
	"entente/node"
	"entente/office"
	"entente/record"
	"entente/store"
	"entente/ui"
)

const dialogue = "2024-1st-rok-nato-high-level-cyber-dialogue"

// asking is a feature with one duty, which waits for the desk until the dialogue
// has been commented on for the second time... it never is.
var asking = feature.Feature{Name: "asking", Duties: []feature.Duties{func(in *feature.Reading) ([]feature.Duty, error) {
	if in.Channel.ID == in.Private {
		return nil, nil
	}
	found, err := in.Tx.FindExternal(in.Channel.ID, record.KeyScheme, dialogue)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	due, _ := record.ParseDate("2026-11-01")
	return []feature.Duty{{
		Key: "asking/report:" + found[0].ID.String(), Asked: "Report", About: ui.Link{Words: in.Hear(found[0].Title), Href: in.Record(found[0].ID)},
		Why: "The dialogue has no report.", By: in.Self, Office: "programme-desk", Due: due,
		Record: record.Ref{Kind: found[0].Kind, ID: found[0].ID}, Channel: in.Channel.ID, Label: found[0].Label,
	}, {
		Key: "asking/promise:" + found[0].ID.String(), Asked: "Promise", About: ui.Link{Words: in.Hear(found[0].Title), Href: in.Record(found[0].ID)},
		Why: "A promise of next year.", By: in.Self, Office: "programme-desk", Due: due, Ahead: true,
		Record: record.Ref{Kind: found[0].Kind, ID: found[0].ID}, Channel: in.Channel.ID, Label: found[0].Label,
	}}, nil
}}}

func page(t *testing.T, s testworld.Side, address string) string {
	t.Helper()
	answer := s.Get(t, address)
	if answer.Code != 200 {
		t.Fatalf("%s answers %d: %s", address, answer.Code, answer.Body)
	}
	return html.UnescapeString(answer.Body.String())
}

// write puts a record into the private channel.
func write[T any](t *testing.T, s testworld.Side, kind record.Declared[T], value T) record.ID {
	t.Helper()
	body, _, err := kind.Encode(value)
	if err != nil {
		t.Fatal(err)
	}
	private, err := s.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	written, err := s.Write(t.Context(), private, testworld.Author, node.Draft{Kind: kind.Name(), Body: body})
	if err != nil {
		t.Fatal(err)
	}
	return written[0].ID
}

func TestADutyIsTakenPassedOnAndPutOff(t *testing.T) {
	w := testworld.New(t, office.Feature, asking)
	bo, err := w.ROK.AddAccount(t.Context(), access.Account{Login: "bo", Name: "Bo", Offices: []access.Office{{Code: "night"}}}, "a long enough password 1")
	if err != nil {
		t.Fatal(err)
	}
	write(t, w.ROK, office.Offices, office.Office{Title: record.Text{EN: "Mission"}, Code: "mission", Holders: []office.Holder{{Account: bo.ID, As: office.AsDeputy}}})
	key := regexp.MustCompile(`name="key" value="([^"]+)"`).FindStringSubmatch(page(t, w.ROK, "/office/duties"))
	if key == nil {
		t.Fatal("the duty has no form")
	}
	do := func(form url.Values) (int, string) {
		form.Set("key", key[1])
		answer := w.ROK.Post(t, "/office/duties", form)
		return answer.Code, html.UnescapeString(answer.Body.String())
	}
	if body := page(t, w.ROK, "/office/duties"); !strings.Contains(body, "The dialogue has no report.") || !strings.Contains(body, "Late") {
		t.Error("a late duty of my office is not shown as late")
	}
	for _, step := range []struct {
		name      string
		form      url.Values
		code      int
		here      string // the page on which it stands afterwards
		shows     string
		notHere   string
		onRefusal string
	}{
		{"take", url.Values{"act": {"take"}, "back": {"?whose=mine"}}, 303, "?whose=mine", "Taken by you", "", ""},
		{"give back", url.Values{"act": {"return"}}, 303, "", "The dialogue has no report.", "?whose=mine", ""},
		{"put off to the past", url.Values{"act": {"put-off"}, "until": {"2020-01-01"}}, 422, "", "The dialogue has no report.", "", "still to come"},
		{"put off to no day", url.Values{"act": {"put-off"}, "until": {"soon"}, "note": {"<b>kept</b>"}}, 422, "", "The dialogue has no report.", "", "<b>kept</b>"},
		{"put off", url.Values{"act": {"put-off"}, "until": {"2026-12-24"}}, 303, "?later=yes", "Put off until 24 December 2026", "", ""},
		{"bring back", url.Values{"act": {"resume"}}, 303, "", "The dialogue has no report.", "?later=yes", ""},
		{"pass on to nobody", url.Values{"act": {"pass"}, "to": {"no-such"}}, 422, "", "The dialogue has no report.", "", "Choose the office"},
		{"nothing at all", url.Values{}, 422, "", "The dialogue has no report.", "", "Choose what"},
		{"pass on", url.Values{"act": {"pass"}, "to": {"mission"}, "note": {"You were in the room."}}, 303, "?whose=all", "You were in the room.", "", ""},
		{"act for another office", url.Values{"act": {"take"}}, 422, "?whose=all", "Passed on by", "", "an office that you do not act for"},
	} {
		code, body := do(step.form)
		if code != step.code || !strings.Contains(body, step.onRefusal) {
			t.Fatalf("%s: %d %s", step.name, code, body)
		}
		if !strings.Contains(page(t, w.ROK, "/office/duties"+step.here), step.shows) {
			t.Errorf("%s: %s does not show %q", step.name, step.here, step.shows)
		}
		if step.notHere != "" && strings.Contains(page(t, w.ROK, "/office/duties"+step.notHere), "The dialogue has no report.") {
			t.Errorf("%s: it still stands at %s", step.name, step.notHere)
		}
	}
	if strings.Contains(page(t, w.ROK, "/office/duties"), "The dialogue has no report.") {
		t.Error("what was passed on still waits for the desk")
	}
	if answer := w.ROK.Post(t, "/office/duties", url.Values{"key": {"asking/gone:1"}, "act": {"take"}}); answer.Code != 422 || !strings.Contains(answer.Body.String(), "done already") {
		t.Errorf("a duty that is gone: %d", answer.Code)
	}
}

func TestTheDirectoryShowsPartnersTheFunctionOnly(t *testing.T) {
	w := testworld.New(t, office.Feature)
	const account, mail = "zzaccountidthatmustnotleave", "desk@rok.example"
	id := write(t, w.ROK, office.Offices, office.Office{
		Title: record.Text{EN: "Cyber desk"}, Code: "cyber-desk", Contact: office.Contact{Mail: mail},
		Holders: []office.Holder{{Account: account, As: office.AsHolder}},
	})
	private, err := w.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	label := w.ROK.Find(t, w.Channel, dialogue).Label
	plan, err := w.ROK.PlanRelease(t.Context(), node.Selection{
		Narrow: private, Wide: w.Channel, Records: []record.ID{id}, Labels: map[record.ID][]byte{id: label},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ROK.Release(t.Context(), testworld.Author, private, plan); err != nil {
		t.Fatal(err)
	}
	w.NATO.Until(t, func(tx *store.Tx) bool {
		found, err := tx.Records(store.RecordQuery{Channel: &w.Channel, Kind: office.Offices.Name()})
		return err == nil && len(found) == 1
	})
	body := page(t, w.NATO, "/office/offices")
	if !strings.Contains(body, "Cyber desk") || !strings.Contains(body, mail) {
		t.Error("the partner's directory does not show the office")
	}
	if !strings.Contains(page(t, w.ROK, "/office/offices"), "an account that is gone") {
		t.Error("our own directory does not show who holds it")
	}
	err = w.NATO.View(t.Context(), func(tx *store.Tx) error {
		found, err := tx.Records(store.RecordQuery{Channel: &w.Channel, Kind: office.Offices.Name()})
		for _, f := range found {
			if bytes.Contains(f.Body, []byte(account)) || bytes.Contains(f.Body, []byte("holder")) {
				t.Errorf("the partner was sent %s", f.Body)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	nowhere(t, w.NATO, account)
}

// nowhere looks into every file of a node, as somebody would who stole its disk.
func nowhere(t *testing.T, s testworld.Side, text string) {
	t.Helper()
	err := filepath.WalkDir(string(s.Folder), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) {
			t.Errorf("%s holds %s", path, text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// as sends requests of somebody else of the same side.
func as(t *testing.T, s testworld.Side, login, password string) testworld.Side {
	t.Helper()
	cookies := testworld.SignIn(t, s.Door, "localhost", login, password)
	door := s.Door
	s.Pages = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		q = q.Clone(q.Context())
		for _, cookie := range cookies {
			q.AddCookie(cookie)
		}
		door.ServeHTTP(w, q)
	})
	return s
}

func TestAnOfficeIsHandedOver(t *testing.T) {
	w := testworld.New(t, office.Feature, asking)
	const password = "a long enough password 1"
	account, err := w.ROK.AddAccount(t.Context(), access.Account{Login: "kim", Name: "Kim Successor", Offices: []access.Office{{Code: "night"}}, Demo: true}, password)
	if err != nil {
		t.Fatal(err)
	}
	successor := as(t, w.ROK, "kim", password)
	about := w.ROK.Find(t, w.Channel, dialogue)
	draft := store.Draft{Account: w.ROK.Person.Account, Channel: w.Channel, Record: about.ID, Kind: about.Kind, Revision: 1, Label: about.Label, Content: []byte(`{}`)}
	if err := w.ROK.KeepDraft(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	token := access.Token{Account: w.ROK.Person.Account, Name: "report", Office: "programme-desk", Scope: access.Read, Expires: testworld.Start.AddDate(0, 6, 0)}
	secret, err := w.ROK.NewToken(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	private, err := w.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	body := page(t, w.ROK, "/office/leave")
	if strings.Contains(page(t, w.ROK, "/office/duties"), "A promise of next year.") || !strings.Contains(page(t, w.ROK, "/office/duties?later=yes"), "A promise of next year.") {
		t.Error("a promise whose day is not near waits now, or is nowhere")
	}
	for _, want := range []string{"Everybody of our side who signs in here can read it", "Kim Successor", "1st ROK-NATO", "What the successor receives", "Give 1 draft to the successor"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	for name, form := range map[string]url.Values{
		"nobody":          {"to": {""}, "day": {"2026-11-23"}},
		"oneself":         {"to": {w.ROK.Person.Account}, "day": {"2026-11-23"}},
		"a day long past": {"to": {account.ID}, "day": {"2020-01-01"}},
		"no day":          {"to": {account.ID}, "day": {"2026"}},
	} {
		form.Set("office", "programme-desk")
		form.Set("note", "kept & unsent")
		if answer := w.ROK.Post(t, "/office/leave", form); answer.Code != 422 || !strings.Contains(html.UnescapeString(answer.Body.String()), "kept & unsent") {
			t.Errorf("%s: %d", name, answer.Code)
		}
	}
	leave := url.Values{"office": {"programme-desk"}, "to": {account.ID}, "day": {"2026-11-23"}, "note": {"Call the embassy first."}, "drafts": {"give"}}
	if answer := successor.Post(t, "/office/leave", leave); answer.Code != 404 {
		t.Errorf("an office of others: %d", answer.Code)
	}
	if answer := w.ROK.Post(t, "/office/leave", leave); answer.Code != 303 {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}

	var pack store.Record
	err = w.ROK.View(t.Context(), func(tx *store.Tx) error {
		packs, err := tx.Records(store.RecordQuery{Channel: &private, Kind: office.Handovers.Name()})
		if len(packs) != 1 || !bytes.Contains(packs[0].Body, []byte("Call the embassy first.")) || !bytes.Contains(packs[0].Body, []byte("Report: 1st")) || !bytes.Contains(packs[0].Body, []byte("Promise: 1st")) {
			t.Fatalf("%d packs, or not what was open", len(packs))
		}
		pack = packs[0]
		if drafts, _ := tx.Drafts(account.ID); len(drafts) != 1 {
			t.Errorf("the successor has %d drafts", len(drafts))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.ROK.Bearer(t.Context(), string(secret)); !errors.Is(err, access.ErrRefused) {
		t.Errorf("a token of the leaver for the office still counts: %v", err)
	}
	read := "/office/handover/" + pack.ID.String()
	if answer := w.ROK.Get(t, read); answer.Code != 404 {
		t.Errorf("the leaver reads the pack: %d", answer.Code)
	}
	if body := page(t, w.ROK, "/office/duties"); strings.Contains(body, "Read the handover") || strings.Contains(body, "The dialogue has no report.") {
		t.Error("the leaver is asked to do what was handed over")
	}
	body = page(t, successor, "/office/duties")
	if !strings.Contains(body, "Read the handover") || !strings.Contains(body, "The dialogue has no report.") {
		t.Error("the successor is not asked to read the pack, or to do what waits")
	}
	body = page(t, successor, read)
	if !strings.Contains(body, "Call the embassy first.") || !strings.Contains(body, "Report: 1st ROK-NATO") {
		t.Error("the pack does not show the note and what was open")
	}
	if answer := w.ROK.Post(t, read, url.Values{}); answer.Code != 404 {
		t.Errorf("the leaver marks the pack as read: %d", answer.Code)
	}
	if answer := successor.Post(t, read, url.Values{}); answer.Code != 303 {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	if strings.Contains(page(t, successor, "/office/duties"), "Read the handover") {
		t.Error("the pack still waits for who has read it")
	}
	if directory := page(t, w.ROK, "/office/offices"); !strings.Contains(directory, "Kim Successor") || !strings.Contains(directory, "from 23 November 2026") {
		t.Error("the directory does not show the successor")
	}
	nowhere(t, w.NATO, account.ID)
}

func TestWhoActsForNoOfficeReadsAndWritesNothing(t *testing.T) {
	w := testworld.New(t, office.Feature)
	const password = "a long enough password 1"
	if _, err := w.ROK.AddAccount(t.Context(), access.Account{Login: "kim", Name: "Kim", Offices: []access.Office{{Code: "night"}}}, password); err != nil {
		t.Fatal(err)
	}
	kim := as(t, w.ROK, "kim", password)
	write(t, w.ROK, office.Offices, office.Office{Title: record.Text{EN: "Night"}, Code: "night"})
	if answer := kim.Get(t, "/"); answer.Code != 303 {
		t.Errorf("a session goes on with %d after its person lost all that they might do", answer.Code)
	}
	kim = as(t, w.ROK, "kim", password)
	if body := page(t, kim, "/office/leave"); !strings.Contains(body, "You act for no office.") {
		t.Error("the page of leaving does not say so")
	}
	page(t, kim, "/office/duties")
	about := w.ROK.Find(t, w.Channel, dialogue)
	if answer := kim.Get(t, "/records/"+w.Channel.String()+"/"+about.ID.String()); answer.Code != 404 {
		t.Errorf("a record answers %d to somebody without a role", answer.Code)
	}
	private, err := w.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answer := kim.Post(t, "/records/"+private.String()+"/new?kind=office/office", url.Values{"kind": {"office/office"}, "title.en": {"Mine"}, "code": {"mine"}, "act": {"save"}})
	if answer.Code == 303 {
		t.Error("somebody wrote without an office")
	}
	_, err = w.ROK.Write(t.Context(), private, node.Author{Person: "kim"}, node.Draft{Kind: office.Offices.Name(), Body: []byte(`{"code":"x","title":{"en":"X"}}`)})
	if !errors.Is(err, node.ErrNoOffice) {
		t.Errorf("%v", err)
	}
}

func TestARecordIsWatched(t *testing.T) {
	w := testworld.New(t, office.Feature)
	about := w.ROK.Find(t, w.Channel, dialogue)
	at := "/records/" + w.Channel.String() + "/" + about.ID.String()
	watch := func(act string) {
		t.Helper()
		if answer := w.ROK.Post(t, "/office/watched", url.Values{"channel": {w.Channel.String()}, "record": {about.ID.String()}, "act": {act}}); answer.Code != 303 {
			t.Fatalf("%s: %d", act, answer.Code)
		}
	}
	if !strings.Contains(page(t, w.ROK, at), "does not watch") {
		t.Error("the page does not offer to watch it")
	}
	watch("watch")
	if !strings.Contains(page(t, w.ROK, at), "Your office watches this record.") || !strings.Contains(page(t, w.ROK, "/office/watched"), "nothing new") {
		t.Error("it is not watched")
	}
	writer := w.ROK
	if about.Partner == w.NATO.Self() {
		writer = w.NATO
	}
	if _, err := writer.Write(t.Context(), w.Channel, testworld.Author, node.Draft{Kind: about.Kind, ID: about.ID, After: about.Revision.Revision, Body: about.Body}); err != nil {
		t.Fatal(err)
	}
	w.ROK.Until(t, func(tx *store.Tx) bool {
		now, err := tx.Record(w.Channel, about.ID)
		return err == nil && now.Revision.Revision == about.Revision.Revision+1
	})
	if !strings.Contains(page(t, w.ROK, "/office/watched"), "1 new revision") {
		t.Error("what changed is not shown")
	}
	watch("read")
	if !strings.Contains(page(t, w.ROK, "/office/watched"), "nothing new") {
		t.Error("what was read is still new")
	}
	watch("end")
	watch("watch")
	watch("end")
	if !strings.Contains(page(t, w.ROK, "/office/watched"), "watch nothing") {
		t.Error("it is still watched")
	}
	private, _ := w.ROK.PrivateChannel(t.Context())
	err := w.ROK.View(t.Context(), func(tx *store.Tx) error {
		watches, err := tx.Records(store.RecordQuery{Channel: &private, Kind: office.Watches.Name()})
		if len(watches) != 1 {
			t.Errorf("%d records of one watch", len(watches))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if answer := w.ROK.Post(t, "/office/watched", url.Values{"channel": {w.Channel.String()}, "record": {record.ID{1}.String()}, "act": {"watch"}}); answer.Code != 404 {
		t.Errorf("what is not there is watched: %d", answer.Code)
	}
}

func TestNoLinkOutOfARecordLeavesTheSite(t *testing.T) {
	w := testworld.New(t, office.Feature)
	acting := testworld.Offices[0].Code
	for _, away := range []string{"//evil.example/x", "///evil.example/x", `/\evil.example/x`, "https://evil.example/x", "javascript:alert(1)"} {
		write(t, w.ROK, office.Views, office.View{Title: record.TextIn(record.English, "Look here"), Address: away, Office: acting})
		item := office.Item{What: office.ViewItem, Words: "Look there", Address: away}
		id := write(t, w.ROK, office.Handovers, office.Handover{
			Title: record.TextIn(record.English, "Handover"), Office: acting, Leaver: "somebody", To: w.ROK.Person.Account,
			Day: record.DayOf(w.ROK.Now().AddDate(0, 0, -1)), Items: []office.Item{item},
		})
		for _, at := range []string{"/office/leave", "/office/views", "/office/handover/" + id.String()} {
			if body := page(t, w.ROK, at); !strings.Contains(body, "Look ") || strings.Contains(body, `href="`+away) {
				t.Errorf("%s leads to %s", at, away)
			}
		}
	}
}

func TestAViewIsSavedForTheOffice(t *testing.T) {
	w := testworld.New(t, office.Feature)
	list := "/records?kind=programme%2Factivity"
	if !strings.Contains(page(t, w.ROK, list), "/office/views?of=%2Frecords%3Fkind%3Dprogramme%252Factivity") {
		t.Error("a list does not offer to save it")
	}
	save := func(address, title string) int {
		return w.ROK.Post(t, "/office/views", url.Values{"act": {"save"}, "address": {address}, "title": {title}}).Code
	}
	for address, code := range map[string]int{
		"https://evil.example/records": 404, "//evil.example/records": 404, "/records/../office/leave": 404, "javascript:alert(1)": 404,
		"/account": 404, "/records?q=secret": 404, "/records#x": 404, "": 404, `\records`: 404, list + "&after=x&lang=ko": 303,
	} {
		if got := save(address, "What we did"); got != code {
			t.Errorf("%q: %d, want %d", address, got, code)
		}
	}
	if code := save(list, " "); code != 422 {
		t.Errorf("a view without a name: %d", code)
	}
	if body := page(t, w.ROK, "/channels"); !strings.Contains(body, "What we did") || !strings.Contains(body, `href="/records?kind=programme%2Factivity"`) {
		t.Error("the navigation does not show the view")
	}
	id := regexp.MustCompile(`name="view" value="([^"]+)"`).FindStringSubmatch(page(t, w.ROK, "/office/views"))
	if id == nil {
		t.Fatal("the view cannot be removed")
	}
	if answer := w.ROK.Post(t, "/office/views", url.Values{"act": {"end"}, "view": {id[1]}}); answer.Code != 303 {
		t.Fatal(answer.Code)
	}
	if strings.Contains(page(t, w.ROK, "/channels"), "What we did") {
		t.Error("it is still there")
	}
}

func TestAProgramOrAFormGivesNobodyAnOffice(t *testing.T) {
	w := testworld.New(t, office.Feature)
	body := `{"title":{"en":"Security office"},"code":"minister","holders":[{"account":"` + w.ROK.Person.Account + `","as":"holder"}]}`
	by := node.Author{Office: w.ROK.Person.Office.Code, Person: w.ROK.Person.Account}
	private, err := w.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	operator := node.Author{Office: "registry", Person: "operator"}
	written, err := w.ROK.Write(t.Context(), private, operator, node.Draft{Kind: office.Offices.Name(), Body: []byte(`{"title":{"en":"Minister"},"code":"minister"}`)})
	if err != nil {
		t.Fatal(err)
	}
	for name, draft := range map[string]node.Draft{
		"a record of their own":    {Kind: office.Offices.Name(), Body: []byte(body)},
		"a revision of the record": {Kind: office.Offices.Name(), ID: written[0].ID, After: 1, Body: []byte(body)},
	} {
		if _, err := w.ROK.Write(t.Context(), private, by, draft); !errors.Is(err, node.ErrNotTheirs) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.ROK.Write(t.Context(), w.Channel, by, node.Draft{Kind: office.Assignments.Name(), Body: []byte(`{"title":{"en":"x"},"duty":"x"}`)}); err == nil {
		t.Error("a working record of our own side was written for all members")
	}
}
