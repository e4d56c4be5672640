package programme

import (
	"cmp"
	"slices"
	"strconv"

	"entente/record"
	"entente/store"
)

// What comes next is read and shown at most so far.
const (
	mostOfKindAhead = 40
	mostComing      = 10
)

// A coming is something with a date ahead.
type coming struct {
	ID   record.ID
	Kind *record.Kind
	What string // English: what happens on the date
	Date record.Date
}

// readComing reads what has a date ahead: milestones and actions that are due,
// activities that begin, goals of editions in force that are to be reached, and
// the end of these editions.
func (o *overview) readComing() error {
	add := func(kind *record.Kind, id record.ID, what string, date record.Date) {
		if !date.IsZero() && !past(date, o.Today) {
			o.Coming = append(o.Coming, coming{id, kind, what, date})
		}
	}
	milestones, err := ahead(o, Milestones)
	if err != nil {
		return err
	}
	for _, m := range milestones {
		if m.Value.Done.IsZero() {
			add(Milestones.Kind, m.ID, "Due", m.Value.Due)
		}
	}
	actions, err := ahead(o, Actions)
	if err != nil {
		return err
	}
	for _, a := range actions {
		if a.Value.Status == "open" {
			add(Actions.Kind, a.ID, "Due", a.Value.Due)
		}
	}
	activities, err := ahead(o, Activities)
	if err != nil {
		return err
	}
	for _, a := range activities {
		add(Activities.Kind, a.ID, "Start", a.Value.Starts)
	}
	for _, r := range o.Runs {
		for _, step := range r.Line {
			if step.Edition.ID == r.Current {
				add(Editions.Kind, r.Current, "Valid to", step.Edition.Value.ValidTo)
			}
		}
		o.goalsAhead(r.Nodes, add)
	}
	slices.SortStableFunc(o.Coming, func(a, b coming) int {
		return cmp.Or(a.Date.Latest().Compare(b.Date.Latest()), slices.Compare(a.ID[:], b.ID[:]))
	})
	return nil
}

func (o *overview) goalsAhead(nodes []Node, add func(*record.Kind, record.ID, string, record.Date)) {
	for _, node := range nodes {
		if node.Goal != nil {
			add(Goals.Kind, node.Goal.ID, "Target date", node.Goal.Value.TargetDate)
		}
		o.goalsAhead(node.Children, add)
	}
}

// ahead reads records of a kind whose sort is a date, from this month on, and
// those of which only this year is known, which stand before all of its months.
func ahead[T any](o *overview, kind record.Declared[T]) ([]Written[T], error) {
	year, _, _ := o.Today.Parts()
	this := strconv.Itoa(year)
	month := o.Today.String()[:len("2006-01")]
	var rows []store.Record
	for _, from := range []string{this, month} {
		found, err := o.Tx.Records(store.RecordQuery{
			Channel: &o.Channel.ID, Kind: kind.Name(), Limit: mostOfKindAhead, After: store.Cursor{Sort: from},
		})
		if err != nil {
			return nil, err
		}
		if from == this {
			found = slices.DeleteFunc(found, func(r store.Record) bool { return r.Sort != this })
		}
		rows = append(rows, found...)
	}
	return read(o.listing, kind, rows), nil
}

// A latest is a record that changed, named by what it is about where it has no
// title of its own.
type latest struct {
	store.Record
	About record.Ref
}

func (o *overview) readLatest() error {
	rows, err := o.Tx.Changed(store.ChangeQuery{Channel: &o.Channel.ID, Limit: mostLatest})
	if err != nil {
		return err
	}
	for _, row := range rows {
		one := latest{Record: row}
		o.labels = append(o.labels, row.Label)
		if row.Title.IsZero() {
			full, err := o.Tx.Record(row.Channel, row.ID)
			if err != nil {
				return err
			}
			if len(full.References) > 0 {
				one.About = full.References[0].Ref
				if err := o.lookUp(one.About); err != nil {
					return err
				}
			}
		}
		o.Latest = append(o.Latest, one)
	}
	return nil
}
