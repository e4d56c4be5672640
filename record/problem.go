package record

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Problem is one thing that is wrong with a record: where, what, and the
// figures that a sentence about it needs. Package words turns it into a
// sentence in the reader's language.
type Problem struct {
	Path string            // "starts", "title.ko", "participants.1.body"; "" for the whole
	Code string            // one of the codes below, or the English sentence of a feature's own rule
	Args map[string]string // "max": "10000"
}

// Problems is what is wrong with one record. None means that it is valid.
type Problems []Problem

// Codes of problems. Their sentences stand in words/problems.csv.
const (
	ProblemJSON          = "json"           // not JSON, or not UTF-8
	ProblemDuplicateName = "duplicate-name" // a member stands twice in one object
	ProblemDepth         = "depth"          // nested too deep
	ProblemNumber        = "number"         // a number that not every reader keeps exactly
	ProblemSize          = "size"           // more bytes than a body may have
	ProblemRequired      = "required"
	ProblemEmpty         = "empty" // an empty value where it should be left out
	ProblemType          = "type"
	ProblemUnknown       = "unknown" // a member that the kind does not have
	ProblemTooLong       = "too-long"
	ProblemTooMany       = "too-many"
	ProblemRange         = "range"
	ProblemCharacters    = "characters" // control characters
	ProblemDate          = "date"
	ProblemDecimal       = "decimal"
	ProblemAmount        = "amount"
	ProblemCurrency      = "currency"
	ProblemURL           = "url"
	ProblemChoice        = "choice"
	ProblemInteger       = "integer"
	ProblemYesNo         = "yes-no"
	ProblemReference     = "reference"      // not the id of a record
	ProblemReferenceKind = "reference-kind" // names a record of another kind
	ProblemUnresolved    = "unresolved"     // no record has this key
	ProblemElsewhere     = "elsewhere"      // names a record of another channel
	ProblemExternal      = "external"       // not an external identifier
	ProblemDuplicate     = "duplicate"      // stands twice where it may stand once
	ProblemPersonal      = "personal"       // not the number of a personal part
	ProblemInvalid       = "invalid"        // anything else

	ProblemCells     = "cells"         // a row has more or fewer cells than there are columns
	ProblemQuotes    = "quotes"        // quotation marks are not closed or stand inside a cell
	ProblemKey       = "key"           // a row has no key, or one that cannot be one
	ProblemSecondKey = "duplicate-key" // a key stands in two rows

	// These end the reading of a table.
	ProblemNoHeader    = "no-header"    // the file is empty
	ProblemEncoding    = "encoding"     // not UTF-8
	ProblemCommas      = "commas"       // columns are separated by something else
	ProblemFirstColumn = "first-column" // which is not the key
	ProblemColumns     = "columns"      // more than a table may have
	ProblemNoColumn    = "no-column"    // columns that the kind does not have
	ProblemColumnTwice = "column-twice"
	ProblemListTwice   = "list-twice" // in one cell and in columns of its own
	ProblemRowSize     = "row-size"   // a row has more bytes than it may have
	ProblemRows        = "rows"       // more than a table may have
)

// String is the problem for an operator, in English and without the value that
// is wrong: values never go into a log.
func (p Problem) String() string {
	text := p.Code
	if p.Path != "" {
		text = p.Path + ": " + text
	}
	for _, name := range slices.Sorted(maps.Keys(p.Args)) {
		text += fmt.Sprintf(" (%s %.100s)", name, p.Args[name])
	}
	return text
}

// Error lists the problems for an operator.
func (ps Problems) Error() string {
	texts := make([]string, len(ps))
	for i, p := range ps {
		texts[i] = p.String()
	}
	return strings.Join(texts, "; ")
}

// Err is nil if there are no problems.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// Without leaves out what was already wrong before: nobody answers for what
// they found, and a closed schema must not refuse what was read from us.
func (ps Problems) Without(before Problems) Problems {
	var left Problems
	for _, p := range ps {
		known := slices.ContainsFunc(before, func(b Problem) bool { return b.Path == p.Path && b.Code == p.Code })
		if !known {
			left = append(left, p)
		}
	}
	return left
}

// And appends what is found later. The first problem of a path stands.
func (ps Problems) And(later Problems) Problems {
	for _, p := range later {
		told := slices.ContainsFunc(ps, func(b Problem) bool { return b.Path == p.Path })
		if !told {
			ps = append(ps, p)
		}
	}
	return ps
}

// Wrong is a problem that a feature's own rule found, told in English words
// which the feature's words.csv translates.
func Wrong(path, english string) Problem { return Problem{Path: path, Code: english} }
