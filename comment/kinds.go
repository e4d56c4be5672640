package comment

import "entente/record"

// Comment is said to every member of the channel that it stands in.
type Comment struct {
	Text  record.Text `json:"text" is:"required column search" en:"Comment"`
	About record.Ref  `json:"about" to:"*" is:"required filter" en:"About"`
	record.Basics
}

// Comments is the kind comment/comment.
var Comments = record.Declare(record.Of[Comment]{
	Name: "comment/comment", Version: 1, Title: "Comment|Comments", Made: record.ByOwnForm,
})

// Note is for one's own side only. About names a record of any channel of ours.
type Note struct {
	Text  record.Text `json:"text" is:"required sensitive column search" en:"Internal note"`
	About record.Ref  `json:"about" to:"*" is:"required filter" en:"About"`
	record.Basics
}

// Notes is the kind comment/note.
var Notes = record.Declare(record.Of[Note]{
	Name: "comment/note", Version: 1, Title: "Internal note|Internal notes", OwnSide: true, Made: record.ByOwnForm,
})
