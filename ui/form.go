package ui

import "github.com/a-h/templ"

// A Form is what a reader fills in and sends by POST. It works without a script:
// every button sends all of it.
type Form struct {
	Action  string
	Hidden  []Hidden
	Summary Summary
	Parts   []templ.Component // fields, sections, repeated groups
	Buttons []Button          // the first of them is what the Enter key sends
	Note    string            // beside the buttons: what sending does
}

// Hidden is sent along unseen.
type Hidden struct{ Name, Value string }

// A Summary is all that is wrong with a form, first on the page and focused.
// It has no part on a page whose form is right.
type Summary struct {
	Sentence string // "Not saved: two things to correct"
	Problems []Link // to the fields
	Kept     string // what became of what was typed
	Example  bool   // takes no focus
}

// A Button sends the form with its name and value, or leads away if it has an
// address.
type Button struct {
	Words string
	Name  string
	Value string
	Href  string
	Look  Look
}

// A Look is how loud a button is. A page has one primary button.
type Look string

// Looks.
const (
	Plainly Look = ""
	Primary Look = "primary"
	Quietly Look = "quietly"
	Danger  Look = "danger"
)

// A Field is a question of a form: its label above, a hint beside that, what is
// wrong with the answer, and the input.
type Field struct {
	ID     string // of the first control, to which a summary leads
	Label  string
	Must   string // words for a field that cannot stay empty, "required"
	Hint   string
	Errors []string
	Input  Input
	Beside templ.Component // below the input: what somebody else wrote meanwhile
	Wide   bool            // takes the whole width
}

// An Input is what a field is answered with. Several controls stand in a
// fieldset whose legend is the field's label.
type Input interface {
	several() bool
	control(Field) templ.Component
}

// describedBy names what a listener hears after the label.
func (f Field) describedBy() string {
	by := ""
	if f.Hint != "" {
		by = f.ID + "-hint"
	}
	if len(f.Errors) > 0 {
		by += " " + f.ID + "-error"
	}
	return by
}

func (f Field) wrong() bool { return len(f.Errors) > 0 }

// attributes are those of every control that is a field's only one.
func (f Field) attributes() templ.Attributes {
	return described(f.describedBy(), f.wrong())
}

func described(by string, wrong bool) templ.Attributes {
	attributes := templ.Attributes{}
	if by != "" {
		attributes["aria-describedby"] = by
	}
	if wrong {
		attributes["aria-invalid"] = "true"
	}
	return attributes
}

// A FormSection is a titled part of a form; its title stands beside its fields
// where there is room.
type FormSection struct {
	ID    string
	Title string
	Hint  string
	Parts []templ.Component
}

// Folded is a part of a form that is seldom needed.
type Folded struct {
	Title string
	Open  bool
	Parts []templ.Component
}

// Repeated is a list of groups, or of single answers, to which another can be
// added.
type Repeated struct {
	ID     string
	Title  string
	Hint   string
	Errors []string
	Items  []RepeatedItem
	Add    Button
}

// A RepeatedItem is one of them. One without a title is a single answer and
// stands without a frame.
type RepeatedItem struct {
	Title string
	Parts []templ.Component
}

// Readers says who will see what is about to be written.
type Readers struct {
	Title    string
	Partners []Partner
	Only     string // words of the narrow audience, if it is only our own side
	Sentence string
	Else     Link // how to write for others
}

// A Drawer is links that unfold under a word. It works without a script.
type Drawer struct {
	Words string
	Links []Link
}
