package web_test

import (
	"encoding/csv"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/internal/testperson"
	"entente/internal/testworld"
	"entente/store"
)

const goodAndBad = "key,title.en,type,starts\n" +
	"new-1,Liaison visit to Daejeon,visit,2027-03\n" +
	"new-2,No such type,feast,2027\n" +
	"new-3,No such day,visit,2027-13\n"

// try sends a table of activities and returns the address of its page, once it
// was tried.
func try(t *testing.T, w *testworld.World, table string) (address string) {
	t.Helper()
	answer := w.ROK.PostFile(t, "/import", url.Values{"kind": {"programme/activity"}, "channel": {w.Channel.String()}}, "table.csv", strings.NewReader(table))
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("a table is answered %d\n%s", answer.Code, answer.Body)
	}
	address = answer.Header().Get("Location")
	ended(t, w, address)
	return address
}

// ended is the page of an import that no longer asks to come again.
func ended(t *testing.T, w *testworld.World, address string) string {
	t.Helper()
	for limit := time.Now().Add(30 * time.Second); time.Now().Before(limit); runtime.Gosched() {
		answer := w.ROK.Get(t, address)
		if answer.Code != http.StatusOK {
			t.Fatalf("%s: %d", address, answer.Code)
		}
		if answer.Header().Get("Refresh") == "" {
			return html.UnescapeString(answer.Body.String())
		}
	}
	t.Fatal("an import does not end")
	return ""
}

// decide presses a button of an import's page.
func decide(t *testing.T, w *testworld.World, address, what string) {
	t.Helper()
	if answer := w.ROK.Post(t, address, url.Values{"do": {what}}); answer.Code != http.StatusSeeOther {
		t.Fatalf("%s: %d\n%s", what, answer.Code, answer.Body)
	}
}

func TestATableIsTriedThenWrittenOnceAndItsRefusedRowsComeBackCorrected(t *testing.T) {
	w := testworld.New(t)
	newest := func() int64 { return newestArrival(t, w.ROK) }
	before := newest()
	address := try(t, w, goodAndBad)
	if page := ended(t, w, address); newest() != before || !strings.Contains(page, "Write 1 good row") || !strings.Contains(page, "write 2005, 2005-03 or 2005-03-14.") {
		t.Fatalf("tried, and %d entries written:\n%s", newest()-before, page)
	}
	decide(t, w, address, "write")
	decide(t, w, address, "write")
	ended(t, w, address)
	decide(t, w, address, "write")
	if page := ended(t, w, address); !strings.Contains(page, "1 row is written.") {
		t.Errorf("written:\n%s", page)
	}
	written := w.ROK.Find(t, w.Channel, "new-1") // fails if there are two
	if written.Revision.Revision != 1 {
		t.Errorf("pressing the button again made revision %d", written.Revision.Revision)
	}

	refused := w.ROK.Get(t, address+"/refused.csv").Body.String()
	if !strings.HasPrefix(refused, "\ufeff") {
		t.Error("without its mark a spreadsheet shows Korean as noise")
	}
	again := try(t, w, corrected(t, refused, strings.NewReplacer("feast", "visit", "2027-13", "2027-12")))
	if page := ended(t, w, again); !strings.Contains(page, "Write 2 good rows") {
		t.Fatalf("corrected rows:\n%s", page)
	}
	decide(t, w, again, "write")
	ended(t, w, again)
	w.ROK.Find(t, w.Channel, "new-2")
	w.ROK.Find(t, w.Channel, "new-3")
}

// corrected is a file of refused rows as somebody sends it again: without its
// last two columns, and with what was wrong replaced.
func corrected(t *testing.T, refused string, change *strings.Replacer) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(refused, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d refused rows: %v\n%s", len(rows), err, refused)
	}
	var table strings.Builder
	w := csv.NewWriter(&table)
	for _, row := range rows {
		if row[len(row)-1] == "" {
			t.Errorf("no reason: %q", row)
		}
		if err := w.Write(row[:len(row)-2]); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return change.Replace(table.String())
}

