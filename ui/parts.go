package ui

import "github.com/a-h/templ"

// A Table has heads, and rows under titled groups or under one without a title.
// On a phone each row becomes its labelled values.
type Table struct {
	Caption string // for those who listen
	Heads   []Head
	Groups  []Rows
}

// A Head is the head of a column.
type Head struct {
	Words  string
	Figure bool // figures, which stand at the right
}

// Rows are rows under one title.
type Rows struct {
	ID    string // to jump to
	Title string
	Count string
	Rows  []Row
}

// A Row has a cell for each head. Lead is the cell that says what the row is
// about; a phone shows it without its label.
type Row struct {
	Lead  int
	Cells []templ.Component
}

// A Pair is a term and what it is for one thing.
type Pair struct {
	Term  string
	Value templ.Component
}

// A Fact is one of the few that stand under a title and are never hidden.
type Fact struct {
	Glyph Glyph
	Term  string
	Value templ.Component
}

// A Notice is one bold sentence and what to do.
type Notice struct {
	Tone     Tone
	Sentence string
	Then     string
	// Announced is for what has just happened: it is read out at once.
	Announced bool
}

func (n Notice) role() string {
	if n.Announced {
		return "status"
	}
	return "note"
}

// An Empty says what is missing, why, and what one can do.
type Empty struct {
	Sentence, Why string
	Action        Link
}

// A Ledger is one partner's ledger and how far others have confirmed it.
type Ledger struct {
	Whose    Partner
	Title    string // "ROK's ledger, 214 entries"
	Signed   string // newest checkpoint: size and time
	Verified Status // by this node
	Receipts []Receipt
	State    Status // frozen, sealed, read only; nothing for an open one
	Origin   string
}

// A Receipt is how far one partner has confirmed a ledger. Reached and Size
// draw the bar beside the figures.
type Receipt struct {
	By      Partner
	Words   string
	When    string
	Status  Status
	Reached int64
	Size    int64
}

// width is of a bar of 1000. What is missing stays visible however little.
func (r Receipt) width() int64 {
	switch {
	case r.Size <= 0 || r.Reached <= 0:
		return 0
	case r.Reached >= r.Size:
		return 1000
	}
	return min(r.Reached*1000/r.Size, 980)
}

// A Proof is what can be shown of one entry to somebody who trusts nobody here.
type Proof struct {
	Title   string
	Verdict Status
	Pairs   []Pair
	File    Link
	Size    string
	Check   Link
}
