package programme

import (
	"strings"

	"entente/record"
)

// Edition is what the partners agreed for a span of years, with the edition
// that it follows.
type Edition struct {
	Title       record.Text `json:"title" is:"required column sort search" en:"Title" section:"What"`
	Programme   record.Ref  `json:"programme" to:"programme/programme" is:"required column filter" en:"Programme"`
	Type        EditionType `json:"type" is:"required column filter" en:"Type"`
	Agreed      record.Date `json:"agreed" is:"column sort" en:"Text agreed" section:"When"`
	Signed      record.Date `json:"signed" is:"column sort" en:"Signed"`
	InForce     record.Date `json:"inForce" is:"column sort" en:"In force"`
	ValidFrom   record.Date `json:"validFrom" is:"column sort" en:"Valid from"`
	ValidTo     record.Date `json:"validTo" is:"column sort" en:"Valid to"`
	Predecessor record.Ref  `json:"predecessor" to:"programme/edition" en:"Follows" section:"Background"`
	DraftedIn   string      `json:"draftingLanguage" en:"Drafting language"`
	AuthenticIn []string    `json:"authenticLanguages" en:"Authentic languages"`
	Note        record.Text `json:"note" is:"search" en:"Note"`
	record.Basics
}

// EditionType is the partner tool that an edition is.
type EditionType string

// Options are the partner tools known so far; a partner may send others.
func (EditionType) Options() []record.Option {
	return record.OneOf(
		"tcp: Tailored Cooperation Package",
		"ipcp: Individual Partnership and Cooperation Programme",
		"itpp: Individually Tailored Partnership Programme",
		"other: Other",
	)
}

// code is what officers call a tool among themselves; one that this version does
// not know has none.
func (t EditionType) code() string {
	for _, option := range t.Options() {
		if option.Value == string(t) && t != "other" {
			return strings.ToUpper(option.Value)
		}
	}
	return ""
}

// Editions is the kind programme/edition.
var Editions = record.Declare(record.Of[Edition]{
	Name: "programme/edition", Version: 1,
	Title: "Edition|Editions", Sort: "title",
	Check: checkEdition,
})

// checkEdition leaves the order of agreed, signed and in force alone: a text may
// enter into force before it is signed, and sources disagree about all three.
func checkEdition(e Edition) record.Problems {
	return inOrder(e.ValidFrom, e.ValidTo, record.Wrong("validTo", "The validity ends before it begins."))
}
