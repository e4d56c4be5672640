package landscape

import (
	"math/big"

	"entente/record"
)

// Exposure is how much of a measure (exports, imports, debt held) a subject has
// with one counterpart in one year. The share in percent stands beside the
// amounts because sources often give only one of them, and because a share that
// was computed from amounts is not the same as one that was reported.
type Exposure struct {
	Counterpart string         `json:"counterpart" is:"required column filter sort search" en:"Counterpart"`
	Subject     string         `json:"subject" is:"required column filter sort search" en:"Subject"`
	Measure     string         `json:"measure" is:"required column filter search" en:"Measure"`
	Year        int64          `json:"year" is:"required column filter sort" en:"Year"`
	Amount      record.Money   `json:"amount" is:"column" en:"Amount"`
	Total       record.Money   `json:"total" en:"Total"`
	Share       record.Decimal `json:"share" is:"column" en:"Share in percent"`
	Basis       Basis          `json:"basis" is:"column filter" en:"Basis"`
	Note        record.Text    `json:"note" is:"search" en:"Note"`
	record.Basics
}

// Basis says whether a share was taken over or worked out.
type Basis string

// Options are the bases known so far; a partner may send others.
func (Basis) Options() []record.Option {
	return record.OneOf("as-reported: As reported", "computed: Computed")
}

// Exposures is the kind landscape/exposure.
var Exposures = record.Declare(record.Of[Exposure]{
	Name: "landscape/exposure", Version: 1,
	Title: "Exposure|Exposures", Sort: "-year",
	Check: checkExposure,
})

// checkExposure leaves a computed share that does not follow from its amounts
// to the reader: amounts are rounded too.
func checkExposure(e Exposure) record.Problems {
	var wrong record.Problems
	if e.Year < 1000 || e.Year > 9999 {
		wrong = append(wrong, record.Wrong("year", "The year has four digits."))
	}
	if share, ok := e.Share.Rat(); ok && (share.Sign() < 0 || share.Cmp(big.NewRat(100, 1)) > 0) {
		wrong = append(wrong, record.Wrong("share", "A share lies between 0 and 100 percent."))
	}
	if !e.Amount.IsZero() && !e.Total.IsZero() {
		switch {
		case e.Amount.Currency != e.Total.Currency:
			wrong = append(wrong, record.Wrong("total", "The total is in another currency than the amount."))
		case e.Amount.Minor > e.Total.Minor:
			wrong = append(wrong, record.Wrong("total", "The total is smaller than the amount."))
		}
	}
	return wrong
}
