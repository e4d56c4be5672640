// Package comment is what people say about a record without changing it.
//
// A comment goes to the members of the record's channel and is as provable as
// the record. An internal note stays with one's own side: it is a record of the
// private channel that names one which may be shared, and its text is sensitive,
// so that no release carries it. Both stand on the page of every record, look
// different, and say who will read them before they are sent.
package comment
