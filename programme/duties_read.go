package programme

import (
	"entente/feature"
	"entente/keys"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// What is read for duties at most, of each sort in each channel. What is older
// or beyond waits for nobody: a person who has hundreds of late milestones needs
// a list and not a reminder.
const (
	mostDue    = 200 // milestones, and actions, of the latest due dates
	mostAimed  = 200 // goals
	mostTheirs = 60  // assessments of others
	mostOfOurs = 60  // activities that we hold the pen of
)

// A gatherer reads what waits for us in one channel.
type gatherer struct {
	*listing
	today record.Date
	code  string // of our partner
	all   []feature.Duty
}

// duties are what waits for our own side in the channel of the reading.
func duties(in *feature.Reading) ([]feature.Duty, error) {
	g := &gatherer{listing: newListing(in), today: record.DayOf(in.Now.In(in.Zone())), code: in.Partner(in.Self).Code}
	rules := []func() error{g.milestones, g.actions}
	if !in.Channel.Private { // what is drafted there waits for nothing of this sort
		rules = append(rules, g.goals, g.assessments, g.activities, g.editions)
	}
	for _, rule := range rules {
		if err := rule(); err != nil {
			return nil, err
		}
	}
	return g.all, nil
}

// add adds a duty about a record.
func (g *gatherer) add(rule, asked, why, office string, due record.Date, about store.Record) {
	g.all = append(g.all, feature.Duty{
		Key: "programme/" + rule + ":" + about.ID.String(), Asked: asked, Why: why, Office: office, Due: due, By: about.Partner,
		About:  ui.Link{Words: g.Hear(about.Title), Href: "/records/" + g.Channel.ID.String() + "/" + about.ID.String()},
		Record: record.Ref{Kind: about.Kind, ID: about.ID}, Channel: g.Channel.ID, Label: about.Label,
	})
}

// due reads records of a kind whose sort is a date, the latest up to soon first.
func (g *gatherer) due(kind *record.Kind) ([]store.Record, error) {
	return g.Tx.Records(store.RecordQuery{
		Channel: &g.Channel.ID, Kind: kind.Name(), Descending: true, Limit: mostDue,
		After: store.Cursor{Sort: dayAfter(g.today, soon).String() + "~"},
	})
}

// ahead reads records of a kind whose sort is a date after soon, the next first.
func (g *gatherer) ahead(kind *record.Kind) ([]store.Record, error) {
	return g.Tx.Records(store.RecordQuery{
		Channel: &g.Channel.ID, Kind: kind.Name(), Limit: mostDue, After: store.Cursor{Sort: dayAfter(g.today, soon).String() + "~"},
	})
}

func (g *gatherer) milestones() error {
	rows, err := g.due(Milestones.Kind)
	if err != nil {
		return err
	}
	for _, row := range rows[:min(len(rows), mostDue)] {
		for _, m := range read(g.listing, Milestones, []store.Record{row}) {
			if !MilestoneWaits(m.Value, g.today) {
				continue
			}
			office, ours, err := g.ofOurs(m.Value.Of, row)
			if err != nil {
				return err
			}
			if ours {
				g.add("milestone", g.Say("Milestone"), g.Say("It is not recorded as reached."), office, m.Value.Due, row)
			}
		}
	}
	return nil
}

// ofOurs says which office of ours something waits for that belongs to a goal:
// the goal's owner on our side, else who holds the pen of what waits.
func (g *gatherer) ofOurs(of record.Ref, row store.Record) (name string, ours bool, err error) {
	if of.Kind == Goals.Name() {
		found, err := g.Tx.Record(g.Channel.ID, of.ID)
		if err != nil && !isNotFound(err) {
			return "", false, err
		}
		if err == nil {
			for _, goal := range read(g.listing, Goals, []store.Record{found}) {
				if len(goal.Value.Owners) > 0 {
					name, ours = office(goal.Value.Owners, g.code)
					return name, ours, nil
				}
			}
		}
	}
	return row.Office, row.Partner == g.Self, nil
}

func (g *gatherer) actions() error {
	rows, err := g.due(Actions.Kind)
	if err != nil {
		return err
	}
	ahead, err := g.ahead(Actions.Kind)
	if err != nil {
		return err
	}
	for _, row := range append(rows, ahead...) {
		for _, a := range read(g.listing, Actions, []store.Record{row}) {
			name, ours := office(a.Value.Owners, g.code)
			if len(a.Value.Owners) == 0 {
				name, ours = row.Office, row.Partner == g.Self
			}
			if ours && ActionPromised(a.Value) {
				g.add("action", g.Say("Action"), g.Say("It is open."), name, a.Value.Due, row)
				g.all[len(g.all)-1].Ahead = !ActionWaits(a.Value, g.today)
			}
		}
	}
	return nil
}

func (g *gatherer) goals() error {
	rows, err := g.Tx.Records(store.RecordQuery{Channel: &g.Channel.ID, Kind: Goals.Name(), Limit: mostAimed})
	if err != nil {
		return err
	}
	for _, row := range rows {
		for _, goal := range read(g.listing, Goals, []store.Record{row}) {
			name, ours := office(goal.Value.Owners, g.code)
			if !ours || !past(goal.Value.TargetDate, g.today) {
				continue
			}
			said, err := g.assessedBy(g.Self, row.ID)
			if err != nil {
				return err
			}
			if GoalWaits(goal.Value, said, g.today) {
				g.add("goal", g.Say("Partnership goal"), g.Say("Its target date is past and we do not call it done."), name, goal.Value.TargetDate, row)
			}
		}
	}
	return nil
}

// assessedBy is the newest that a partner found of a record; nil for nothing.
func (g *gatherer) assessedBy(partner keys.PartnerID, about record.ID) (*Assessment, error) {
	rows, err := g.Tx.Records(store.RecordQuery{
		Channel: &g.Channel.ID, Kind: Assessments.Name(), Partner: &partner, RefersTo: &about, Descending: true, Limit: 1,
	})
	if err != nil {
		return nil, err
	}
	for _, found := range read(g.listing, Assessments, rows) {
		return &found.Value, nil
	}
	return nil, nil
}

func (g *gatherer) assessments() error {
	asked := map[record.ID]bool{}
	for _, member := range g.Members {
		if member == g.Self {
			continue
		}
		rows, err := g.Tx.Records(store.RecordQuery{
			Channel: &g.Channel.ID, Kind: Assessments.Name(), Partner: &member, Descending: true, Limit: mostTheirs,
		})
		if err != nil {
			return err
		}
		for _, theirs := range read(g.listing, Assessments, rows) {
			about := theirs.Value.About.ID
			if asked[about] {
				continue
			}
			asked[about] = true
			if err := g.assessment(theirs); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *gatherer) assessment(theirs Written[Assessment]) error {
	ours, err := g.assessedBy(g.Self, theirs.Value.About.ID)
	if err != nil || !AssessmentWaits(theirs, ours) {
		return err
	}
	about, err := g.Tx.Record(g.Channel.ID, theirs.Value.About.ID)
	if isNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	why := g.Say("{partner} has given its assessment; ours is missing.", "partner", g.Partner(theirs.Partner).Code)
	g.add("assessment", g.Say("Assessment"), why, "", record.Date{}, about)
	g.all[len(g.all)-1].By = theirs.Partner
	return nil
}
