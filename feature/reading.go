package feature

import (
	"net/url"
	"time"

	"github.com/a-h/templ"

	"entente/access"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
	"entente/words"
)

// A Reader is for whom a page is made.
type Reader struct {
	Language record.Language
	Words    words.Catalogue
	Person   access.Person // zero before anybody has signed in
}

// Say says English words in the reader's language; pairs are names and what
// replaces them as it is: Say("until {date}", "date", "2026").
func (r Reader) Say(english string, pairs ...string) string {
	args := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return r.Words.Say(r.Language, english, args)
}

// Count says how many: "{n} entry|{n} entries".
func (r Reader) Count(english string, n int64) string { return r.Words.Count(r.Language, english, n) }

// Number writes a quantity as the reader's language does, to be given to Say.
func (r Reader) Number(n int64) string { return words.Number(r.Language, n) }

// Hear is what a reader is shown of a text that a partner wrote.
func (r Reader) Hear(text record.Text) ui.Said { return ui.Hear(text, r.Language) }

// Date says a date as exactly as it is known.
func (r Reader) Date(d record.Date) string { return words.Date(r.Language, d) }

// A Reading is one request for a page, in one snapshot of the store.
type Reading struct {
	Reader
	Tx    *store.Tx
	Query url.Values
	Path  func(string) string // values of the wildcards in the page's pattern
	Now   time.Time
	Self  keys.PartnerID
	// ReadOnly says that the page shows what another partner holds, who is Self then:
	// nothing of ours stands on it, and nothing can be done there.
	ReadOnly bool
	Private  record.ChannelID // this partner's own channel
	Channel  store.Channel    // that the reader has before them
	Members  []keys.PartnerID // of that channel
	Partner  func(keys.PartnerID) ui.Partner
	Record   func(record.ID) string       // address of the page of a record of the channel
	At       func(pairs ...string) string // address of this page with other values in its query; "" takes one away
	// Duties are all that waits for our own side, of every feature and channel, in
	// the order of ByDue. What was put off is among them: see Duty.Waits.
	Duties func() ([]Duty, error)
	// May reports whether the reader may do something with a class of records. What
	// they may not do is not offered; the node holds them to it whatever is offered.
	May func(access.Action, store.Class) bool
	// Inquire is what rights are read from: see node.Inquiry.
	Inquire func(access.Account) (node.Inquiry, error)
	// Explain says why an account may do something with a class of records, or may
	// not: see node.Explain.
	Explain func(account string, action access.Action, class store.Class) (node.Explanation, error)
	Marking func(label []byte) string // its words, in the reader's language
	// Marker asks for the label of what is written in a channel.
	Marker func(record.ChannelID) (Marker, error)
	// Largest is how large a file may be, in bytes.
	Largest int64
	// Confirmed shows how far the channel's ledgers are verified and confirmed.
	Confirmed templ.Component
}

// A Build turns a reading into a page. Its errors are of the store only, and
// are answered with a page that gives no detail.
type Build func(*Reading) (ui.Page, error)
