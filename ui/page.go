package ui

import (
	"net/http"

	"github.com/a-h/templ"
)

// A Page is what a route answers with; the shell puts it between its bands.
type Page struct {
	Title   Said
	Kind    string   // beside the title: what the reader is looking at
	Pill    Status   // beside the title, if it has a word
	Primary Button   // the one thing that most readers came to do
	Actions []Button // beside it
	More    Drawer   // and what is folded away
	Trail   []Link   // where the page stands, from the outside in, without itself
	Main    templ.Component
	Aside   templ.Component // beside the main column; below it where there is no room
	Status  int             // of HTTP; 0 is 200
	Alone   bool            // stands without navigation: for somebody whom nobody knows

	// Labels are the exact label of everything that the page shows, of which the
	// shell computes its marking. A label that is left out is a spillage: name
	// every record whose text stands on the page, also in a link to it.
	Labels [][]byte
}

// Code is the page's status of HTTP.
func (p Page) Code() int {
	if p.Status == 0 {
		return http.StatusOK
	}
	return p.Status
}

// A Marking is what the bands at the top and the bottom of a page say.
type Marking struct {
	Words   Said
	Colours Colours
	Kind    string // left: what kind of data this is
	Cover   string // right: what the marking covers
	Foot    string // at the foot of each printed sheet: as of when, up to which checkpoint
	Fiction bool   // Kind is a warning that a phone must show too
	Alarm   bool   // Kind is a warning that nobody may overlook

	Place map[string]string // what the band at the "top" and at the "bottom" is called, to those who listen
}

// A Shell is everything around a page.
type Shell struct {
	Language  string
	Style     string // path of the stylesheet
	Script    string // path of the script
	Site      string // "Entente · ROK", after the title in a browser's list of pages
	Skip      string // words of the link over the navigation
	Marking   Marking
	Vantage   Vantage // none on pages of what this node itself holds
	Home      Link
	Channel   Said
	Search    SearchBox // none before somebody has signed in
	Choose    string    // what the list of languages is for, to those who listen
	Languages []Tongue
	Us        Partner
	Menu      Menu
	Where     string // what the navigation is for, to those who listen
	Pages     string // the word behind which it stands where there is no room
	Groups    []Group
	Alarm     Notice   // of the whole node, above every page; nothing for no sentence
	State     []string // the line above the lower band: as of, how far verified
	Version   string
}

// A Menu is what stands behind the name of the reader's office.
type Menu struct {
	Role     string // for which office they act
	Name     string // theirs
	Act      string // title over the offices
	Offices  Form   // a button for each other office; none for somebody with one
	Links    []Link
	SignOut  Form
	Language Form // a button for each language; none for somebody whom nobody knows
}

// A Tongue is a language to read in.
type Tongue struct {
	Code, Short, Name, Href string
	Current                 bool
}

// heard begins with what is seen, so that those who speak to their browser can
// name it.
func (t Tongue) heard() string {
	if t.Short == t.Name {
		return t.Name
	}
	return t.Short + " " + t.Name
}

// A Group is a titled list of links in the navigation.
type Group struct {
	Title string
	Links []Link
}
