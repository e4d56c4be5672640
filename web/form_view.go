package web

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"entente/record"
	"entente/ui"
)

// sections are the fields of a form in the sections that its kind declares.
// Names in other systems, which are seldom needed, stand below them.
func (e *editing) sections() (parts []templ.Component) {
	var open *ui.FormSection
	end := func() {
		if open != nil {
			parts = append(parts, open.Show())
		}
		open = nil
	}
	for i, o := range e.Kind.Outline() {
		if o.Section != "" || o.Single {
			end()
		}
		if o.Section != "" {
			open = &ui.FormSection{ID: "section-" + numbered(i+1), Title: e.say(o.Section)}
		}
		shown := e.parts([]record.Outline{o}, "")
		if open != nil {
			open.Parts = append(open.Parts, shown...)
		} else {
			parts = append(parts, shown...)
		}
	}
	end()
	return parts
}

// parts are fields in the order of the declaration; those of a group stay
// together.
func (e *editing) parts(outlines []record.Outline, prefix string) []templ.Component {
	var parts []templ.Component
	for _, o := range outlines {
		q := question{o, inside(prefix, o.Name)}
		switch {
		case o.Sensitive && !e.private:
		case o.Members != nil:
			parts = append(parts, ui.Together(e.parts(o.Members, q.Path)))
		case o.Item != nil && !o.Single:
			parts = append(parts, e.list(q).Show())
		case o.Single:
			field := e.field(q)
			field.Wide, field.Hint = true, e.say("such as iati:KR-GOV-010-1; several are separated by semicolons")
			folded := ui.Folded{Title: e.fieldTitle(q.Path), Open: len(field.Errors) > 0, Parts: []templ.Component{field.Show()}}
			parts = append(parts, folded.Show())
		default:
			parts = append(parts, e.field(q).Show())
		}
	}
	return parts
}

// list is a list of groups or of single answers.
func (e *editing) list(q question) ui.Repeated {
	list := ui.Repeated{
		ID: fieldID(q.Path), Title: e.fieldTitle(q.Path), Errors: e.sentences(q.Path),
		Hint: e.say("an item left empty is taken away"),
		Add:  ui.Button{Words: e.say("Add another"), Name: inputDo, Value: doAdd + q.Path},
	}
	for n := range e.Typed.items(q.Path) {
		item := *q.Item
		item.Name = strconv.Itoa(n + 1)
		path := inside(q.Path, item.Name)
		shown := ui.RepeatedItem{Parts: e.parts([]record.Outline{item}, q.Path)}
		if item.Members != nil {
			shown = ui.RepeatedItem{Title: e.titles(e.Kind.Titles(path)), Parts: e.parts(item.Members, path)}
		}
		list.Items = append(list.Items, shown)
	}
	return list
}

// field is one question with its answer and what is wrong with it.
func (e *editing) field(q question) ui.Field {
	field := ui.Field{ID: fieldID(q.names()[0]), Label: e.fieldTitle(q.Path), Errors: e.sentences(q.Path), Input: e.input(q)}
	if q.Required {
		field.Must = e.say("required")
	}
	switch {
	case q.Type == textType && q.Required:
		field.Hint = e.say("in at least one language; a missing one falls back and says so")
	case q.Type == dateType:
		field.Hint = e.say("day and month may stay empty")
	case q.Type == urlType:
		field.Wide = true
	}
	if q.Type == textType {
		field.Wide = true
	}
	if q.Sensitive {
		field.Hint = e.say("stays in the private channel, whatever is released")
	}
	if _, changed := e.Meanwhile[q.Path]; changed {
		field.Beside = e.besideOf(q).show()
	}
	return field
}

// mostLines is how high an input grows with what it holds.
const mostLines = 12

