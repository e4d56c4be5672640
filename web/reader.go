package web

import (
	"encoding/hex"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"entente/feature"
	"entente/record"
	"entente/ui"
	"entente/words"
)

// A reader is for whom a page of this package is made.
type reader struct{ feature.Reader }

func (r reader) say(english string, pairs ...string) string { return r.Say(english, pairs...) }

func (r reader) hear(text record.Text) ui.Said { return r.Hear(text) }

func (r reader) count(n int64) string { return r.Number(n) }

// moment says an instant in the reader's zone.
func (r reader) moment(t time.Time) string { return r.Moment(t) }

// titles says where a field stands: "Participants 1, Office".
func (r reader) titles(english []string) string {
	var said strings.Builder
	for i, title := range english {
		if _, err := strconv.Atoi(title); err == nil {
			said.WriteString(" " + title)
			continue
		}
		if i > 0 {
			said.WriteString(", ")
		}
		said.WriteString(r.say(title))
	}
	return said.String()
}

// A namer says what a reference is called and where it leads.
type namer func(record.Ref) ui.Link

// words says a value of a record.
func (r reader) words(value any, name namer) ui.Said {
	switch v := value.(type) {
	case record.Text:
		return r.hear(v)
	case record.Date:
		return ui.Plain(r.Date(v))
	case record.Money:
		return ui.Plain(words.Money(r.Language, v))
	case record.Decimal:
		return ui.Plain(words.Decimal(r.Language, v))
	case record.Ref:
		return name(v).Words
	case record.ExternalID:
		return ui.Plain(v.String())
	case record.Choice:
		return ui.Plain(r.choice(v))
	case gone:
		return ui.Plain(r.partState(v.State).Word)
	case bool:
		if v {
			return ui.Plain(r.say("Yes"))
		}
		return ui.Plain(r.say("No"))
	}
	v := reflect.ValueOf(value)
	if v.CanInt() {
		return ui.Plain(strconv.FormatInt(v.Int(), 10)) // not grouped: it may be a year
	}
	return ui.Plain(v.String())
}

func (r reader) choice(c record.Choice) string {
	value := reflect.ValueOf(c).String()
	for _, option := range c.Options() {
		if option.Value == value {
			return r.say(option.Title)
		}
	}
	return value // of a newer partner
}

// show is words as they stand on a page: links lead, lines stay broken.
func (r reader) show(value any, name namer) templ.Component {
	switch v := value.(type) {
	case record.Ref:
		return name(v).Show()
	case record.URL:
		return ui.Link{Words: ui.Plain(string(v)), Href: string(v), Away: true}.Show()
	case gone:
		return r.partState(v.State).Show()
	}
	return ui.Lines(r.words(value, name))
}

// partState is one of the five states that a part of an entry can be in here.
func (r reader) partState(state record.PartState) ui.Status {
	switch state {
	case record.Present:
		return ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: r.say("present")}
	case record.Pending:
		return ui.Status{Glyph: ui.Clock, Tone: ui.Act, Word: r.say("pending: not here yet")}
	case record.Withheld:
		return ui.Status{Glyph: ui.Lock, Tone: ui.Warn, Word: r.say("withheld from us")}
	case record.Withdrawn:
		return ui.Status{Glyph: ui.Struck, Word: r.say("withdrawn")}
	case record.Rejected:
		return ui.Status{Glyph: ui.Cross, Tone: ui.Bad, Word: r.say("rejected")}
	}
	return ui.Status{Word: state.String()}
}

func (r reader) partType(t record.PartType) string {
	switch t {
	case record.LabelPart:
		return r.say("label")
	case record.HeaderPart:
		return r.say("header")
	case record.BodyPart:
		return r.say("text")
	case record.PersonalPart:
		return r.say("personal value")
	case record.AttachmentPart:
		return r.say("attachment")
	case record.AttachmentLabelPart:
		return r.say("label of the attachment")
	}
	return t.String()
}

// refusal says why an entry is in quarantine.
func (r reader) refusal(code string) string {
	switch code {
	case record.RefusedOpening:
		return r.say("Its parts do not open what its writer committed to.")
	case record.RefusedLabel:
		return r.say("It has no label that can be read.")
	case record.RefusedCeiling:
		return r.say("Its label is above what this channel or node may hold.")
	case record.RefusedHeader:
		return r.say("Its header cannot be read.")
	case record.RefusedPlace:
		return r.say("It names another channel, epoch or partner than its ledger.")
	case record.RefusedPen:
		return r.say("Its writer does not hold the pen of the record.")
	case record.RefusedSuccession:
		return r.say("It does not follow the revision before it.")
	case record.RefusedBody:
		return r.say("Its text is not what its kind requires.")
	case record.RefusedAttachment:
		return r.say("A file is not what its writer committed to.")
	case record.RefusedAct:
		return r.say("The signature that it brings does not stand.")
	case record.RefusedSensitive:
		return r.say("It holds fields that must not leave a private channel.")
	}
	return code
}

// short is enough of a hash to compare at a glance.
func short(hash []byte) string {
	text := hex.EncodeToString(hash)
	if len(text) < 16 {
		return text
	}
	return text[:4] + " " + text[4:8] + " … " + text[len(text)-8:len(text)-4] + " " + text[len(text)-4:]
}

func upper(code string) string { return strings.ToUpper(code) }
