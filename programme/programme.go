package programme

import "entente/record"

// Programme is a cooperation that partners run together over many years. What
// they agree for a span of years is an Edition of it.
type Programme struct {
	Title       record.Text `json:"title" is:"required column sort search" en:"Title"`
	Partners    []string    `json:"partners" is:"column search" en:"Partners"`
	Purpose     record.Text `json:"purpose" is:"search" en:"Purpose"`
	LegalNature record.Text `json:"legalNature" en:"Legal nature"`
	Since       record.Date `json:"since" is:"column sort" en:"Since"`
	record.Basics
}

// Programmes is the kind programme/programme.
var Programmes = record.Declare(record.Of[Programme]{
	Name: "programme/programme", Version: 1,
	Title: "Programme|Programmes", Sort: "title",
})
