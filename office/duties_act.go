package office

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// What can be done with a duty.
const (
	toTake   = "take"
	toReturn = "return" // a duty that was taken
	toPass   = "pass"
	toPutOff = "put-off"
	toResume = "resume" // a duty that was put off
)

// An attempt is what somebody sent about a duty, and why it was not done.
type attempt struct {
	Key, Act, To, Note, Until string
	Problem                   string
}

func readAttempt(in *feature.Acting) attempt {
	return attempt{
		Key: in.Form.Get("key"), Act: in.Form.Get("act"), To: in.Form.Get("to"),
		Note: strings.TrimSpace(in.Form.Get("note")), Until: strings.TrimSpace(in.Form.Get("until")),
	}
}

// actOnDuty takes a duty, passes it on or puts it off. It never closes one.
func actOnDuty(in *feature.Acting) (feature.Deed, error) {
	d, err := openDesk(in.Reading)
	if err != nil {
		return feature.Deed{}, err
	}
	tried := readAttempt(in)
	again := func(problem string) (feature.Deed, error) {
		tried.Problem = problem
		page := d.page(tried)
		return feature.Deed{Page: &page}, nil
	}
	at := slices.IndexFunc(d.duties, func(duty feature.Duty) bool { return duty.Key == tried.Key })
	if at < 0 {
		return again(in.Say("This is done already, or no longer asked. There is nothing left to do with it."))
	}
	duty := d.duties[at]
	if !d.acts(duty) {
		return again(in.Say("This waits for an office that you do not act for."))
	}
	before, found, err := assignmentOf(in.Tx, in.Private, duty.Key)
	if err != nil {
		return feature.Deed{}, err
	}
	next, problem := d.next(duty, before.Value, tried)
	if problem != "" {
		return again(problem)
	}
	if !found {
		next.External = append(next.External, record.ExternalID{Scheme: dutyScheme, Value: duty.Key})
	}
	draft, err := draftOf(Assignments, before, next)
	if err != nil {
		return feature.Deed{}, err
	}
	private, to := in.Private, "/office/duties"+wanted(in.Form.Get("back"))
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
			if err := unmoved(ctx, n, private, duty.Key, found); err != nil {
				return "", err
			}
			return feature.Write(private, func([]node.Written) string { return to }, draft)(ctx, n, by)
		},
		Refused: refusedDuty(tried),
	}, nil
}

// unmoved refuses the first assignment of a duty where somebody else was faster.
func unmoved(ctx context.Context, n *node.Node, private record.ChannelID, key string, found bool) error {
	if found {
		return nil // then the revision that follows says so itself
	}
	return n.View(ctx, func(tx *store.Tx) error {
		_, meanwhile, err := assignmentOf(tx, private, key)
		if err == nil && meanwhile {
			err = node.ErrStale
		}
		return err
	})
}

// next is the assignment after what was sent, or why there is none.
func (d *dutyDesk) next(duty feature.Duty, a Assignment, tried attempt) (Assignment, string) {
	if a.Of != duty.Of {
		a = Assignment{Of: duty.Of, Basics: a.Basics} // what was done with it for another office is over
	}
	a.Title, a.About = titleOf(d.Reading, duty), duty.Record
	switch tried.Act {
	case toTake:
		a.Taker, a.PutOff = d.Person.Account, record.Date{}
	case toReturn:
		a.Taker = ""
	case toResume:
		a.PutOff = record.Date{}
	case toPass:
		known := slices.ContainsFunc(d.known, func(o knownOffice) bool { return o.Code == tried.To })
		if !known || tried.To == duty.Office {
			return a, d.Say("Choose the office to which it passes.")
		}
		a.Office, a.By, a.Note = tried.To, d.Person.Office.Code, record.TextIn(d.Language, tried.Note)
		a.Taker, a.PutOff = "", record.Date{}
	case toPutOff:
		until, err := record.ParseDate(tried.Until)
		if err != nil || !todayAt(d.offices, duty.Office, d.Reading).Before(until) {
			return a, d.Say("Write a day that is still to come, such as 2027-01-31.")
		}
		a.PutOff = until
	default:
		return a, d.Say("Choose what is to be done with it.")
	}
	if problems := Assignments.ValidateValue(&a, nil); len(problems) > 0 {
		return a, d.Words.Sentence(d.Language, problems[0])
	}
	return a, ""
}

// draftOf is the next revision of a record, or its first where nothing was
// written before.
func draftOf[T any](kind record.Declared[T], before Written[T], next T) (node.Draft, error) {
	body, personal, err := kind.Encode(next)
	return node.Draft{Kind: kind.Name(), ID: before.ID, After: before.Revision.Revision, Body: body, Personal: personal}, err
}

// wanted is the query of a page of ours to which the reader goes back.
func wanted(query string) string {
	if len(query) > 500 || !strings.HasPrefix(query, "?") || strings.ContainsAny(query, "\r\n#\\") {
		return ""
	}
	return query
}

// clipped is at most so many characters of a text.
func clipped(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// notice is a page that only says something.
func notice(title string, n ui.Notice) ui.Page {
	return ui.Page{Title: ui.Plain(title), Main: n.Show()}
}
