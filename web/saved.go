package web

import (
	"strings"
	"time"

	"entente/feature"
	"entente/ui"
)

// justNow is how long after it was written a revision is announced as saved.
const justNow = 2 * time.Minute

// savedAddress is where a reader goes whose form was saved. The page looks in
// the record itself whether what the address says is so.
func savedAddress(page string, revision int) string { return page + "?saved=" + numbered(revision) }

// savedNotice confirms a revision that the reader's office has just written.
func (read *readRecord) savedNotice(in *feature.Reading) []ui.Notice {
	newest := read.Record.Revision
	age := in.Now.Sub(newest.At)
	if in.Query.Get("saved") != numbered(newest.Revision) || newest.Partner != in.Self || newest.Office != in.Person.Office.Code || age < 0 || age > justNow {
		return nil
	}
	notice := ui.Notice{Announced: true, Sentence: read.say("Revision {n} is written and signed.", "n", numbered(newest.Revision))}
	var others []string
	for _, member := range read.Members {
		if member != in.Self {
			others = append(others, read.partner(read.reader, member).Code)
		}
	}
	if read.Channel.Private || len(others) == 0 {
		notice.Then = read.say("It stays on this node; nobody else receives it.")
	} else {
		notice.Then = read.say("To receive it when their nodes next answer: {partners}", "partners", strings.Join(others, ", "))
	}
	return []ui.Notice{notice}
}
