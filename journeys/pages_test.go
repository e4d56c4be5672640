package journeys_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/access"
	"entente/comment"
	"entente/feature"
	"entente/file"
	"entente/internal/browser"
	"entente/internal/testworld"
	"entente/node"
	"entente/office"
	"entente/record"
	"entente/rights"
	"entente/withdrawal"
)

var pictures = flag.String("pictures", "", "folder for pictures of the main pages")

// features are those of the product beside the ones that every world has.
func features() []feature.Feature {
	return []feature.Feature{comment.Feature, office.Feature, file.Feature}
}

// A fact of each side.
const (
	dialogue      = "2024-1st-rok-nato-high-level-cyber-dialogue"
	theirActivity = "2010-rok-leads-prt-under-isaf-nato-account"
)

// pagesOf are the addresses of every sort of page.
func pagesOf(t testing.TB, w *testworld.World) map[string]string {
	record := w.ROK.Find(t, w.Channel, dialogue)
	edition := w.ROK.Find(t, w.Channel, "ipcp-2019")
	theirs := w.ROK.Find(t, w.Channel, theirActivity)
	private, err := w.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := func(prefix string, id string) string { return prefix + w.Channel.String() + "/" + id }
	return map[string]string{
		"home":     "/",
		"years":    "/programme/years",
		"editions": "/programme/editions",
		"edition":  at("/programme/editions/", edition.ID.String()),
		"records":  "/records",
		"list":     "/records?kind=programme/activity",
		"record":   at("/records/", record.ID.String()),
		"channels": "/channels",
		"check":    "/check",
		"parts":    "/components",
		"new":      "/records/" + w.Channel.String() + "/new?kind=programme/activity",
		"edit":     at("/records/", record.ID.String()) + "/edit",
		"drafts":   "/drafts",
		"timeline": "/programme/timeline",
		"duties":   "/office/duties",
		"offices":  "/office/offices",
		"leave":    "/office/leave",
		"absent":   "/nowhere",
		"sign-in":  "/sign-in",
		"account":  "/account",
		"kept":     "/kept",
		"search":   "/search",
		"overview": "/programme",
		"about":    "/about",
		"viewas":   "/view-as",
		"extent":   "/view-as/" + w.NATO.Self().String(),
		"states":   "/components",
		"import":   "/import",
		"notices":  "/notices",
		"watched":  "/office/watched",
		"views":    "/office/views",
		"private":  at("/records/", record.ID.String()) + "/private",
		"amend":    at("/records/", theirs.ID.String()) + "/amend",
		"filtered": "/records?kind=programme/activity&type=consultation&sort=-starts",
		"draft":    "/records/" + private.String() + "/new?kind=programme/goal",

		"step-up":       "/step-up",
		"approvals":     "/approvals",
		"mandates":      "/mandates",
		"to sign":       "/sign",
		"withdrawals":   "/withdrawal/orders",
		"person":        "/withdrawal/person",
		"withdraw":      at("/withdrawal/choose/", record.ID.String()),
		"rights":        "/rights/granted",
		"new role":      "/rights/new?kind=rights/role",
		"new clearance": "/rights/new?kind=rights/clearance",
		"new country":   "/rights/new?kind=rights/nationality",
		"new need":      "/rights/new?kind=rights/need",
		"close":         "/rights/new?kind=rights/closed",
		"audit":         "/audit",
	}
}

// Every page, in every language and in light and dark, keeps nothing from those
// who cannot see it or use no mouse, as far as a program can tell.
func TestEveryPageIsForEverybody(t *testing.T) {
	b := browser.Start(t)
	w := testworld.New(t, append(features(), rights.Feature, withdrawal.Feature)...)
	for _, role := range []access.Role{access.SecurityOfficer, access.RecordsOfficer, access.Auditor} {
		giveRole(t, w.ROK, role)
	}
	address := w.ROK.Serve(t, "rok")
	pages := pagesOf(t, w)
	t.Run("looks", func(t *testing.T) {
		for _, look := range []browser.Look{{Width: 1440, Height: 900}, {Width: 320, Height: 700, Dark: true}} {
			t.Run(fmt.Sprintf("%d wide", look.Width), func(t *testing.T) {
				t.Parallel()
				everyPage(t, b.Tab(t, look), look, address, pages)
			})
		}
	})
}

// giveRole gives the office of a side's person a role, without which some pages
// are not there.
func giveRole(t testing.TB, s testworld.Side, role access.Role) {
	terms := rights.Terms{Kind: rights.Roles.Name(), Office: testworld.Offices[0].Code, Role: string(role), OnPaper: []string{"Kim", "Lee"}}
	draft, err := terms.Draft(record.ID{}, 0, s.Policies)
	if err != nil {
		t.Fatal(err)
	}
	private, err := s.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(t.Context(), private, node.Author{}, draft); err != nil {
		t.Fatal(err)
	}
}

func everyPage(t *testing.T, tab *browser.Tab, look browser.Look, address string, pages map[string]string) {
	for name, path := range pages {
		for _, language := range []string{"en", "fr", "ko"} {
			tab.Go(inLanguage(address+path, language))
			if name != "absent" && language == "en" && strings.Contains(tab.Text(), "There is no such page") {
				t.Errorf("%s is not there", name)
			}
			for _, violation := range tab.Audit() {
				t.Errorf("%s in %s, %d wide, dark %t: %s", name, language, look.Width, look.Dark, violation)
			}
			if over := tab.Wide(); over > 0 {
				t.Errorf("%s in %s is %d pixels wider than a window of %d", name, language, over, look.Width)
			}
		}
	}
}

func inLanguage(address, language string) string {
	if strings.Contains(address, "?") {
		return address + "&lang=" + language
	}
	return address + "?lang=" + language
}

// mainPages are those that most people have before them most days.
var mainPages = []string{"home", "edition", "timeline", "list", "record", "edit", "search", "duties", "channels", "account"}

// Pictures are for people: a program cannot tell whether a page looks right.
func TestPicturesOfTheMainPages(t *testing.T) {
	if *pictures == "" {
		t.Skip("no -pictures folder was named")
	}
	b := browser.Start(t)
	w := testworld.New(t, features()...)
	address := w.ROK.Serve(t, "rok")
	pages := pagesOf(t, w)
	if err := os.MkdirAll(*pictures, 0o755); err != nil {
		t.Fatal(err)
	}
	for width, look := range map[string]browser.Look{
		"1440": {Width: 1440, Height: 900}, "900": {Width: 900, Height: 900}, "390": {Width: 390, Height: 844}, "dark": {Width: 1440, Height: 900, Dark: true},
	} {
		tab := b.Tab(t, look)
		for _, name := range mainPages {
			for _, language := range []string{"en", "ko"} {
				tab.Go(inLanguage(address+pages[name], language))
				tab.Picture(filepath.Join(*pictures, name+"-"+width+"-"+language+".png"))
				if width == "1440" {
					tab.Sheets(filepath.Join(*pictures, name+"-"+language+".pdf"))
				}
			}
		}
	}
}
