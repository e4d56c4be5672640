package web_test

import (
	"encoding/csv"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"entente/internal/testworld"
)

const activityList = "/records?lang=en&kind=programme%2Factivity"

func TestAListIsFilteredSortedAndPagedInItsAddress(t *testing.T) {
	w := testworld.New(t)
	read := func(address string) string {
		t.Helper()
		answer := w.ROK.Get(t, address)
		if answer.Code != 200 {
			t.Fatalf("%s answers %d", address, answer.Code)
		}
		return html.UnescapeString(answer.Body.String())
	}
	listed := func(page string) int { return strings.Count(page, `<td class="lead"`) }

	all := read(activityList)
	consultations := read(activityList + "&f.type=consultation")
	both := read(activityList + "&f.type=consultation&f.type=visit")
	recent := read(activityList + "&f.type=consultation&from=2022")
	if a, b, c, d := listed(recent), listed(consultations), listed(both), listed(all); a == 0 || a >= b || b >= c || c >= d {
		t.Errorf("%d since 2022, %d consultations, %d with visits, %d in all", a, b, c, d)
	}
	count := regexp.MustCompile(`Consultation</span> <span class="quiet">(\d+)`).FindStringSubmatch(strings.ReplaceAll(all, "</span><span", "</span> <span"))
	if count == nil || count[1] != strconv.Itoa(listed(consultations)) {
		t.Errorf("the filter says %v, and %d are found", count, listed(consultations))
	}
	if up, down := read(activityList+"&sort=title"), read(activityList+"&sort=-title"); up == down || listed(up) != listed(down) {
		t.Error("the order of titles is not turned round")
	}
	if page := read(activityList + "&col=@title&col=place"); !strings.Contains(page, `data-label="Place"`) || strings.Contains(page, `data-label="Type"`) || !strings.Contains(page, "As it was") {
		t.Error("the columns are not those that were chosen")
	}
	if page := read(activityList + "&from=2022-13"); !strings.Contains(page, "“2022-13” is no date.") || listed(page) != listed(all) {
		t.Error("a date that is none is not said")
	}
	if page := read(activityList + "&f.type=nobody-has-this"); !strings.Contains(page, "Nothing in this list is like that.") {
		t.Error("a value that nothing has is not said")
	}
}

func TestAListRefusesWhatItDoesNotKnow(t *testing.T) {
	w := testworld.New(t)
	for _, query := range []string{
		"&f.nothing=1", "&sort=nothing", "&sort=description", "&after=x", "&after=~", "&after=0190f5fe-7c00-7a00-8abc-0123456789ab~1",
		"&after=" + url.QueryEscape(strings.Repeat("~", 9000)), "&f.%27%3B--=1",
	} {
		if answer := w.ROK.Get(t, activityList+query); answer.Code != 404 {
			t.Errorf("%s answers %d", query, answer.Code)
		}
	}
	hostile := `<script>alert(1)</script>`
	for _, query := range []string{"&f.type=" + url.QueryEscape(hostile), "&from=" + url.QueryEscape(hostile), "&col=" + url.QueryEscape(hostile), "&f.area=" + url.QueryEscape("\x00\xff")} {
		answer := w.ROK.Get(t, activityList+query)
		if answer.Code != 200 || strings.Contains(answer.Body.String(), hostile) {
			t.Errorf("%s answers %d, or with a script", query, answer.Code)
		}
	}
}

func TestATextToFindNeverStandsInAnAddress(t *testing.T) {
	w := testworld.New(t)
	answer := w.ROK.Post(t, activityList+"&sort=-starts", url.Values{"text": {"cyber"}})
	page := html.UnescapeString(answer.Body.String())
	if answer.Code != 200 || !strings.Contains(page, "Words to find: cyber") || !strings.Contains(page, "Cyber Champions") || strings.Contains(page, "The Hague Summit") {
		t.Errorf("the list answers %d:\n%.2000s", answer.Code, page)
	}
	for _, address := range regexp.MustCompile(`(?:href|action|formaction)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if strings.Contains(address[1], "text=") {
			t.Errorf("%s bears the text", address[1])
		}
	}
	// The other forms of the page send all of the list, and keep the text.
	answer = w.ROK.Post(t, "/records", url.Values{"text": {"cyber"}, "kind": {"programme/activity"}, "from": {"2025"}, "lang": {"en"}})
	if page := html.UnescapeString(answer.Body.String()); answer.Code != 200 || !strings.Contains(page, "From: 2025") || !strings.Contains(page, "Words to find: cyber") {
		t.Errorf("a form of the page answers %d", answer.Code)
	}
}

func TestAListIsExportedAsItIsShown(t *testing.T) {
	w := testworld.New(t)
	answer := w.ROK.Get(t, "/records.csv?lang=en&kind=programme%2Factivity&f.type=consultation&col=@title&col=place&sort=starts")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(answer.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) < 10 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	if head := strings.Join(rows[0], " "); !strings.Contains(head, "title.ko") || !strings.Contains(head, "place") || strings.Contains(head, "theme") {
		t.Errorf("the columns are %s", head)
	}
	if name := answer.Header().Get("Content-Disposition"); !strings.Contains(name, "UNCLASSIFIED") {
		t.Errorf("the file is called %s", name)
	}
}
