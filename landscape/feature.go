package landscape

import (
	_ "embed" // words.csv

	"entente/feature"
	"entente/record"
)

//go:embed words.csv
var words string

// Feature is what this folder gives to the program.
var Feature = feature.Feature{
	Name: "landscape", Words: words,
	Kinds: []*record.Kind{Exposures.Kind},
}
