package channel

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"entente/access"
	"entente/keys"
	"entente/label"
	"entente/ledger"
)

// Limits on a charter.
const (
	MaxCharterBytes = 256 << 10
	MaxMembers      = 256
	MaxPolicies     = 16
	MaxSealed       = 1024
	MaxClockBound   = 24 * 60 * 60 // seconds
	maxEpoch        = 1 << 20
	maxIncarnation  = 1 << 20
	maxNameRunes    = 200
	maxRetention    = 1000 // years
	maxOrderDays    = 3650
)

var oid = regexp.MustCompile(`^[0-2](\.(0|[1-9][0-9]*))+$`)

// Check reports what is wrong with a charter by itself.
func (c Charter) Check() error {
	for _, check := range []func() error{c.checkFrame, c.checkName, c.checkMembers, c.checkPolicies, c.checkLabels, c.checkTerms, c.checkMandated, c.checkSealed, c.checkHeirs} {
		if err := check(); err != nil {
			return fmt.Errorf("channel: charter of %s, epoch %d: %w: %w", c.Channel, c.Epoch, err, ErrMalformed)
		}
	}
	return nil
}

func (c Charter) checkFrame() error {
	switch {
	case c.Format != charterFormat:
		return fmt.Errorf("format %.40q, this version reads %q", c.Format, charterFormat)
	case c.Channel.IsZero():
		return fmt.Errorf("no channel")
	case c.Epoch < 0 || c.Epoch > maxEpoch:
		return fmt.Errorf("epoch out of range")
	case c.Epoch == 0 && (c.Previous != "" || len(c.Sealed) > 0 || len(c.Heirs) > 0):
		return fmt.Errorf("a founding charter has none before it and no ledgers to seal")
	case c.Epoch > 0 && !isHash(c.Previous):
		return fmt.Errorf("%.80q is not the hash of the charter before", c.Previous)
	case c.Created.Year() < 1970 || c.Created.Year() > 9998:
		return fmt.Errorf("creation time %v is out of range", c.Created)
	case !c.Created.Equal(c.Created.Truncate(time.Second)):
		return fmt.Errorf("creation time %v has parts of a second", c.Created)
	}
	return nil
}

func isHash(text string) bool {
	digits, ok := strings.CutPrefix(text, "sha256:")
	return ok && isHex(digits)
}

func isHex(digits string) bool {
	raw, err := hex.DecodeString(digits)
	return err == nil && len(raw) == 32 && strings.ToLower(digits) == digits
}

func (c Charter) checkName() error {
	if c.Name.IsZero() || len(c.Name.All()) == 0 {
		return fmt.Errorf("no name")
	}
	for _, name := range c.Name.All() {
		if utf8.RuneCountInString(name) > maxNameRunes {
			return fmt.Errorf("a name of more than %d characters", maxNameRunes)
		}
	}
	return nil
}

func (c Charter) checkMembers() error {
	if len(c.Members) < 1 || len(c.Members) > MaxMembers {
		return fmt.Errorf("%d members, expected 1 to %d", len(c.Members), MaxMembers)
	}
	seen, counted := map[keys.PartnerID]bool{}, 0
	for _, m := range c.Members {
		switch {
		case m.Partner.IsZero() || seen[m.Partner]:
			return fmt.Errorf("partner %s stands twice or is none", m.Partner)
		case !isHash(m.Manifest):
			return fmt.Errorf("%.80q is not the hash of a manifest of %s", m.Manifest, m.Partner)
		case m.Standing != FullMember && m.Standing != Observer:
			return fmt.Errorf("%s has the standing %.20q", m.Partner, m.Standing)
		case m.Standing == FullMember:
			counted++
		}
		seen[m.Partner] = true
	}
	if counted == 0 {
		return fmt.Errorf("nobody but observers")
	}
	return nil
}

func (c Charter) checkPolicies() error {
	if len(c.Policies) < 1 || len(c.Policies) > MaxPolicies {
		return fmt.Errorf("%d policies, expected 1 to %d", len(c.Policies), MaxPolicies)
	}
	seen := map[string]bool{}
	for _, p := range c.Policies {
		switch {
		case p.Name == "" || len(p.Name) > 256 || len(p.ID) > 256 || !oid.MatchString(p.ID) || !isHex(p.SHA256):
			return fmt.Errorf("policy %.40q with id %.40q and hash %.80q", p.Name, p.ID, p.SHA256)
		case seen[p.Name] || seen[p.ID]:
			return fmt.Errorf("policy %s stands twice", p.Name)
		}
		seen[p.Name], seen[p.ID] = true, true
	}
	return nil
}

