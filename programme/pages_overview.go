package programme

import (
	"slices"

	"entente/feature"
	"entente/keys"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// What the overview reads and shows at most, beside what one edition does.
const (
	mostProgrammes = 5
	mostFound      = 999 // assessments of each partner, the newest
	mostLatest     = 6   // changes
)

// An overview is what its page has read.
type overview struct {
	*listing
	Kinds    *record.Kinds // of the whole program
	Today    record.Date
	Partners []keys.PartnerID
	Runs     []run
	Coming   []coming
	Latest   []latest
	Cut      bool // there is more than was read
}

// A run is one programme, the line of its editions, and the tree of the one that
// is in force.
type run struct {
	Programme *Written[Programme] // nil where it is not here
	Line      []Step
	Current   record.ID // zero for none
	Nodes     []Node
}

// overviewPage shows the programmes of a channel: what they are, which edition is
// in force, how far its areas are in each partner's eyes, and what comes next.
func overviewPage(kinds *record.Kinds) feature.Build {
	return func(in *feature.Reading) (ui.Page, error) { return readOverview(in, kinds) }
}

func readOverview(in *feature.Reading, kinds *record.Kinds) (ui.Page, error) {
	o := &overview{listing: newListing(in), Kinds: kinds, Today: record.DayOf(in.Now.In(in.Zone()))}
	var err error
	if o.Partners, err = o.writers(); err != nil {
		return ui.Page{}, err
	}
	if err := o.readRuns(); err != nil {
		return ui.Page{}, err
	}
	if err := o.readComing(); err != nil {
		return ui.Page{}, err
	}
	if err := o.readLatest(); err != nil {
		return ui.Page{}, err
	}
	view := o.view()
	return ui.Page{Title: ui.Plain(in.Say("Overview")), Main: view.main(), Aside: view.aside(in.Confirmed), Labels: o.labels}, nil
}

func (o *overview) readRuns() error {
	programmes, err := o.Tx.Records(store.RecordQuery{Channel: &o.Channel.ID, Kind: Programmes.Name(), Limit: mostProgrammes + 1})
	if err != nil {
		return err
	}
	editions, err := o.Tx.Records(store.RecordQuery{Channel: &o.Channel.ID, Kind: Editions.Name(), Limit: mostEditions + 1})
	if err != nil {
		return err
	}
	o.Cut = len(programmes) > mostProgrammes || len(editions) > mostEditions
	here := read(o.listing, Programmes, programmes[:min(len(programmes), mostProgrammes)])
	line := Lineage(read(o.listing, Editions, editions[:min(len(editions), mostEditions)]), nil, nil)
	for _, programme := range here {
		o.Runs = append(o.Runs, run{Programme: &programme, Line: slices.DeleteFunc(slices.Clone(line), func(s Step) bool {
			return s.Edition.Value.Programme.ID != programme.ID
		})})
	}
	others := slices.DeleteFunc(line, func(s Step) bool {
		return slices.ContainsFunc(here, func(p Written[Programme]) bool { return p.ID == s.Edition.Value.Programme.ID })
	})
	if len(others) > 0 {
		o.Runs = append(o.Runs, run{Line: others})
	}
	return o.readTrees()
}

// readTrees reads what belongs to each edition that is in force, and what the
// partners find of it.
func (o *overview) readTrees() error {
	var assessments []Written[Assessment]
	for i := range o.Runs {
		r := &o.Runs[i]
		current, known := InForce(r.Line, o.Today)
		if !known {
			continue
		}
		if assessments == nil {
			var err error
			if assessments, err = o.found(); err != nil {
				return err
			}
		}
		parts, err := o.partsOf(current.ID)
		if err != nil {
			return err
		}
		r.Current, r.Nodes, o.Cut = current.ID, parts.tree(assessments), o.Cut || parts.Cut
	}
	return nil
}

// found are the newest assessments of each partner, in one read for each: one
// for each goal would be hundreds.
func (o *overview) found() (all []Written[Assessment], err error) {
	for _, partner := range o.Partners {
		rows, err := o.Tx.Records(store.RecordQuery{
			Channel: &o.Channel.ID, Kind: Assessments.Name(), Partner: &partner, Descending: true, Limit: mostFound + 1,
		})
		if err != nil {
			return nil, err
		}
		o.Cut = o.Cut || len(rows) > mostFound
		all = append(all, read(o.listing, Assessments, rows[:min(len(rows), mostFound)])...)
	}
	return all, nil
}
