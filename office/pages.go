package office

import (
	"net/http"

	"entente/feature"
)

// pages are those of this feature: what waits, who is who, and leaving.
var pages = []feature.Page{
	{Pattern: "GET /office/duties", Title: "Waits for us", Under: feature.MyWork, Handler: page(dutiesPage)},
	{Pattern: "POST /office/duties", Handler: act(actOnDuty)},
	{Pattern: "GET /office/watched", Title: "Watched records", Under: feature.MyWork, Handler: page(watchedPage)},
	{Pattern: "POST /office/watched", Handler: act(actOnWatch)},
	{Pattern: "GET /office/offices", Title: "Offices", Under: feature.RecordKeeping, Handler: page(directoryPage)},
	{Pattern: "GET /office/views", Handler: page(viewsPage)},
	{Pattern: "POST /office/views", Handler: act(actOnView)},
	{Pattern: "GET /office/leave", Handler: page(leavePage)},
	{Pattern: "POST /office/leave", Handler: act(leave)},
	{Pattern: "GET /office/handover/{id}", Handler: page(handoverPage)},
	{Pattern: "POST /office/handover/{id}", Handler: act(readHandover)},
}

func page(build feature.Build) func(feature.Env) http.Handler {
	return func(env feature.Env) http.Handler { return env.Page(build) }
}

func act(act feature.Act) func(feature.Env) http.Handler {
	return func(env feature.Env) http.Handler { return env.Act(act) }
}
