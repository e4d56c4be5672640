package file

import "entente/record"

// File is one file about a record. What its content is, is found out by the node
// that takes it and stated here, so that lists and searches know it.
type File struct {
	Name        string      `json:"name" max:"800" is:"required column sort search" en:"File name"`
	About       record.Ref  `json:"about" to:"*" is:"required filter" en:"About"`
	Description record.Text `json:"description" is:"column search" en:"What it is"`
	MediaType   string      `json:"mediaType" max:"127" is:"required filter" en:"File type"`
	Size        int64       `json:"size" is:"required" en:"Size in bytes"`
	record.Basics
}

// Files is the kind file/file.
var Files = record.Declare(record.Of[File]{
	Name: "file/file", Version: 1, Title: "File|Files", Sort: "name", Made: record.ByOwnPages,
})
