package feature

import (
	"cmp"
	"strings"

	"entente/keys"
	"entente/record"
	"entente/ui"
)

// Duties are what waits for somebody, as a feature reads it from the channel of
// the reading; it is asked once for each. A duty is never stored: it is there
// until the act that it asks for is done.
type Duties func(*Reading) ([]Duty, error)

// Arrange says what people did with duties of any feature: who took one, whom it
// was passed to, until when it was put off. It drops none.
type Arrange func(*Reading, []Duty) ([]Duty, error)

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
	Ahead   bool   // a promise whose day is not near: nothing waits yet, but who leaves the office hands it over

	Arranged
}

// Arranged is what people did with a duty.
type Arranged struct {
	Of       string      // code of the office that the feature named
	PutOff   record.Date // it comes back on this day; zero for one that waits now
	Vacant   string      // code of the office that it waits for, if nobody acts for that now: then it waits for anybody
	Taker    string      // account of who took it; never shown
	TakenBy  string      // their name
	PassedBy string      // code of the office that passed it on
	Note     ui.Said     // of who passed it on
	Said     [][]byte    // labels of what this was read from
}

// Feature is the name of the feature that the duty comes from.
func (d Duty) Feature() string {
	name, _, _ := strings.Cut(d.Key, "/")
	return name
}

// Waits reports that the duty is there to be done now: neither put off nor ahead.
func (d Duty) Waits() bool { return d.PutOff.IsZero() && !d.Ahead }

// ByDue orders duties: the first that is due first, those without a date last.
func ByDue(a, b Duty) int {
	if a.Due.IsZero() != b.Due.IsZero() {
		if a.Due.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.Due.Latest().Compare(b.Due.Latest()), strings.Compare(a.Key, b.Key))
}
