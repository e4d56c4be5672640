package landscape

import _ "embed" // words.csv

// words are the French and Korean for the English words of the declarations.
//
//go:embed words.csv
var words string
