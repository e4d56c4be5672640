package web

import (
	"slices"
	"strings"

	"entente/record"
	"entente/store"
	"entente/ui"
)

// writing are the ways from a record to a form: its next revision, where the pen
// is ours, a copy of it, and records that would name it.
func (read *readRecord) writing(page *ui.Page) {
	if read.Fields == nil {
		return
	}
	address := read.page(read.Record.ID)
	kind, _ := read.Kinds.Lookup(read.Record.Kind) // known, since its fields are
	if read.Record.Partner == read.Us && kind.Writable() && read.mayWrite(read.Record.Kind, read.Record.Label) {
		page.Primary = ui.Button{Words: read.say("Edit"), Href: address + "/edit"}
	}
	if kind.HasForm() && read.mayWrite(read.Record.Kind, read.Channel.DefaultLabel) {
		page.Actions = append(page.Actions, ui.Button{Words: read.say("Duplicate"),
			Href: newAddress(read.Channel.ID, read.Record.Kind, "from", read.Record.ID.String())})
	}
	page.More = ui.Drawer{Words: read.say("Add"), Links: read.follows(read.Record)}
}

// follows are the kinds of which a new one may name this record at once, with
// the address where it is begun.
func (s scene) follows(of store.Record) []ui.Link {
	feature, _, _ := strings.Cut(of.Kind, "/")
	var links []ui.Link
	for _, kind := range s.Kinds.All() {
		if kind.Name() == of.Kind || !kind.HasForm() || !s.mayWrite(kind.Name(), s.Channel.DefaultLabel) {
			continue
		}
		for _, o := range kind.Outline() {
			q := question{o, o.Name}
			own := strings.HasPrefix(kind.Name(), feature+"/")
			if o.Type != refType || !slices.Contains(o.To, of.Kind) && !(own && q.mayName(of.Kind)) {
				continue
			}
			one, _ := kind.Title()
			address := newAddress(of.Channel, kind.Name(), o.Name, q.named(record.Ref{Kind: of.Kind, ID: of.ID}))
			links = append(links, ui.To(address, s.say(one)))
			break
		}
	}
	return links
}