func (e *editing) input(q question) ui.Input {
	line := func(name string) ui.TextInput {
		text := ui.TextInput{Name: name, Value: e.Typed[name], Focus: e.Added != "" && strings.HasPrefix(name, e.Added)}
		if lines := len(strings.SplitN(text.Value, "\n", mostLines)); lines > 1 {
			text.Lines = lines
		}
		return text
	}
	switch {
	case q.Type == textType:
		return e.languages(q, line)
	case q.Type == dateType:
		part := func(words, suffix string) ui.DatePart {
			return ui.DatePart{Words: words, Name: q.Path + suffix, Value: e.Typed[q.Path+suffix]}
		}
		return ui.DateInput{Day: part(e.say("Day"), ".day"), Month: part(e.say("Month"), ".month"), Year: part(e.say("Year"), ".year")}
	case q.Type == moneyType:
		return e.money(q, line)
	case q.Type == refType:
		return e.referenceInput(q)
	case len(q.Options) > 0:
		return e.choices(q, q.Options)
	case isYesNo(q.Type):
		return e.choices(q, []record.Option{{Value: "true", Title: "Yes"}, {Value: "false", Title: "No"}})
	}
	text := line(q.Path)
	switch of := pointedTo(q.Type); {
	case of.Kind() == reflect.Int64 || of.Kind() == reflect.Int:
		text.Mode, text.Short = "numeric", true
	case of == reflect.TypeFor[record.Decimal]():
		text.Mode, text.Short = "decimal", true
	case of == urlType:
		text.Mode = "url"
	}
	return text
}

// languages are a row for each language, of one line where one is enough.
func (e *editing) languages(q question, line func(string) ui.TextInput) ui.Input {
	var text ui.TextIn
	names := map[record.Language]string{record.English: e.say("English"), record.French: e.say("French"), record.Korean: e.say("Korean")}
	for _, language := range record.Languages() {
		row := ui.LanguageRow{
			Language: string(language), Short: strings.ToUpper(string(language)), Words: names[language],
			TextInput: line(q.Path + "." + string(language)),
		}
		row.ID, row.TextInput.Language = fieldID(row.Name), row.Language
		row.Wrong = hasProblem(e.Problems, row.Name) || hasProblem(e.Problems, q.Path)
		if !q.Sorted {
			row.Lines = max(row.Lines, 2)
		}
		text.Rows = append(text.Rows, row)
	}
	return text
}

func (e *editing) money(q question, line func(string) ui.TextInput) ui.Input {
	money := ui.MoneyInput{
		Amount: line(q.Path + ".amount"), Currency: line(q.Path + ".currency"),
		AmountWords: e.say("Amount"), CurrencyWords: e.say("Currency"), CurrencyID: fieldID(q.Path + ".currency"),
	}
	money.Amount.Mode, money.Amount.Short, money.Currency.Short = "decimal", true, true
	for _, code := range record.Currencies() {
		money.Currencies = append(money.Currencies, string(code))
	}
	return money
}

// choices is a list with nothing chosen at first. A value of a newer partner
// stays among them.
func (e *editing) choices(q question, options []record.Option) ui.Input {
	typed := e.Typed[q.Path]
	list := ui.Select{Name: q.Path, Options: []ui.Option{{Words: "—"}}}
	for _, option := range options {
		list.Options = append(list.Options, ui.Option{Value: option.Value, Words: e.say(option.Title), Chosen: option.Value == typed})
	}
	if typed != "" && !slices.ContainsFunc(options, func(o record.Option) bool { return o.Value == typed }) {
		list.Options = append(list.Options, ui.Option{Value: typed, Words: typed, Chosen: true})
	}
	return list
}

func pointedTo(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

func isYesNo(t reflect.Type) bool { return pointedTo(t).Kind() == reflect.Bool }

// fieldID is the id of the input of this name.
func fieldID(name string) string { return "f-" + strings.TrimPrefix(name, "_") }

// fieldTitle is what a field is called within its group.
func (e *editing) fieldTitle(path string) string {
	titles := e.Kind.Titles(path)
	if len(titles) == 0 {
		return path
	}
	last := titles[len(titles)-1]
	if _, err := strconv.Atoi(last); err == nil { // an item of a list of single answers
		return e.titles(titles)
	}
	return e.say(last)
}
