package journeys_test

import (
	"testing"

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
	{"somebody signs in and out", signInAndOut, true},
	{"an activity arrives at the partner", createAndArrive, true},
}

// A stage is two nodes with nothing on them but the real facts, and the browser
// that people come with.
type stage struct {
	*testworld.World
	browser *browser.Browser
	look    browser.Look
}

func TestJourneys(t *testing.T) {
	b := browser.Start(t)
	for _, j := range all {
		t.Run(j.name, func(t *testing.T) { j.walk(t, &stage{testworld.New(t, features()...), b, browser.Look{}}) })
		if j.essential {
			t.Run(j.name+", without JavaScript", func(t *testing.T) {
				j.walk(t, &stage{testworld.New(t, features()...), b, browser.Look{NoScript: true}})
			})
		}
	}
}

// at is the front page of a side before somebody who works there.
func (s *stage) at(t *testing.T, side testworld.Side, name string) *browser.Tab {
	t.Helper()
	tab := s.browser.Someone(t, s.look)
	tab.Go(side.Serve(t, name))
	return tab
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
