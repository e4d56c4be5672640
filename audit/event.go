package audit

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/record"
)

// What is one sort of thing that is written down. The list is closed.
type What string

const (
	Read           What = "read" // of records above the level, also those that a search found
	Export         What = "export"
	Release        What = "release"
	SignIn         What = "sign-in"
	SignInRefused  What = "sign-in-refused"
	SignOut        What = "sign-out"
	StepUp         What = "step-up"
	Rights         What = "rights" // a grant or its end: roles, clearances, need-to-know
	BreakGlass     What = "break-glass"
	MandateAdded   What = "mandate-added"
	MandateRevoked What = "mandate-revoked"
	Withdrawal     What = "withdrawal"
	Purge          What = "purge" // a decision on an order, and its carrying out
	Keys           What = "keys"  // an operation with or on keys: charters, partners, manifests
	Account        What = "account"
	Token          What = "token"
	Backup         What = "backup"
	Operator       What = "operator" // a command of whoever holds the folder
	Configuration  What = "configuration"
)

// Whats lists all, in the order in which a page offers them.
func Whats() []What {
	return []What{Read, Export, Release, Withdrawal, Purge, SignIn, SignInRefused, SignOut, StepUp, BreakGlass,
		Rights, MandateAdded, MandateRevoked, Keys, Account, Token, Backup, Operator, Configuration}
}

// An Event is one thing that somebody did, or was refused.
type Event struct {
	At      time.Time `json:"at"`
	What    What      `json:"what"`
	Account string    `json:"account,omitempty"` // pseudonym in the audit channel
	Session string    `json:"session,omitempty"` // pseudonym of a session or a token
	Office  string    `json:"office,omitempty"`  // code
	About   string    `json:"about,omitempty"`   // pseudonym of another account that it concerns
	Of      []Subject `json:"of,omitempty"`
	Count   int64     `json:"count,omitzero"`    // of records, where they are not named
	Outcome string    `json:"outcome,omitempty"` // code of a result, a reason or a command; empty: it was done
}

// A Subject is what an event concerns in one channel, under one label.
type Subject struct {
	Channel record.ChannelID `json:"channel"`
	Label   *LabelHash       `json:"label,omitempty"`
	Records []Item           `json:"records,omitempty"`
}

// A LabelHash is SHA-256 of a label's XML, by which the node keeps it.
type LabelHash = record.Hash

// An Item is a revision of a record; revision 0 is the record as such.
type Item struct {
	ID       record.ID
	Revision int
}

// MarshalText writes "id.revision", or the id alone.
func (i Item) MarshalText() ([]byte, error) {
	text := i.ID.String()
	if i.Revision > 0 {
		text += "." + strconv.Itoa(i.Revision)
	}
	return []byte(text), nil
}

// UnmarshalText accepts what MarshalText writes.
func (i *Item) UnmarshalText(text []byte) (err error) {
	id, revision, numbered := strings.Cut(string(text), ".")
	if i.ID, err = record.ParseID(id); err != nil || !numbered {
		return err
	}
	i.Revision, err = strconv.Atoi(revision)
	if err != nil || i.Revision < 1 || strconv.Itoa(i.Revision) != revision {
		return fmt.Errorf("audit: %.60q is no revision of a record", text)
	}
	return nil
}

// MostItems bounds the records of one event. More make more events.
const MostItems = 200

// ErrEvent is wrapped by what Check finds.
var ErrEvent = errors.New("no event that can be written down")

var (
	pseudonym = regexp.MustCompile(`^[0-9a-z]{26}$`)
	office    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$`) // as package access takes it
	outcome   = regexp.MustCompile(`^[a-z][a-z0-9/-]{0,39}$`)
)

// Check holds an event to closed forms, so that nothing else can get in.
func (e Event) Check() error {
	items := 0
	for _, subject := range e.Of {
		items += max(len(subject.Records), 1)
	}
	switch {
	case e.At.IsZero() || e.At.Year() < 2000 || e.At.Year() > 9999:
		return fmt.Errorf("audit: %w: no time", ErrEvent)
	case !slices.Contains(Whats(), e.What):
		return fmt.Errorf("audit: %w: not one of the things that are written down", ErrEvent)
	case e.Account != "" && !pseudonym.MatchString(e.Account), e.About != "" && !pseudonym.MatchString(e.About), e.Session != "" && !pseudonym.MatchString(e.Session):
		return fmt.Errorf("audit: %w: no pseudonym", ErrEvent)
	case e.Office != "" && !office.MatchString(e.Office):
		return fmt.Errorf("audit: %w: no code of an office", ErrEvent)
	case e.Outcome != "" && !outcome.MatchString(e.Outcome):
		return fmt.Errorf("audit: %w: no code of an outcome", ErrEvent)
	case e.Count < 0 || items > MostItems:
		return fmt.Errorf("audit: %w: %d records, the limit is %d", ErrEvent, items, MostItems)
	}
	return nil
}
