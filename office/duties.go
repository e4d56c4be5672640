package office

import (
	"errors"
	"net/http"
	"slices"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/ui"
)

// Whose duties a page shows.
const (
	ofMine    = "mine"
	ofOffices = "offices"
	ofAll     = "all"
)

// mostDuties bounds what one page lists.
const mostDuties = 200

// A dutyDesk is what the page of duties and the acts on it have read.
type dutyDesk struct {
	*feature.Reading
	offices []Written[Office]
	people  people
	known   []knownOffice
	duties  []feature.Duty
}

func openDesk(in *feature.Reading) (*dutyDesk, error) {
	d := &dutyDesk{Reading: in}
	var err error
	if d.offices, err = ours(in.Tx, in.Private); err != nil {
		return nil, err
	}
	if d.people, err = readPeople(in); err != nil {
		return nil, err
	}
	d.known = d.people.known(d.offices)
	d.duties, err = in.Duties()
	return d, err
}

// acts reports that the reader acts for the office that a duty waits for.
func (d *dutyDesk) acts(duty feature.Duty) bool {
	return duty.Office == "" && len(d.Person.Offices) > 0 ||
		slices.ContainsFunc(d.Person.Offices, func(o access.Office) bool { return o.Code == duty.Office })
}

// late reports that the last day of a duty is over at its office.
func (d *dutyDesk) late(duty feature.Duty) bool {
	return duty.Due.Before(todayAt(d.offices, duty.Office, d.Reading))
}

// A choice is what the address of the page asks for.
type choice struct {
	Whose, Feature, Office string
	Late, PutOff           bool
}

func readChoice(in *feature.Reading) choice {
	c := choice{Whose: in.Query.Get("whose"), Feature: in.Query.Get("feature"), Office: in.Query.Get("office")}
	if c.Whose != ofMine && c.Whose != ofAll {
		c.Whose = ofOffices
	}
	c.Late, c.PutOff = in.Query.Get("late") == "yes", in.Query.Get("later") == "yes"
	return c
}

// shows reports that a duty is among those that were asked for.
func (d *dutyDesk) shows(c choice, duty feature.Duty) bool {
	switch {
	case c.Whose == ofMine && duty.Taker != d.Person.Account:
	case c.Whose == ofOffices && !d.acts(duty) && duty.Taker != d.Person.Account:
	case c.Feature != "" && c.Feature != duty.Feature():
	case c.Office != "" && c.Office != duty.Office:
	case c.Late && !d.late(duty):
	default:
		return duty.Waits() != c.PutOff
	}
	return false
}

// chosen are the duties that were asked for, and how many there are of them.
func (d *dutyDesk) chosen(c choice) (shown []feature.Duty, all int) {
	for _, duty := range d.duties {
		if d.shows(c, duty) {
			if all++; len(shown) < mostDuties {
				shown = append(shown, duty)
			}
		}
	}
	return shown, all
}

// dutiesPage lists what waits for the reader, their offices or our side.
func dutiesPage(in *feature.Reading) (ui.Page, error) {
	d, err := openDesk(in)
	if err != nil {
		return ui.Page{}, err
	}
	return d.page(attempt{}), nil
}

// refusedDuty answers an act that was not taken with the page as it is now.
func refusedDuty(tried attempt) func(*feature.Reading, error) (ui.Page, error) {
	return func(in *feature.Reading, err error) (ui.Page, error) {
		switch {
		case errors.Is(err, node.ErrStale):
			tried.Problem = in.Say("Somebody of your side did something with this meanwhile. It is shown as it is now.")
		case errors.Is(err, node.ErrClosedGate), errors.Is(err, node.ErrRebuilding):
			tried.Problem = in.Say("This node writes nothing at the moment. Send it again later, or ask the operator.")
		default:
			return ui.Page{}, err
		}
		d, err := openDesk(in)
		if err != nil {
			return ui.Page{}, err
		}
		page := d.page(tried)
		page.Status = http.StatusConflict
		return page, nil
	}
}

// title is what an assignment is called in lists and histories.
func titleOf(in *feature.Reading, duty feature.Duty) record.Text {
	words := duty.Asked
	if about := duty.About.Words.Text; about != "" {
		words = in.Say("{what}: {text}", "what", words, "text", about)
	}
	return record.TextIn(in.Language, clipped(words, 1000))
}
