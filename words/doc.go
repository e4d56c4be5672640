// Package words says things in the reader's language: English, French or Korean.
//
// The program speaks English phrases; a Catalogue knows what they are in the
// other two. A feature brings its own in a words.csv with the columns en, fr and
// ko, keyed by the English words exactly as they stand in its declarations, so
// that a translator or an officer can correct a term without reading code. What
// nobody translated is shown in English rather than not at all.
//
// A Catalogue is a value: it is made once from the files and never changes.
// Dates, numbers and sums need no catalogue (date.go, number.go).
//
// What is wrong with a record leaves package record as codes (record.Problem);
// here, at the edge, it becomes a sentence (problem.go).
package words
