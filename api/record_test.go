package api_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/access"
	"entente/api"
	"entente/record"
	"entente/store"
)

type shownRecord struct {
	ID       string         `json:"id"`
	Kind     string         `json:"kind"`
	Revision int            `json:"revision"`
	ETag     string         `json:"etag"`
	Partner  string         `json:"partner"`
	Label    string         `json:"label"`
	Body     jsontext.Value `json:"body"`
}

type shownPage struct {
	Items []shownRecord `json:"items"`
	Next  string        `json:"next"`
}

type shownProblem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Errors []struct {
		Path   string `json:"path"`
		Code   string `json:"code"`
		Detail string `json:"detail"`
	} `json:"errors"`
}

func sent(t testing.TB, body jsontext.Value) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"body": body})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// all pages through the records of a kind.
func (d *desk) all(t testing.TB, address string) (all []shownRecord) {
	t.Helper()
	for address != "" {
		page := read[shownPage](t, d.ask(t, http.StatusOK, "GET", address, ""))
		all = append(all, page.Items...)
		address = strings.TrimPrefix(page.Next, api.Root)
	}
	return all
}

func TestWhatWasReadIsTakenBackUnchanged(t *testing.T) {
	d := atDesk(t)
	own, others := 0, 0
	for _, kind := range d.Program.Kinds.All() {
		for _, r := range d.all(t, d.the(kind.Name())+"?limit=1000") {
			address := d.the(kind.Name()) + "/" + r.ID
			if r.Partner != d.side.Self().String() {
				others++
				told := read[shownProblem](t, d.ask(t, http.StatusConflict, "PUT", address, sent(t, r.Body), "If-Match", r.ETag))
				if told.Type != "urn:entente:problem:pen" {
					t.Errorf("%s: %s", address, told.Type)
				}
				continue
			}
			own++
			answer := d.ask(t, http.StatusOK, "PUT", address, sent(t, r.Body), "If-Match", r.ETag)
			again := read[shownRecord](t, answer)
			if again.ETag != r.ETag || again.Revision != r.Revision || !bytes.Equal(again.Body, r.Body) {
				t.Errorf("%s: %s became %s", address, r.Body, again.Body)
			}
		}
	}
	if own < 100 || others < 10 {
		t.Errorf("%d records of ours and %d of others were tried", own, others)
	}
}

func TestTwoProgramsAtOneRecord(t *testing.T) {
	d := atDesk(t)
	made := read[shownRecord](t, d.ask(t, http.StatusCreated, "POST", d.the("programme/activity"), `{"body":{"title":{"en":"Seminar"},"type":"event"}}`))
	address := d.the("programme/activity") + "/" + made.ID
	d.ask(t, http.StatusPreconditionRequired, "PUT", address, `{"body":{"title":{"en":"First"},"type":"event"}}`)
	first := d.ask(t, http.StatusOK, "PUT", address, `{"body":{"title":{"en":"First"},"type":"event"}}`, "If-Match", made.ETag)
	if second := read[shownRecord](t, first); second.Revision != 2 || first.Header().Get("ETag") != second.ETag || second.Label != made.Label {
		t.Errorf("%+v", second)
	}
	d.ask(t, http.StatusPreconditionFailed, "PUT", address, `{"body":{"title":{"en":"Second"},"type":"event"}}`, "If-Match", made.ETag)
	if history := d.all(t, address+"/revisions"); len(history) != 2 || history[0].Revision != 2 || !strings.Contains(string(history[1].Body), "Seminar") {
		t.Errorf("%+v", history)
	}
	if proof := d.ask(t, http.StatusOK, "GET", d.the("records")+"/"+made.ID+"/revisions/2/proof", ""); !strings.HasPrefix(proof.Body.String(), "c2sp.org/tlog-proof@v1") {
		t.Errorf("%.80s", proof.Body)
	}
}

func TestARecordUnderAReservedIDIsWrittenOnce(t *testing.T) {
	d := atDesk(t)
	id := read[shownRecord](t, d.ask(t, http.StatusCreated, "POST", d.the("ids"), "")).ID
	address, body := d.the("programme/activity")+"/"+id, `{"body":{"title":{"ko":"사이버 훈련"},"type":"exercise"}}`
	made := d.ask(t, http.StatusCreated, "PUT", address, body, "If-None-Match", "*")
	if made.Header().Get("Location") != api.Root+address {
		t.Errorf("it stands at %q", made.Header().Get("Location"))
	}
	d.ask(t, http.StatusPreconditionFailed, "PUT", address, body, "If-None-Match", "*")
	found := read[shownPage](t, d.ask(t, http.StatusOK, "POST", "/search", `{"text":"사이버 훈련"}`))
	if len(found.Items) != 1 || found.Items[0].ID != id {
		t.Errorf("%+v", found)
	}
}

