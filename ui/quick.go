package ui

// quick is how htmx is held to what our pages allow: no style and no evaluation of
// its own, no page kept in the browser's storage, nothing asked of other hosts,
// and the page of an error shown like any other.
const quick = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,` +
	`"historyCacheSize":0,"refreshOnHistoryMiss":true,"scrollIntoViewOnBoost":false,` +
	`"responseHandling":[{"code":"204","swap":false},{"code":"...","swap":true}]}`
