package ui

// A Remark is what somebody said about a record. One that stays with our own
// side never looks like one that the partners read.
type Remark struct {
	ID      string
	By      Partner
	Office  string
	When    string
	Text    Said
	OwnSide string // words over an internal note; empty for a comment
	Page    Link   // proof and history
}
