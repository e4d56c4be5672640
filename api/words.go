package api

import _ "embed"

// Words is the text of words.csv, as a feature's is.
//
//go:embed words.csv
var Words string
