package notice

import _ "embed" // words.csv

// Words is the text of the package's words.csv.
//
//go:embed words.csv
var Words string
