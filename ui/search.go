package ui

import "github.com/a-h/templ"

// A SearchBox is the search in the head of every page. It is sent by POST: no
// address holds what somebody looks for.
type SearchBox struct {
	Action, Name, Label string
}

// A Search is a search and what it found.
type Search struct {
	Box   SearchBox
	Text  string
	Count string
	Sets  []FacetList // by kind and by channel
	Hits  []Hit
	Empty Empty
}

// A Hit is one record that was found.
type Hit struct {
	Href    string
	Title   Marked
	About   []templ.Component // marking, kind, partner, channel
	Snippet Marked
}

// Marked is a text in pieces, of which some were looked for.
type Marked struct {
	Said   Said // whose language the pieces have
	Pieces []FoundPiece
}

// A FoundPiece is a part of a text.
type FoundPiece struct {
	Text  string
	Found bool
}
