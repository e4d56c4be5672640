package office

import (
	_ "embed" // words.csv

	"entente/feature"
	"entente/record"
)

//go:embed words.csv
var ownWords string

// Feature is what this folder gives to the program.
var Feature = feature.Feature{
	Name: "office", Words: ownWords,
	Kinds:   []*record.Kind{Offices.Kind, Assignments.Kind, Watches.Kind, Views.Kind, Handovers.Kind},
	Arrange: []feature.Arrange{arrange},
	Offices: Of,
}
