package ui

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func rendered(t *testing.T, part templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := part.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// inOrderIn reports that all pieces stand in a text one after the other.
func inOrderIn(text string, pieces ...string) bool {
	for _, piece := range pieces {
		_, rest, found := strings.Cut(text, piece)
		if !found {
			return false
		}
		text = rest
	}
	return true
}

func TestAFieldTellsItsErrorBetweenLabelAndInput(t *testing.T) {
	page := rendered(t, Field{ID: "place", Label: "Place", Hint: "a town", Errors: []string{"Too long."}, Input: TextInput{Name: "f.place", Value: `<b>"`}}.Show())
	if !inOrderIn(page, `<label for="place">`, "Place", `id="place-hint"`, `id="place-error"`, "Too long.", `<input id="place"`,
		`value="&lt;b&gt;&#34;"`, `dir="auto"`, `aria-describedby="place-hint place-error"`, `aria-invalid="true"`) {
		t.Error(page)
	}
}

func TestSeveralControlsStandUnderTheLegendOfTheirField(t *testing.T) {
	date := DateInput{DatePart{"Day", "d", "11"}, DatePart{"Month", "m", ""}, DatePart{"Year", "y", "2025"}}
	page := rendered(t, Field{ID: "starts", Label: "Start", Input: date}.Show())
	if !inOrderIn(page, "<fieldset", "<legend>", "Start", "</legend>", `<label for="starts">Day`, `id="starts"`, `<label for="starts-month">`, `<label for="starts-year">`) {
		t.Error(page)
	}
	text := TextIn{[]LanguageRow{{ID: "title-ko", Words: "Korean", Short: "KO", TextInput: TextInput{Name: "t", Language: "ko", Lines: 3, Value: "\n두 줄"}}}}
	page = rendered(t, Field{ID: "title-en", Label: "Title", Input: text}.Show())
	if !inOrderIn(page, `<label for="title-ko">`, "Korean", "KO", "<textarea", `lang="ko"`, ">\n\n두 줄</textarea>") {
		t.Error(page)
	}
}

func TestEnterSendsTheFirstButton(t *testing.T) {
	form := Form{Action: "/x", Hidden: []Hidden{{"from", "3"}}, Buttons: []Button{{Words: "Save", Name: "do", Value: "save", Look: Primary}},
		Parts:   []templ.Component{Repeated{ID: "goals", Title: "Goals", Add: Button{Words: "Add another", Name: "do", Value: "add:goals"}}.Show()},
		Summary: Summary{Sentence: "Not saved", Problems: []Link{To("#place", "Place: too long.")}, Kept: "Kept."}}
	page := rendered(t, form.Show())
	if !inOrderIn(page, `role="alert" tabindex="-1" autofocus`, "Not saved", `href="#place"`, `method="post" action="/x"`, `name="from" value="3"`,
		`name="do" value="save" tabindex="-1"`, `value="add:goals"`, `class="button primary"`) {
		t.Error(page)
	}
}

func TestOptionsOfOneGroupStandUnderItsTitle(t *testing.T) {
	page := rendered(t, Field{ID: "about", Label: "About", Input: Select{Name: "about", Options: []Option{
		{Words: "—"}, {Value: "1", Words: "Seoul", Group: "Activities"}, {Value: "2", Words: "Busan", Group: "Activities", Chosen: true}, {Value: "3", Words: "Cyber", Group: "Areas"},
	}}}.Show())
	if strings.Count(page, "<optgroup") != 2 || !inOrderIn(page, `label="Activities"`, "Seoul", `value="2" selected`, "</optgroup>", `label="Areas"`) {
		t.Error(page)
	}
}
