package rights

import (
	_ "embed" // words.csv

	"entente/feature"
	"entente/record"
)

//go:embed words.csv
var ownWords string

var kinds = []*record.Kind{Roles.Kind, Clearances.Kind, Nationalities.Kind, Needs.Kind, Closures.Kind, Approvals.Kind}

// Feature is what this folder gives to the program.
var Feature = feature.Feature{
	Name: "rights", Words: ownWords,
	Kinds:   kinds,
	Pages:   pages,
	Menu:    []feature.Menu{menu},
	Duties:  []feature.Duties{duties},
	Account: []feature.Account{mine},
	Rights:  grantedTo,
	Vet:     vet,
}
