package record

// A Column is one leaf of a kind: what stands in one cell of a spreadsheet or
// one input of a form.
type Column struct {
	Name      string   // header, the same in every version: "title.ko", "participants.1.office"
	Titles    []string // English words from the outside in
	Required  bool
	Shown     bool // in lists: "column"
	Sorted    bool
	Searched  bool
	Filtered  bool
	Sensitive bool
	Personal  bool
	To        []string // kinds that a reference may name
	Options   []Option // of a choice
}

// Text is the cell of a value of the kind's Go type.
func (c Column) Text(value any) string { return "" }

// A Cell is the text that an author wrote into a column. An empty text takes
// the value away; a column without a cell leaves it as it is.
type Cell struct {
	Column Column
	Text   string
}

// Overlay lays cells over a value (a pointer, as from New or Decode), so that
// what they do not show survives, and returns a new one.
func (k *Kind) Overlay(base any, cells []Cell, resolve Resolve) (any, Problems) { return nil, nil }
