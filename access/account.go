package access

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the zones that a person may choose, whatever this machine has
	"unicode/utf8"

	"entente/keys"
	"entente/record"
)

// An Account lets one person into one node. How they prove that they are its
// holder (a password, later others) is not part of it.
type Account struct {
	ID       string // 128 random bits in base32; ledgers know the person by pseudonyms made of it
	Login    string
	Name     string
	Offices  []Office // at least one; the first is the one they act for at first
	Language record.Language
	Zone     string // of the IANA database: "Asia/Seoul"
	Demo     bool   // of a demonstration, with a password that everybody knows
	Disabled bool
}

// Bounds of what stands in an account.
const (
	maxLogin      = 64
	maxPersonName = 200
	maxOffices    = 32
)

// ErrAccount says that an account cannot be as it is; the sentence around it
// says why.
var ErrAccount = errors.New("access: this account cannot be")

var (
	loginForm  = regexp.MustCompile(`^[a-z0-9]([a-z0-9._@-]*[a-z0-9])?$`)
	officeForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9 ._-]*[A-Za-z0-9])?$`)
)

// NewID draws the id of an account or a session.
func NewID(random io.Reader) (string, error) {
	var id [16]byte
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return "", fmt.Errorf("access: draw an id: %w", err)
	}
	return keys.EncodeID(id), nil
}

// Login is the one spelling of a login: people type it with capitals and blanks.
func Login(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

// Check says what is wrong with an account.
func (a Account) Check() error {
	switch {
	case len(a.Login) > maxLogin || !loginForm.MatchString(a.Login):
		return fmt.Errorf("%w: the login is 1 to %d small letters, digits, dots, hyphens or @", ErrAccount, maxLogin)
	case !presentable(a.Name, maxPersonName):
		return fmt.Errorf("%w: the name is one line of 1 to %d characters", ErrAccount, maxPersonName)
	case len(a.Offices) == 0:
		return fmt.Errorf("%w: somebody writes for an office: name at least one", ErrAccount)
	case len(a.Offices) > maxOffices:
		return fmt.Errorf("%w: %d offices, the limit is %d", ErrAccount, len(a.Offices), maxOffices)
	case a.Language != "" && !slices.Contains(record.Languages(), a.Language):
		return fmt.Errorf("%w: the language is en, fr or ko", ErrAccount)
	}
	seen := map[string]bool{}
	for _, office := range a.Offices {
		if len(office.Code) > maxLogin || !officeForm.MatchString(office.Code) || seen[office.Code] {
			return fmt.Errorf("%w: the code of an office is 1 to %d letters, digits, dots, hyphens or blanks, and stands once", ErrAccount, maxLogin)
		}
		for _, language := range record.Languages() {
			if title := office.Title.Get(language); title != "" && !presentable(title, maxPersonName) {
				return fmt.Errorf("%w: the title of an office is one line of at most %d characters", ErrAccount, maxPersonName)
			}
		}
		seen[office.Code] = true
	}
	_, err := ZoneOf(a.Zone)
	return err
}

func presentable(text string, most int) bool {
	if text == "" || strings.TrimSpace(text) != text || !utf8.ValidString(text) || utf8.RuneCountInString(text) > most {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f || r >= 0x2028 && r <= 0x202e })
}

// ZoneOf is the time zone of this name. None is UTC, and what a machine calls
// "Local" is no zone at all: it says something else elsewhere.
func ZoneOf(name string) (*time.Location, error) {
	if name == "" {
		return time.UTC, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" || len(name) > maxLogin {
		return nil, fmt.Errorf("%w: %.40q is not a time zone such as Asia/Seoul", ErrAccount, name)
	}
	return zone, nil
}

// Person is the holder of the account, acting for one of their offices: the one
// with this code, or the first if they have none such.
func (a Account) Person(office string) Person {
	p := Person{Account: a.ID, Name: a.Name, Offices: a.Offices, Language: a.Language, Zone: time.UTC}
	if zone, err := ZoneOf(a.Zone); err == nil {
		p.Zone = zone
	}
	for i, held := range a.Offices {
		if i == 0 || held.Code == office {
			p.Office = held
		}
	}
	return p
}

// Holds reports whether the account has an office of this code.
func (a Account) Holds(office string) bool {
	return slices.ContainsFunc(a.Offices, func(o Office) bool { return o.Code == office })
}

// A Secret is what a browser or a program shows to be known: drawn at random,
// given out once, and kept by its hash only.
type Secret string

// NewSecret draws one of 256 bits behind a prefix.
func NewSecret(random io.Reader, prefix string) (Secret, error) {
	var drawn [32]byte
	if _, err := io.ReadFull(random, drawn[:]); err != nil {
		return "", fmt.Errorf("access: draw a secret: %w", err)
	}
	return Secret(prefix + secretText.EncodeToString(drawn[:])), nil
}

// Hash is what is kept of a secret. It is so long that it needs no salt and no
// slow function.
func (s Secret) Hash() [32]byte { return sha256.Sum256([]byte(s)) }

// String keeps a secret out of logs and of sentences.
func (s Secret) String() string { return "(secret)" }

// DemoPassword is that of every account of a demonstration. It is printed and
// shown: nothing that it opens binds anybody.
const DemoPassword = "demonstration"
