package web

import (
	"github.com/a-h/templ"

	"entente/ui"
)

// fields are every input, each as it is and with an error.
func (g gallery) fields() []templ.Component {
	summary := ui.Summary{
		Sentence: g.say("Not saved"), Kept: g.say("What you sent was kept"), Example: true,
		Problems: []ui.Link{ui.To("#example-text-wrong", g.say("Title")), ui.To("#example-date-wrong", g.say("Start"))},
	}
	var right, wrong []templ.Component
	for _, field := range g.everyField() {
		right = append(right, field.Show())
		field.ID += "-wrong"
		field.Errors = []string{g.say("This field is required.")}
		field.Input = otherwise(field.Input)
		wrong = append(wrong, field.Show())
	}
	return []templ.Component{
		summary.Show(),
		inForm(
			ui.FormSection{ID: "example-section", Title: g.say("Section"), Hint: g.say("required"), Parts: right}.Show(),
			ui.Folded{Title: g.say("More"), Parts: []templ.Component{g.repeated().Show()}, Open: true}.Show(),
			ui.FormSection{ID: "example-errors", Title: g.say("Not saved"), Parts: wrong}.Show(),
		),
	}
}

func (g gallery) everyField() []ui.Field {
	options := []ui.Option{{Value: "1", Words: g.say("Exercise"), Chosen: true}, {Value: "2", Words: g.say("Visit")}, {Value: "3", Words: g.say("Event"), Group: g.say("Other")}}
	text := ui.TextInput{Name: "example", Value: g.title().Text}
	return []ui.Field{
		{ID: "example-text", Label: g.say("Title"), Must: g.say("required"), Input: text, Wide: true},
		{ID: "example-languages", Label: g.say("Title"), Input: g.inLanguages("example-languages"), Wide: true},
		{ID: "example-lines", Label: g.say("Description"), Hint: g.say("what it is for"), Input: ui.TextInput{Name: "lines", Lines: 3}, Wide: true},
		{ID: "example-select", Label: g.say("Type"), Input: ui.Select{Name: "select", Options: options}},
		{ID: "example-short", Label: g.say("Number"), Input: ui.TextInput{Name: "short", Value: "5.1", Short: true}},
		{ID: "example-one", Label: g.say("Certainty"), Input: ui.Choices{Name: "one", Options: options[:2]}},
		{ID: "example-many", Label: g.say("Columns"), Input: ui.Choices{Name: "many", Many: true, Options: options[:2]}},
		{ID: "example-date", Label: g.say("Start"), Input: ui.DateInput{Day: ui.DatePart{Words: g.say("Day"), Name: "d", Value: "11"}, Month: ui.DatePart{Words: g.say("Month"), Name: "m", Value: "9"}, Year: ui.DatePart{Words: g.say("Year"), Name: "y", Value: "2025"}}},
		{ID: "example-money", Label: g.say("Money"), Input: ui.MoneyInput{
			Amount: ui.TextInput{Name: "amount", Value: "12000000", Short: true}, Currency: ui.TextInput{Name: "currency", Value: "KRW", Short: true},
			AmountWords: g.say("Amount"), CurrencyWords: g.say("Currency"), CurrencyID: "example-money-currency", Currencies: []string{"EUR", "KRW"},
		}},
		{ID: "example-reference", Label: g.say("Area"), Input: ui.Reference{
			Text: ui.TextInput{Name: "reference", Value: g.title().Text}, Title: g.say("Records that may be meant"), Matches: ui.Choices{Name: "match", Options: options},
		}},
	}
}

func (g gallery) inLanguages(id string) ui.TextIn {
	var rows []ui.LanguageRow
	for _, one := range []struct{ code, short, words, value string }{
		{"en", "EN", g.say("English"), "Example exercise"}, {"fr", "FR", g.say("French"), ""}, {"ko", "KO", g.say("Korean"), "예시 연습"},
	} {
		rows = append(rows, ui.LanguageRow{
			ID: id + "-" + one.code, Language: one.code, Short: one.short, Words: one.words,
			TextInput: ui.TextInput{Name: id + one.code, Value: one.value, Language: one.code},
		})
	}
	return ui.TextIn{Rows: rows}
}

// otherwise is an input under ids of its own, since ids stand once on a page.
func otherwise(input ui.Input) ui.Input {
	switch i := input.(type) {
	case ui.TextIn:
		rows := append([]ui.LanguageRow(nil), i.Rows...)
		for n := range rows {
			rows[n].ID += "-wrong"
			rows[n].Wrong = n == 0
		}
		return ui.TextIn{Rows: rows}
	case ui.MoneyInput:
		i.CurrencyID += "-wrong"
		return i
	case ui.Choices:
		i.Name += "-wrong"
		return i
	case ui.Reference:
		i.Matches.Name += "-wrong"
		return i
	}
	return input
}

func (g gallery) repeated() ui.Repeated {
	item := func(id, title string) ui.RepeatedItem {
		return ui.RepeatedItem{Title: title, Parts: []templ.Component{
			ui.Field{ID: id, Label: g.say("Name"), Input: ui.TextInput{Name: id, Value: "A. Example"}}.Show(),
		}}
	}
	return ui.Repeated{
		ID: "example-repeated", Title: g.say("Participants"), Items: []ui.RepeatedItem{item("example-first", "1"), item("example-second", "2")},
		Add: ui.Button{Words: g.say("Add another"), Href: "#example-repeated"},
	}
}
