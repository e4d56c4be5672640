package file

import (
	_ "embed" // words.csv
	"net/http"

	"entente/feature"
	"entente/record"
)

//go:embed words.csv
var ownWords string

// Feature is what this folder gives to the program.
var Feature = feature.Feature{
	Name: "file", Words: ownWords,
	Kinds:  []*record.Kind{Files.Kind},
	Beside: []feature.Beside{beside},
	Pages: []feature.Page{
		{Pattern: "POST /file/{channel}/{id}", Handler: func(env feature.Env) http.Handler { return env.FileAct(send) }},
		{Pattern: "GET /file/{channel}/{id}/{revision}", Handler: func(env feature.Env) http.Handler { return env.Give(give) }},
	},
}
