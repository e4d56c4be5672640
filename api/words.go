package api

import _ "embed"

//go:embed words.csv
var ownWords string
