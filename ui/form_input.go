package ui

import "github.com/a-h/templ"

// TextInput is a line of text, or several.
type TextInput struct {
	Name         string
	Value        string
	Type         string // of the input, "text" if empty
	Mode         string // inputmode: what keys a phone shows
	Autocomplete string // WCAG 1.3.5; "off" if empty
	Lines        int    // more than one makes a textarea
	Short        bool   // a figure, a date, a code
	Language     string // in which it is written, if that is known
	Focus        bool   // the page opens with the cursor here

	Offers []string // while typing; anything else can be typed too
}

func (TextInput) several() bool { return false }

func (i TextInput) kind() string { return or(i.Type, "text") }

func (i TextInput) completes() string { return or(i.Autocomplete, "off") }

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// area is the value of a textarea, of whose content a browser drops the first
// line end.
func (i TextInput) area() string {
	if i.Value != "" && i.Value[0] == '\n' {
		return "\n" + i.Value
	}
	return i.Value
}

// An Option is one of several answers. Of options of one list those that follow
// each other with the same Group stand under it.
type Option struct {
	Value  string
	Words  string
	Hint   string
	Group  string
	Chosen bool
}

// Select is one answer out of a list.
type Select struct {
	Name    string
	Options []Option
	Focus   bool
}

func (Select) several() bool { return false }

type optionGroup struct {
	title   string
	options []Option
}

func (s Select) groups() []optionGroup {
	var groups []optionGroup
	for _, option := range s.Options {
		if last := len(groups) - 1; last >= 0 && groups[last].title == option.Group {
			groups[last].options = append(groups[last].options, option)
			continue
		}
		groups = append(groups, optionGroup{option.Group, []Option{option}})
	}
	return groups
}

// Choices are one answer (radio buttons) or any number of them (checkboxes),
// all in view.
type Choices struct {
	Name    string
	Many    bool
	Options []Option
}

func (Choices) several() bool { return true }

func (c Choices) kind() string {
	if c.Many {
		return "checkbox"
	}
	return "radio"
}

// DateInput is a date in parts, of which day and month may stay empty.
type DateInput struct {
	Day, Month, Year DatePart
}

// A DatePart is one of them.
type DatePart struct{ Words, Name, Value string }

func (DateInput) several() bool { return true }

// TextIn is one text in several languages, a row each.
type TextIn struct{ Rows []LanguageRow }

// A LanguageRow is the text in one language.
type LanguageRow struct {
	ID       string
	Language string // "ko"
	Short    string // "KO"
	Words    string // "Korean", for those who listen
	Wrong    bool
	TextInput
}

func (TextIn) several() bool { return true }

// MoneyInput is an amount and its currency.
type MoneyInput struct {
	Amount, Currency           TextInput
	AmountWords, CurrencyWords string
	CurrencyID                 string
	Currencies                 []string // offered while typing
}

func (MoneyInput) several() bool { return true }

// Reference names a record by its words; Matches are those that the words may
// mean, of which one is chosen.
type Reference struct {
	Text    TextInput
	Hidden  Hidden // the record that was named before
	Title   string // over the matches
	Matches Choices
}

func (Reference) several() bool { return false }

func (i TextInput) control(f Field) templ.Component  { return i.show(f.ID, f.attributes()) }
func (s Select) control(f Field) templ.Component     { return s.show(f.ID, f.attributes()) }
func (c Choices) control(f Field) templ.Component    { return c.show(f.ID) }
func (d DateInput) control(f Field) templ.Component  { return d.show(f) }
func (t TextIn) control(f Field) templ.Component     { return t.show(f) }
func (m MoneyInput) control(f Field) templ.Component { return m.show(f) }
func (r Reference) control(f Field) templ.Component  { return r.show(f) }
