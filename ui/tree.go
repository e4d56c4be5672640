package ui

// A Branch is what stands at a place of a tree. Opening and closing it is a link:
// what is open stands in the address.
type Branch struct {
	Anchor  string
	Indent  string // spaces that are kept, so that depth is seen without a style of its own
	Toggle  string // address with the branch the other way; empty for a leaf
	Do      string // what following it does, to those who listen
	Open    bool
	Number  string
	Title   Link
	Strong  bool
	Count   string
	Missing []Link // what it names beside and is not in this tree
	Absent  string // words for what is not in this tree
}

// leaf is about as wide as the sign of a branch, where there is none.
const leaf = "\u2002"
