package ui

// Filters are what a page shows less by. They stand in its address, so that a
// filtered page can be kept, sent and printed.
type Filters struct {
	Action  string // path of the page
	Hidden  []Hidden
	Choices []Choice
	Apply   string
}

// A Choice is one of them: a list of options, or a short text if it has none.
type Choice struct {
	Name, Label string
	Options     []Option
	Value       string // of a text
}
