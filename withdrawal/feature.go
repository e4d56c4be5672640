package withdrawal

import (
	_ "embed" // words.csv
	"net/http"

	"entente/feature"
)

//go:embed words.csv
var ownWords string

// Feature is what this folder gives to the program.
var Feature = feature.Feature{
	Name: "withdrawal", Words: ownWords,
	Beside: []feature.Beside{beside},
	Duties: []feature.Duties{decisions, requests, quoting},
	Pages: []feature.Page{
		{Pattern: "GET /withdrawal/orders", Title: "Withdrawals", Under: feature.RecordKeeping, Handler: page(ordersPage)},
		{Pattern: "GET /withdrawal/orders/{order}", Handler: page(orderPage)},
		{Pattern: "POST /withdrawal/orders/{order}", StepUp: true, Handler: act(decide)},
		{Pattern: "POST /withdrawal/requests/{request}", Handler: act(refuse)},
		{Pattern: "GET /withdrawal/person", Handler: page(personPage)},
		{Pattern: "POST /withdrawal/person", Handler: act(findPerson)},
		{Pattern: "POST /withdrawal/preview", Handler: act(previewPieces)},
		{Pattern: "POST /withdrawal/order", StepUp: true, Handler: act(write)},
		{Pattern: "GET /withdrawal/choose/{channel}/{id}", Handler: page(choosePage)},
		{Pattern: "POST /withdrawal/choose/{channel}/{id}", Handler: act(previewChoice)},
	},
}

func page(build feature.Build) func(feature.Env) http.Handler {
	return func(env feature.Env) http.Handler { return env.Page(build) }
}

func act(act feature.Act) func(feature.Env) http.Handler {
	return func(env feature.Env) http.Handler { return env.Act(act) }
}
