package journeys_test

import (
	"testing"

	"entente/internal/browser"
	"entente/internal/testworld"
)

// Somebody looks as the partner does, reads pages whose bands say so, in every
// language and on a phone, and goes back.
func TestSomebodyLooksAsThePartnerDoesAndGoesBack(t *testing.T) {
	b := browser.Start(t)
	w := testworld.New(t, features()...)
	address := w.ROK.Serve(t, "rok")
	all := pagesOf(t, w)
	for _, look := range []browser.Look{{Width: 1440, Height: 900}, {Width: 320, Height: 700, Dark: true}} {
		tab := b.Tab(t, look)
		for _, name := range []string{"viewas", "extent"} {
			everyPage(t, tab, look, address, map[string]string{name: all[name]})
		}
		tab.Go(address + all["record"] + "?lang=en")
		tab.Follow("View as NATO")
		tab.Sees("As the node of NATO holds it, by what it had confirmed on")
		everyPage(t, tab, look, address, map[string]string{
			"home": all["home"], "record": all["record"], "list": all["list"], "of our own": all["drafts"],
		})
		tab.Go(address + all["record"] + "?lang=en")
		tab.Follow("Back to our own view")
		tab.Sees("View as NATO")
	}
}
