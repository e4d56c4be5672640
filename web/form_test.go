package web_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"entente/internal/testworld"
	"entente/record"
	"entente/store"
)

// formOf reads what a browser would send of the form on a page: every input as
// it stands, and no button.
func formOf(t testing.TB, page string) url.Values {
	t.Helper()
	_, body, found := strings.Cut(page, `<form class="form"`)
	if !found {
		t.Fatalf("there is no form on\n%s", page)
	}
	body, _, _ = strings.Cut(body, "</form>")
	form := url.Values{}
	for _, tag := range regexp.MustCompile(`(?s)<input ([^>]*)>|<textarea ([^>]*)>(.*?)</textarea>|<select ([^>]*)>(.*?)</select>`).FindAllStringSubmatch(body, -1) {
		attributes := tag[1] + tag[2] + tag[4]
		name := attribute(attributes, "name")
		switch {
		case name == "":
		case tag[2] != "":
			form.Add(name, html.UnescapeString(strings.TrimPrefix(tag[3], "\n")))
		case tag[4] != "":
			value := ""
			for i, option := range regexp.MustCompile(`<option ([^>]*)>`).FindAllStringSubmatch(tag[5], -1) {
				if i == 0 || strings.Contains(option[1], " selected") {
					value = attribute(option[1], "value")
				}
			}
			form.Add(name, value)
		case strings.Contains(attributes, `type="checkbox"`) || strings.Contains(attributes, `type="radio"`):
			if strings.Contains(attributes, " checked") {
				form.Add(name, attribute(attributes, "value"))
			}
		default:
			form.Add(name, attribute(attributes, "value"))
		}
	}
	return form
}

func attribute(tag, name string) string {
	found := regexp.MustCompile(`(?:^|\s)` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if found == nil {
		return ""
	}
	return html.UnescapeString(found[1])
}

func editAddress(r store.Record) string {
	return "/records/" + r.Channel.String() + "/" + r.ID.String() + "/edit"
}

func newest(t testing.TB, s testworld.Side, channel record.ChannelID, id record.ID) store.Record {
	t.Helper()
	var found store.Record
	err := s.View(t.Context(), func(tx *store.Tx) (err error) {
		found, err = tx.Record(channel, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestForms(t *testing.T) {
	w := testworld.New(t)
	t.Run("every record of ours comes back from its form as it was", func(t *testing.T) { unchangedForms(t, w) })
	t.Run("every field wrong is told at once in three languages", func(t *testing.T) { everyFieldWrong(t, w) })
	t.Run("a label is chosen by classification and values", func(t *testing.T) { chosenMarking(t, w) })
	t.Run("a megabyte in a title is refused and kept", func(t *testing.T) { oneMegabyte(t, w) })
	t.Run("hostile texts are texts", func(t *testing.T) { hostileTexts(t, w) })
	t.Run("a pasted spreadsheet is told from a line", func(t *testing.T) { pastedSpreadsheet(t, w) })
	t.Run("forged forms are refused in words", func(t *testing.T) { forgedForms(t, w) })
	t.Run("two people edit one record", func(t *testing.T) { twoPeople(t, w) })
	t.Run("two people write at the same moment", func(t *testing.T) { atTheSameMoment(t, w) })
	t.Run("a form that is sent twice makes one record", func(t *testing.T) { sentTwice(t, w) })
	t.Run("a record whose pen another holds is not edited", func(t *testing.T) { anothersPen(t, w) })
	t.Run("groups are added and taken away", func(t *testing.T) { repeatedGroups(t, w) })
	t.Run("a record is named by words", func(t *testing.T) { namedByWords(t, w) })
	t.Run("what was saved is said once", func(t *testing.T) { savedIsSaidOnce(t, w) })
	t.Run("drafts are kept, gone on with and discarded", func(t *testing.T) { draftsOfOnesOwn(t, w) })
	t.Run("forms begin with what a record gives", func(t *testing.T) { fromARecord(t, w) })
	t.Run("references to elsewhere are refused alike", func(t *testing.T) { referencesElsewhere(t, w) })
}

func unchangedForms(t *testing.T, w *testworld.World) {
	var all []store.Record
	err := w.ROK.View(t.Context(), func(tx *store.Tx) (err error) {
		self := w.ROK.Self()
		for _, kind := range w.Program.Kinds.All() {
			of, failed := tx.Records(store.RecordQuery{Channel: &w.Channel, Kind: kind.Name(), Partner: &self, Limit: 12})
			if failed != nil {
				return failed
			}
			all = append(all, of...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for _, r := range all {
		kinds[r.Kind] = true
		form := formOf(t, text(t, w.ROK, editAddress(r)))
		answer := w.ROK.Post(t, editAddress(r), form)
		if answer.Code != 303 || answer.Header().Get("Location") != strings.TrimSuffix(editAddress(r), "/edit") {
			t.Errorf("%s %s: %d\n%s", r.Kind, r.Title, answer.Code, summaryOf(answer.Body.String()))
			continue
		}
		if now := newest(t, w.ROK, r.Channel, r.ID); now.Revision.Revision != r.Revision.Revision {
			t.Errorf("%s %s was written again: %s, it was %s", r.Kind, r.Title, now.Body, r.Body)
		}
	}
	if len(kinds) < 4 {
		t.Errorf("only %v were tried", kinds)
	}
}

// summaryOf is what a refused form says first.
func summaryOf(page string) string {
	_, summary, _ := strings.Cut(page, `class="summary"`)
	summary, _, _ = strings.Cut(summary, "<form")
	return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(summary, " "))
}
