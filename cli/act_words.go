package cli

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"

	"entente/channel"
	"entente/keys"
	"entente/label"
	"entente/record"
)

// sayAsker says who asks, for which channel, and who will read what takes effect.
func (e *env) sayAsker(r channel.Request, terms channel.Opened, members map[keys.PartnerID]keys.Manifest) {
	e.say("%s asks for signatures in the channel %s (%s).", plain(members[r.Partner].Code), plain(terms.Name.EN), terms.Channel)
	for _, m := range terms.Members {
		e.say("  %s: %s (%s)", m.Standing, plain(members[m.Partner].Code), m.Partner)
	}
	e.say("")
}

// sayAsked shows a text in full. All of it comes out of the parts that open the
// leaf which is signed: the file says nothing about itself that is believed.
func (e *env) sayAsked(number int, read channel.Read) {
	if len(read.Listed) == 0 {
		e.say("%d. %s", number, read.Act)
		e.sayEntry(read.Entry, read.Header)
	} else {
		e.say("%d. %s of %d entries with one signature", number, read.Act, len(read.Listed))
		for _, entry := range read.Listed {
			header, err := record.DecodeHeader(entry.Part(record.HeaderPart).Content)
			if err == nil { // it was read before
				e.sayEntry(entry, header)
			}
		}
	}
	e.say("   signed is the leaf %s, entry %d\n", read.Entry.Leaf, read.Entry.Index)
}

func (e *env) sayEntry(entry record.Entry, header record.Header) {
	xml, _ := entry.Content(record.LabelPart)
	body, _ := entry.Content(record.BodyPart)
	e.say("   %s, record %s, revision %d, by %s", header.Kind, header.ID, header.Revision, plain(header.Office))
	e.say("   label: %s", plain(label.Shipped().Marking(xml, "en").Text))
	kind, known := e.collected.Kinds.Lookup(header.Kind)
	if !known || !e.sayFields(kind, header, entry, body) {
		e.sayJSON(body)
		for i, part := range entry.Parts {
			if part.Type == record.PersonalPart {
				e.say("   part %d: %s", i, plain(string(part.Content)))
			}
		}
	}
	for _, part := range entry.Parts {
		if part.Type != record.AttachmentPart {
			continue
		}
		if a, err := record.DecodeAttachment(part.Content); err == nil {
			e.say("   file: %s, %d bytes", plain(a.Name), a.Size)
		} else {
			e.say("   file: its description cannot be read")
		}
	}
}

// sayFields shows a body field by field, if this version knows all that is in it.
func (e *env) sayFields(kind *record.Kind, header record.Header, entry record.Entry, body []byte) bool {
	problems, exactly := kind.ValidateVersion(header.Schema, body)
	if !exactly || len(problems) > 0 || header.Schema != kind.Version() {
		return false
	}
	value, err := kind.Decode(body, entry.Personal)
	if err != nil {
		return false
	}
	for _, column := range kind.ColumnsFor(value) {
		if text := column.Text(value); text != "" {
			e.say("   %s: %s", strings.Join(column.Titles, " / "), plain(text))
		}
	}
	return true
}

func (e *env) sayJSON(body []byte) {
	text := jsontext.Value(bytes.Clone(body))
	if err := text.Indent(jsontext.WithIndent("  ")); err != nil {
		e.say("   %s", plain(string(body)))
		return
	}
	for _, line := range strings.Split(string(text), "\n") {
		e.say("   %s", plain(line))
	}
}

// plain leaves nothing in a text that could change what a terminal shows around
// it, or in which order.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return '\ufffd'
		}
		return r
	}, text)
}
