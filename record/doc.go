// Package record defines what partners write: entries, and the kinds of record
// that they carry.
//
// An entry is an ordered list of parts (label, header, body, then personal
// values and attachments), each committed to under a salt of its own; the
// ledger holds only the commitment over the list. Files entry.go, part.go,
// header.go and encode.go are those bytes, as docs/formats.md describes them.
//
// A kind is declared once, as a Go struct with tags (declare.go); its JSON
// Schema, its validation, its columns in a spreadsheet, the text that search
// finds and the values that lists filter by are all derived from that one
// declaration (plan.go, schema.go, validate.go, columns.go).
//
// The package knows no store, clock or network, and no feature.
package record
