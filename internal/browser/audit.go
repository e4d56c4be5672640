package browser

import (
	_ "embed" // axe.min.js

	"github.com/chromedp/chromedp"
)

//go:embed axe.min.js
var axe string

// audit runs every rule of WCAG 2.0 to 2.2 at levels A and AA, and those of good
// practice, and says in one line each what was found and where.
const audit = `axe.run(document, {resultTypes: ["violations"]}).then(found =>
	found.violations.flatMap(v => v.nodes.map(n => v.id + ": " + v.help + ": " + n.target.join(" ") + ": " + (n.failureSummary || "").split("\n").slice(1).join(" "))))`

// Audit asks axe-core for violations on the page as it is now.
func (p *Tab) Audit() []string {
	p.t.Helper()
	see(p, "load axe-core", chromedp.Evaluate[bool](axe+"\n;true"))
	return see(p, "audit", chromedp.Evaluate[[]string](audit, chromedp.EvalAwaitPromise))
}