// checkLabels asks only that both can be read and are of policies that the
// charter pins; Pinned asks the policies.
func (c Charter) checkLabels() error {
	for _, of := range []struct {
		name string
		raw  Label
	}{{"ceiling", c.Ceiling}, {"default label", c.DefaultLabel}} {
		l, err := label.Parse(of.raw)
		if err != nil {
			return fmt.Errorf("%s: %w", of.name, err)
		}
		pinned := false
		for _, p := range c.Policies {
			pinned = pinned || l.PolicyURI == "urn:oid:"+p.ID
		}
		if !pinned {
			return fmt.Errorf("%s is of policy %s, which the charter does not pin", of.name, l.Policy)
		}
	}
	return nil
}

func (c Charter) checkTerms() error {
	switch {
	case c.ClockBound < 1 || c.ClockBound > MaxClockBound:
		return fmt.Errorf("clock bound of %d s, expected 1 to %d", c.ClockBound, MaxClockBound)
	case c.Membership != Unanimity && c.Membership != Majority:
		return fmt.Errorf("membership by %.20q", c.Membership)
	case c.Retention.Years < 0 || c.Retention.Years > maxRetention || c.Retention.OrderDays < 0 || c.Retention.OrderDays > maxOrderDays:
		return fmt.Errorf("retention out of range")
	case c.Retention.Leaver != "keeps" && c.Retention.Leaver != "purges":
		return fmt.Errorf("who leaves %.20q what it received", c.Retention.Leaver)
	}
	return nil
}

// checkMandated knows one act: a charter that asks for others binds its readers
// to what this version cannot hold to.
func (c Charter) checkMandated() error {
	for i, act := range c.Mandated {
		if act != access.Release || i > 0 {
			return fmt.Errorf("entries that need the act %.20q: this version knows %q, once", act, access.Release)
		}
	}
	if c.Private() && len(c.Mandated) > 0 {
		return fmt.Errorf("entries of a private channel need no act")
	}
	return nil
}

func (c Charter) checkSealed() error {
	if len(c.Sealed) > MaxSealed {
		return fmt.Errorf("%d sealed ledgers, the limit is %d", len(c.Sealed), MaxSealed)
	}
	next := map[keys.PartnerID]int{}
	for _, s := range c.Sealed {
		switch {
		case s.Incarnation != next[s.Partner] || s.Incarnation > maxIncarnation:
			return fmt.Errorf("incarnation %d of the ledger of %s, expected %d", s.Incarnation, s.Partner, next[s.Partner])
		case s.Origin != ledger.Origin(c.Channel, c.Epoch-1, s.Partner, s.Incarnation):
			return fmt.Errorf("%.80q is not the ledger of %s in the epoch before", s.Origin, s.Partner)
		case s.Size < 0 || s.Size > ledger.MaxSize || (s.Size == 0) != (s.Root == emptyRoot):
			return fmt.Errorf("ledger of %s ends at %d with root %s", s.Partner, s.Size, s.Root)
		}
		next[s.Partner]++
	}
	return nil
}

var emptyRoot = ledger.NewTree().Root()

func (c Charter) checkHeirs() error {
	seen := map[keys.PartnerID]bool{}
	for _, h := range c.Heirs {
		if _, stays := c.Member(h.Leaver); stays || seen[h.Leaver] || !c.Counts(h.Heir) {
			return fmt.Errorf("%s inherits the pens of %s", h.Heir, h.Leaver)
		}
		seen[h.Leaver] = true
	}
	return nil
}

// Pinned returns those of the policies known here that the charter pins, by
// which every label in the channel is judged, and checks that the ceiling is
// understood and holds the default label. A pinned policy of which the file is
// not here is left out: its labels are above the ceiling until it is.
func (c Charter) Pinned(known label.Policies) (label.Policies, error) {
	hashes := make([]string, len(c.Policies))
	for i, p := range c.Policies {
		hashes[i] = p.SHA256
	}
	pinned, _ := known.Pinned(hashes...)
	if err := pinned.Within(c.DefaultLabel, c.Ceiling); err != nil {
		return label.Policies{}, fmt.Errorf("channel: default label of %s, epoch %d: %w", c.Channel, c.Epoch, err)
	}
	return pinned, nil
}

// PinOf names a policy file that was read.
func PinOf(p *label.Policy) Pin { return Pin{Name: p.Name, ID: p.OID, SHA256: p.Hash()} }
