package office

import (
	_ "embed" // words.csv

	"entente/feature"
	"entente/record"
)

//go:embed words.csv
var ownWords string

var kinds = []*record.Kind{Offices.Kind, Assignments.Kind, Watches.Kind, Views.Kind, Handovers.Kind}

// Feature is what this folder gives to the program.
var Feature = feature.Feature{
	Name: "office", Words: ownWords,
	Kinds:   kinds,
	Pages:   pages,
	Beside:  []feature.Beside{besideWatch},
	Duties:  []feature.Duties{packDuty},
	Arrange: []feature.Arrange{arrange},
	Menu:    []feature.Menu{viewsMenu},
	Offices: Of,
	Vet:     vet,
}
