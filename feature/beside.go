package feature

import (
	"github.com/a-h/templ"

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
