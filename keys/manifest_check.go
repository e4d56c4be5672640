package keys

import (
	"fmt"
	"regexp"
	"time"
	"unicode"
	"unicode/utf8"

	"filippo.io/age"
)

// Limits on what a manifest may say.
const (
	maxVersion     = 1_000_000
	maxNames       = 16
	maxNameBytes   = 200
	maxGenerations = 8
)

var (
	codes     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,15}$`)
	languages = regexp.MustCompile(`^[a-z]{2,3}$`)
	softwares = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.+-]{0,39}$`)
)

func (m Manifest) check() error {
	malformed := func(format string, args ...any) error {
		return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), ErrMalformed)
	}
	switch {
	case m.Format != manifestFormat:
		return malformed("format %.40q is not %q", m.Format, manifestFormat)
	case m.Partner.IsZero():
		return malformed("no partner")
	case m.Version < 1 || m.Version > maxVersion:
		return malformed("version %d is out of range", m.Version)
	case (m.Version == 1) != (m.Previous == ""):
		return malformed("version %d names %.80q before it", m.Version, m.Previous)
	case !codes.MatchString(m.Code):
		return malformed("code %.40q is not of 1 to 16 letters, digits and hyphens", m.Code)
	case m.LeastSoftware != "" && !softwares.MatchString(m.LeastSoftware):
		return malformed("least software %.60q", m.LeastSoftware)
	case !plausible(m.Issued):
		return malformed("issued at %v", m.Issued)
	}
	if m.Previous != "" {
		if _, err := parseHash(m.Previous); err != nil {
			return fmt.Errorf("previous: %w", err)
		}
	}
	for _, check := range []func() error{m.checkName, m.Root.Check, m.checkLedgerKeys, m.checkPins, m.checkRecipients, m.checkRevoked} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (m Manifest) checkName() error {
	if len(m.Name) < 1 || len(m.Name) > maxNames {
		return fmt.Errorf("a name in %d languages, expected 1 to %d: %w", len(m.Name), maxNames, ErrMalformed)
	}
	for language, name := range m.Name {
		if !languages.MatchString(language) || !showable(name) {
			return fmt.Errorf("name %.40q in language %.8q: %w", name, language, ErrMalformed)
		}
	}
	return nil
}

// checkLedgerKeys also keeps the three kinds of keys apart from each other and
// from the root: one key has one purpose.
func (m Manifest) checkLedgerKeys() error {
	if len(m.Ledger) < 1 || len(m.Ledger) > maxGenerations {
		return fmt.Errorf("%d generations of ledger keys, expected 1 to %d: %w", len(m.Ledger), maxGenerations, ErrMalformed)
	}
	all := append([]Public{}, m.Root.Keys...)
	for i, key := range m.Ledger {
		if key.Ed25519.Algorithm() != Ed25519 || key.MLDSA44.Algorithm() != MLDSA44 || key.Mirror.Algorithm() != MLDSA44 {
			return fmt.Errorf("ledger keys %d have the wrong algorithms: %w", i, ErrMalformed)
		}
		if !plausible(key.From) {
			return fmt.Errorf("ledger keys %d are valid from %v: %w", i, key.From, ErrMalformed)
		}
		all = append(all, key.Ed25519, key.MLDSA44, key.Mirror)
	}
	return distinct(all...)
}

func (m Manifest) checkPins() error {
	if len(m.TLS) < 1 || len(m.TLS) > maxGenerations {
		return fmt.Errorf("%d TLS pins, expected 1 to %d: %w", len(m.TLS), maxGenerations, ErrMalformed)
	}
	seen := map[string]bool{}
	for _, pin := range m.TLS {
		if _, err := parseHash(pin); err != nil {
			return fmt.Errorf("TLS pin: %w", err)
		}
		if seen[pin] {
			return fmt.Errorf("TLS pin %s stands twice: %w", pin, ErrMalformed)
		}
		seen[pin] = true
	}
	return nil
}

func (m Manifest) checkRecipients() error {
	if len(m.Recipients) > maxGenerations {
		return fmt.Errorf("%d recipients, the limit is %d: %w", len(m.Recipients), maxGenerations, ErrMalformed)
	}
	seen := map[string]bool{}
	for _, text := range m.Recipients {
		recipient, err := age.ParseHybridRecipient(text)
		if err != nil || recipient.String() != text || seen[text] {
			return fmt.Errorf("recipient %.40q: %w", text, ErrMalformed)
		}
		seen[text] = true
	}
	return nil
}

func plausible(at time.Time) bool { return at.Year() >= 2000 && at.Year() <= 9999 }

// showable accepts a name that can stand in a line of a terminal or a page
// without changing what is around it.
func showable(name string) bool {
	if name == "" || len(name) > maxNameBytes || !utf8.ValidString(name) {
		return false
	}
	for _, r := range name {
		if !unicode.IsGraphic(r) {
			return false
		}
	}
	return true
}