func TestEveryErrorIsToldAtOnceInTheReadersLanguage(t *testing.T) {
	d := atDesk(t)
	const body = `{"body":{"title":{"ko":""},"starts":"2024-13","position":{"latitude":"x"},"nonsense":1}}`
	answer := d.ask(t, http.StatusUnprocessableEntity, "POST", d.the("programme/activity"), body, "Accept-Language", "ko-KR,ko;q=0.9")
	told := read[shownProblem](t, answer)
	places := map[string]string{}
	for _, e := range told.Errors {
		places[e.Path] = e.Code
		if !strings.ContainsFunc(e.Detail, func(r rune) bool { return r >= '가' && r <= '힣' }) {
			t.Errorf("%s: %q is not Korean", e.Path, e.Detail)
		}
	}
	for path, code := range map[string]string{
		"body.title.ko": record.ProblemEmpty, "body.type": record.ProblemRequired, "body.starts": record.ProblemDate,
		"body.position.latitude": record.ProblemDecimal, "body.nonsense": record.ProblemUnknown,
	} {
		if places[path] != code {
			t.Errorf("%s: %q, want %q in %s", path, places[path], code, answer.Body)
		}
	}
	if answer.Header().Get("Content-Type") != "application/problem+json" || answer.Header().Get("Content-Language") != "ko" {
		t.Errorf("%v", answer.Header())
	}
}

func TestAListIsFilteredSortedAndPagedAsItsPageIs(t *testing.T) {
	d := atDesk(t)
	whole := d.all(t, d.the("programme/activity")+"?limit=1000&sort=starts&order=desc")
	paged := d.all(t, d.the("programme/activity")+"?limit=7&sort=starts&order=desc")
	if len(whole) < 50 || len(whole) != len(paged) {
		t.Fatalf("%d at once, %d page by page", len(whole), len(paged))
	}
	for i := range whole {
		if whole[i].ID != paged[i].ID {
			t.Fatalf("record %d is another one page by page", i)
		}
	}
	few := d.all(t, d.the("programme/activity")+"?filter.type=exercise,training&period=starts&from=2010&to=2026")
	if len(few) == 0 || len(few) == len(whole) {
		t.Errorf("%d of %d", len(few), len(whole))
	}
	for _, r := range few {
		if !strings.Contains(string(r.Body), `"type":"exercise"`) && !strings.Contains(string(r.Body), `"type":"training"`) {
			t.Errorf("%s", r.Body)
		}
	}
	page := read[shownPage](t, d.ask(t, http.StatusOK, "GET", d.the("programme/activity")+"?limit=5", ""))
	d.ask(t, http.StatusBadRequest, "GET", strings.Replace(strings.TrimPrefix(page.Next, api.Root), "programme/activity", "programme/source", 1), "")
}

func TestATokenDoesNoMoreThanItsScope(t *testing.T) {
	d := atDesk(t)
	body := `{"body":{"title":{"en":"One"},"type":"event"}}`
	d.ask(t, http.StatusForbidden, "POST", d.the("programme/activity"), body, "Authorization", "Bearer "+d.read)
	d.ask(t, http.StatusOK, "GET", "/status", "", "Authorization", "Bearer "+d.read)
	for _, address := range []string{"/releases", "/adoptions", "/keys", "/mandates", "/channels/" + d.Channel.String() + "/release"} {
		d.ask(t, http.StatusNotFound, "POST", address, body)
	}
	if err := d.side.ChangeAccount(t.Context(), d.side.Person.Account, func(a *access.Account) error { a.Disabled = true; return nil }); err != nil {
		t.Fatal(err)
	}
	d.ask(t, http.StatusUnauthorized, "GET", "/status", "")
}

func TestATokenIsSlowedDownAndOthersAreNot(t *testing.T) {
	d := atDesk(t)
	d.api = d.served(t, api.Options{Program: d.Program, Software: "Entente test", Rate: 0.001})
	for i := 0; ; i++ {
		answer := d.answer(d.request("GET", "/status", ""))
		if answer.Code == http.StatusTooManyRequests {
			if answer.Header().Get("Retry-After") == "" {
				t.Error("it does not say when to go on")
			}
			break
		}
		if i > 1000 {
			t.Fatal("nothing slows it down")
		}
	}
	d.ask(t, http.StatusOK, "GET", "/status", "", "Authorization", "Bearer "+d.read)
}

func TestANameOfOthersIsNotAnswered(t *testing.T) {
	d := atDesk(t)
	q := d.request("GET", "/status", "")
	q.Host = "rebound.example"
	if answer := d.answer(q); answer.Code != http.StatusMisdirectedRequest {
		t.Errorf("%d", answer.Code)
	}
	for _, address := range []string{"/nowhere", "//status", "/../status", "/channels/" + strings.Repeat("x", 26)} {
		d.ask(t, http.StatusNotFound, "GET", address, "")
	}
	if answer := d.ask(t, http.StatusMethodNotAllowed, "DELETE", "/status", ""); answer.Header().Get("Allow") != "GET" {
		t.Errorf("%v", answer.Header())
	}
}

// What is written by a program is by its owner's office, and the partner has it.
func TestWhatAProgramWritesIsByItsOwnersOffice(t *testing.T) {
	d := atDesk(t)
	made := read[shownRecord](t, d.ask(t, http.StatusCreated, "POST", d.the("programme/activity"), `{"body":{"title":{"en":"One"},"type":"event"}}`))
	id, err := record.ParseID(made.ID)
	if err != nil {
		t.Fatal(err)
	}
	d.NATO.Until(t, func(tx *store.Tx) bool {
		found, err := tx.Record(d.Channel, id)
		return err == nil && found.Office == d.side.Person.Office.Code && found.Actor == d.side.Actor(d.Channel, d.side.Person.Account)
	})
}
