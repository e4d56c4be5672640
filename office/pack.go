package office

import (
	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// mostOfSort bounds how many things of one sort a pack lists: the rest is found
// in the lists that it leads to.
const mostOfSort = 100

// A packed thing is what somebody who leaves an office hands over.
type packed struct {
	What   What
	Link   ui.Link
	Beside string
	Due    record.Date
	Label  []byte
}

// pack is all that stands open for an office.
func (d *dutyDesk) pack(code string) ([]packed, error) {
	items, err := d.packDrafts()
	if err != nil {
		return nil, err
	}
	items = append(d.packDuties(code), items...)
	for _, more := range []func(string) ([]packed, error){d.packPens, d.packWatches, d.packViews, d.packContacts} {
		found, err := more(code)
		if err != nil {
			return nil, err
		}
		items = append(items, found...)
	}
	return items, nil
}

func (d *dutyDesk) packDuties(code string) (items []packed) {
	for _, what := range []What{LateDuty, DueDuty, OtherDuty} {
		n := 0
		for _, duty := range d.duties {
			if duty.Office == code && d.sort(duty) == what && n < mostOfSort {
				items = append(items, packed{what, duty.About, duty.Asked, duty.Due, duty.Label})
				n++
			}
		}
	}
	return items
}

// packDrafts are the leaver's own, whichever office they had in mind.
func (d *dutyDesk) packDrafts() (items []packed, err error) {
	drafts, err := d.Tx.Drafts(d.Person.Account)
	for _, draft := range drafts {
		item := packed{DraftItem, ui.To("/drafts", d.Say("A record that is not written yet")), d.Moment(draft.Kept), record.Date{}, draft.Label}
		if about, err := d.Tx.Record(draft.Channel, draft.Record); err == nil {
			item.Link.Words, item.Label = d.Hear(about.Title), about.Label
		}
		items = append(items, item)
	}
	return items, err
}

// sort parts what is late from what is running and what has no date.
func (d *dutyDesk) sort(duty feature.Duty) What {
	switch {
	case d.late(duty):
		return LateDuty
	case !duty.Due.IsZero():
		return DueDuty
	}
	return OtherDuty
}

// packPens are the records whose newest revision was written for the office, in
// every channel but without this feature's own.
func (d *dutyDesk) packPens(code string) (items []packed, err error) {
	channels, err := d.Tx.Channels()
	if err != nil {
		return nil, err
	}
	for _, channel := range channels {
		rows, err := d.Tx.Records(store.RecordQuery{Channel: &channel.ID, Partner: &d.Self, Office: code, Limit: mostOfSort})
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if isOwnKind(row.Kind) || len(items) == mostOfSort {
				continue
			}
			items = append(items, packed{PenItem, ui.Link{Words: d.Hear(row.Title), Href: recordPage(row.Channel, row.ID)}, d.Hear(channel.Name).Text, record.Date{}, row.Label})
		}
	}
	return items, nil
}

func isOwnKind(name string) bool {
	for _, kind := range kinds {
		if kind.Name() == name {
			return true
		}
	}
	return false
}

func (d *dutyDesk) packWatches(code string) (items []packed, err error) {
	watches, err := watchesOf(d.Tx, d.Private, code)
	for _, w := range watches {
		items = append(items, packed{WatchItem, ui.Link{Words: d.Hear(w.Value.Title), Href: w.Value.page()}, "", record.Date{}, w.Label})
	}
	return items, err
}

func (d *dutyDesk) packViews(code string) (items []packed, err error) {
	views, err := viewsOf(d.Tx, d.Private, code)
	for _, v := range views {
		items = append(items, packed{ViewItem, ui.Link{Words: d.Hear(v.Value.Title), Href: within(v.Value.Address)}, "", record.Date{}, v.Label})
	}
	return items, err
}

func (d *dutyDesk) packContacts(string) (items []packed, err error) {
	all, err := contacts(d.Reading)
	for _, c := range all {
		beside := c.By.Code
		if c.Value.Contact.Mail != "" {
			beside += ", " + c.Value.Contact.Mail
		}
		items = append(items, packed{ContactTo, ui.Link{Words: d.Hear(c.Value.Title), Href: recordPage(c.Channel, c.ID)}, beside, record.Date{}, c.Label})
	}
	return items, err
}

// kept is a pack as the record of the handover keeps it, in the language of who
// hands it over.
func kept(r feature.Reader, items []packed) []Item {
	var all []Item
	for _, item := range items {
		words := item.Link.Words.Text
		if item.Beside != "" {
			words = r.Say("{what}: {text}", "what", item.Beside, "text", words)
		}
		if words = clipped(words, 1000); words == "" || len(all) == 900 {
			continue
		}
		all = append(all, Item{What: item.What, Words: words, Address: item.Link.Href, Due: item.Due})
	}
	return all
}
