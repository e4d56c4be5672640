package comment

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
	Name: "comment", Words: ownWords,
	Kinds:  []*record.Kind{Comments.Kind, Notes.Kind},
	Beside: []feature.Beside{beside},
	Pages: []feature.Page{
		{Pattern: "POST /comment/{channel}/{id}", Handler: func(env feature.Env) http.Handler { return env.Act(send) }},
	},
}
