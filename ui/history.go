package ui

// A Revision is one step in the history of a record.
type Revision struct {
	Label   string // "Rev 4"
	Summary string
	By      Partner
	Office  string
	Claimed string // when its writer says it was written
	Bound   Status // no later than: the first time at which another had stored it
	Problem Status // why it is not part of the record, if it is not
	Changes []Change
	Proof   Link
}

// A Change is what became of one field.
type Change struct {
	Field  string
	Pieces []Piece
}

// A Piece is text that stayed, was added or was removed.
type Piece struct {
	Text string
	Fate Fate
}

// Fate is what became of a piece.
type Fate int

// Fates.
const (
	Stayed Fate = iota
	Added
	Removed
)