func TestAFileThatIsNoTableIsExplainedInTheReadersLanguage(t *testing.T) {
	w := testworld.New(t)
	for name, test := range map[string]struct{ file, en, fr, ko string }{
		"a picture":       {"\x89PNG\r\n\x1a\n\xff\xfe", "The file is not text in UTF-8.", "Le fichier n’est pas un texte en UTF-8.", "UTF-8 텍스트 파일이 아닙니다."},
		"semicolons":      {"key;title.en\n", "not separated by commas", "pas séparées par des virgules", "쉼표로 구분되어 있지 않습니다."},
		"no key":          {"2024,key\n", `The first column is named "2024"`, `La première colonne se nomme "2024"`, `첫 열의 이름이 "2024"입니다.`},
		"unknown columns": {"key,titel\n", `There is no column "titel".`, `La colonne "titel" n’existe pas.`, `"titel" 열은 없습니다.`},
		"nothing":         {"", "The file is empty", "Le fichier est vide", "파일이 비어 있습니다."},
	} {
		address := try(t, w, test.file)
		for language, want := range map[string]string{"en": test.en, "fr": test.fr, "ko": test.ko} {
			page := ended(t, w, address+"?lang="+language)
			if !strings.Contains(page, want) || strings.Contains(page, `value="write"`) {
				t.Errorf("%s, %s: %q is not said, or it can be written", name, language, want)
			}
		}
		decide(t, w, address, "close")
		if answer := w.ROK.Get(t, address); answer.Code != http.StatusNotFound {
			t.Errorf("%s: closed, and answers %d", name, answer.Code)
		}
	}
}

func TestAFileThatSaysItIsTooLargeIsRefusedBeforeItIsTaken(t *testing.T) {
	w := testworld.New(t)
	q := httptest.NewRequest(http.MethodPost, "http://localhost/import", http.NoBody)
	q.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	q.ContentLength = 256<<20 + 1
	if answer := w.ROK.Ask(q); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "The file is larger than 256 MiB") {
		t.Errorf("%d\n%s", answer.Code, answer.Body)
	}
}

func TestAnImportIsItsSendersAloneAndForAnHour(t *testing.T) {
	w := testworld.New(t)
	address := try(t, w, goodAndBad)
	if _, err := w.ROK.AddAccount(t.Context(), access.Account{Login: "other", Name: "Other desk", Offices: testperson.Offices}, testperson.Password); err != nil {
		t.Fatal(err)
	}
	cookies := testperson.SignIn(t, w.ROK.Door, "localhost", "other", testperson.Password)
	for _, asked := range []*http.Request{
		httptest.NewRequest(http.MethodGet, "http://localhost"+address, nil),
		httptest.NewRequest(http.MethodGet, "http://localhost"+address+"/refused.csv", nil),
		httptest.NewRequest(http.MethodPost, "http://localhost"+address, strings.NewReader("do=write")),
	} {
		asked.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, cookie := range cookies {
			asked.AddCookie(cookie)
		}
		answer := httptest.NewRecorder()
		w.ROK.Door.ServeHTTP(answer, asked)
		if answer.Code != http.StatusNotFound {
			t.Errorf("somebody else's %s %s: %d", asked.Method, asked.URL.Path, answer.Code)
		}
	}
	for range 2 { // shorter than nobody being there ends a sign-in
		w.Pass(20 * time.Minute)
		if answer := w.ROK.Get(t, address); answer.Code != http.StatusOK {
			t.Fatalf("before its hour is over: %d", answer.Code)
		}
	}
	w.Pass(20 * time.Minute)
	if answer := w.ROK.Get(t, address); answer.Code != http.StatusNotFound {
		t.Errorf("after an hour: %d", answer.Code)
	}
	if page := text(t, w.ROK, "/import"); strings.Contains(page, address) {
		t.Error("after an hour it is still listed")
	}
}

func newestArrival(t *testing.T, s testworld.Side) (arrival int64) {
	t.Helper()
	if err := s.View(t.Context(), func(tx *store.Tx) (err error) { arrival, err = tx.NewestArrival(); return err }); err != nil {
		t.Fatal(err)
	}
	return arrival
}
