package journeys_test

import (
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/internal/browser"
	"entente/internal/testworld"
)

// A journey is what somebody does, told in the words that they read.
type journey struct {
	name string
	walk func(*testing.T, *stage)
	// essential journeys are walked once more without JavaScript.
	essential bool
}

var all = []journey{
	{"an activity arrives at the partner", createAndArrive, true},
	{"somebody signs in and out", signInAndOut, true},
	{"a private draft is released, and released again", releaseTwice, true},
	{"a comment crosses and an internal note does not", commentAndNote, true},
	{"two people edit one record", twoAtOneRecord, false},
	{"a form with every field wrong in Korean", everyFieldWrong, true},
	{"an office is handed over", handOver, false},
	{"a file arrives at the partner", fileArrives, true},
	{"a Korean word is found", findKorean, true},
	{"a list is narrowed, kept and released from", workWithAList, false},
	{"a table is tried and imported", importTable, false},
	{"a sign-in runs out in a form", runOut, false},
	{"somebody signs in by passkey", signInByPasskey, false},
}

// A stage is two nodes with nothing on them but the real facts, and the browser
// that people come with.
type stage struct {
	*testworld.World
	browser *browser.Browser
	look    browser.Look
}

// The first journey is measured and walked alone. The others go two at a time:
// each has a world and a profile of the browser of its own.
func TestJourneys(t *testing.T) {
	b := browser.Start(t)
	walk := func(t *testing.T, j journey, look browser.Look) {
		j.walk(t, &stage{testworld.New(t, features()...), b, look})
	}
	t.Run(all[0].name, func(t *testing.T) { walk(t, all[0], browser.Look{}) })
	t.Run(all[0].name+", without JavaScript", func(t *testing.T) { walk(t, all[0], browser.Look{NoScript: true}) })
	t.Run("each by itself", func(t *testing.T) {
		for _, j := range all[1:] {
			t.Run(j.name, func(t *testing.T) { t.Parallel(); walk(t, j, browser.Look{}) })
			if j.essential {
				t.Run(j.name+", without JavaScript", func(t *testing.T) { t.Parallel(); walk(t, j, browser.Look{NoScript: true}) })
			}
		}
	})
}

// at is the front page of a side before somebody who works there.
func (s *stage) at(t *testing.T, side testworld.Side, name string) *browser.Tab {
	t.Helper()
	tab := s.browser.Someone(t, s.look)
	tab.Go(side.Serve(t, name))
	return tab
}

// forEverybody holds a page that only a sent form leads to, to what every page is
// held to. axe-core is a script itself: where none runs, nothing is asked.
func (s *stage) forEverybody(t *testing.T, tab *browser.Tab) {
	t.Helper()
	if s.look.NoScript {
		return
	}
	for _, violation := range tab.Audit() {
		t.Error(violation)
	}
}

// until asks for an address again and again until the page has these words.
func until(t *testing.T, tab *browser.Tab, address, words string) {
	t.Helper()
	for limit := time.Now().Add(20 * time.Second); !strings.Contains(tab.Text(), words); tab.Go(address) {
		if time.Now().After(limit) {
			t.Fatalf("%s never shows %q:\n%s", address, words, tab.Text())
		}
	}
}

// someone is the front page of a side before a colleague who has an account of
// their own.
func (s *stage) someone(t *testing.T, side testworld.Side, login, office string) (tab *browser.Tab, address string) {
	t.Helper()
	colleague := access.Account{Login: login, Name: login}
	for _, o := range testworld.Offices {
		if o.Code == office {
			colleague.Offices = append(colleague.Offices, o)
		}
	}
	if _, err := side.AddAccount(t.Context(), colleague, testworld.Password); err != nil {
		t.Fatal(err)
	}
	tab, address = s.outside(t, side, "rok")
	signIn(tab, login)
	return tab, address
}

// outside is a side before somebody whom it does not know.
func (s *stage) outside(t *testing.T, side testworld.Side, name string) (tab *browser.Tab, address string) {
	t.Helper()
	side.Pages = side.Door
	address = side.Serve(t, name)
	tab = s.browser.Someone(t, s.look)
	tab.Go(address)
	return tab, address
}
