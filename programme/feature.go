package programme

import (
	_ "embed" // words.csv

	"entente/feature"
	"entente/record"
)

//go:embed words.csv
var kindWords string

// Feature is what this folder gives to the program.
var Feature = feature.Feature{
	Name: "programme", Words: kindWords + pageWords,
	Kinds: []*record.Kind{
		Programmes.Kind, Editions.Kind, Areas.Kind, Objectives.Kind, Goals.Kind, Activities.Kind,
		Milestones.Kind, Contributions.Kind, Actions.Kind, Assessments.Kind, Sources.Kind,
	},
	Pages: pages, Duties: []feature.Duties{duties}, Home: []feature.Home{rhythm},
}
