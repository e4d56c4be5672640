package ui

import "github.com/a-h/templ"

// A Step leads from a list to the same list otherwise: filtered, sorted, further
// on. It is a link; where the list was asked for with a text, which no address
// may hold, it is a button that sends the text along.
type Step struct {
	Words  Said
	Beside string // what follows the words, "16"
	Href   string
	Chosen bool
	Heard  string // what those who listen hear instead of the words
}

// carried is the form that takes the text of a list along.
const carried = "carried"

// A List is records of one kind as a reader asked for them.
type List struct {
	Address  string // of the list as it is, without a text
	Plain    string // without a query, for forms that say all of it
	Find     TextInput
	FindID   string
	FindWord string // of the button
	Chips    []Step
	Clear    Step
	Count    string
	Menus    []StepMenu
	Columns  ColumnMenu
	Filter   string // words over the column of filters
	Facets   []FacetList
	Period   PeriodForm
	Notices  []Notice
	Choose   ChooseForm
	Heads    []ListHead
	Caption  string
	Rows     []ListRow
	Empty    Empty
	Pages    []Step
}

// Posts reports that the list was asked for with a text.
func (l List) Posts() bool { return l.Find.Value != "" }

func (l List) method() string {
	if l.Posts() {
		return "post"
	}
	return "get"
}

// A StepMenu is steps that open under a word.
type StepMenu struct {
	Words  string
	Chosen string
	Steps  []Step
}

// A ColumnMenu chooses the columns of a table.
type ColumnMenu struct {
	Words   string
	Chosen  string
	Name    string
	Columns []Option
	Hidden  []Hidden
	Show    string
	AsItWas Step
}

// A FacetList is the values of one field, each with how many records have it.
type FacetList struct {
	Title string
	Steps []Step
	More  string // what is not listed
}

// A PeriodForm asks for a time.
type PeriodForm struct {
	Title    string
	From, To Field
	Hidden   []Hidden
	Show     string
}

// A ChooseForm sends the rows that are ticked. Without an action nothing can be
// ticked.
type ChooseForm struct {
	Action string
	Hidden []Hidden
	Name   string
	Button string
}

// A ListHead is the head of a column, with the step that sorts by it.
type ListHead struct {
	Words  string
	Sort   Step
	Order  string // aria-sort: "ascending", "descending" or nothing
	Figure bool
}

// A ListRow is one record.
type ListRow struct {
	Value  string // what ticking it sends
	Choose string // what the tick means, to those who listen
	Lead   int
	Cells  []templ.Component
}
