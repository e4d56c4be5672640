package feature

import (
	"github.com/a-h/templ"

	"entente/keys"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// A Beside is what a feature shows on the page of every record, whatever its
// kind: comments, files. It reads what belongs to the record and returns a
// section; one without a title is left out.
type Beside func(*Reading, store.Record) (Section, error)

// A Section is one titled part of a page.
type Section struct {
	Title  string
	Count  string // beside the title
	Action ui.Link
	Main   templ.Component
	Labels [][]byte // of all that it shows (ui.Page.Labels)
	// Kinds are those whose records the section shows, so that the links of the
	// page do not list them again.
	Kinds []*record.Kind
}

// Duties are what waits for somebody, as a feature reads it from the channel of
// the reading. A duty is never stored: it is there until the act that it asks
// for is done.
type Duties func(*Reading) ([]Duty, error)

// A Duty waits for an office of our own side.
type Duty struct {
	Key     string // the same as long as it is the same duty: "programme/late-milestone:" and an id
	Asked   string // what is asked, in the reader's language: "Assessment"
	About   ui.Link
	Why     string // one sentence in the reader's language
	By      keys.PartnerID
	Office  string      // code of the office that it waits for; "" for anybody of ours
	Due     record.Date // zero for no date
	Record  record.Ref
	Channel record.ChannelID
	Label   []byte // of the record
}
