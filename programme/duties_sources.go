package programme

import (
	"strings"

	"entente/record"
	"entente/store"
)

// activities asks for results, for second sources and for a word on dates that
// sources disagree about, of the newest activities that we hold the pen of.
func (g *gatherer) activities() error {
	rows, err := g.Tx.Records(store.RecordQuery{
		Channel: &g.Channel.ID, Kind: Activities.Name(), Partner: &g.Self, Descending: true, Limit: mostOfOurs,
	})
	if err != nil {
		return err
	}
	for _, row := range rows {
		for _, activity := range read(g.listing, Activities, []store.Record{row}) {
			if ResultWaits(activity.Value, g.today) {
				g.add("result", g.Say("Result"), g.Say("It has ended, and no result is recorded."), row.Office, record.Date{}, row)
			}
			dates := map[string]record.Date{"starts": activity.Value.Starts, "ends": activity.Value.Ends}
			if err := g.sourcing(row, dates); err != nil {
				return err
			}
		}
	}
	return nil
}

// sourcing asks for what the sources of a record leave open.
func (g *gatherer) sourcing(row store.Record, dates map[string]record.Date) error {
	before, asked := len(g.labels), len(g.all)
	// What is said of a duty names publishers, so the sources' labels go along.
	defer func() {
		for i := asked; i < len(g.all); i++ {
			g.all[i].Said = append(g.all[i].Said, g.labels[before:]...)
		}
	}()
	sources, err := g.sourcesOf([]store.Record{row})
	if err != nil {
		return err
	}
	whole, claims := split(byRecord(sources)[row.ID])
	if SourceWaits(whole) {
		why := g.Say("Only {sources}.", "sources", g.publishers(whole))
		g.add("source", g.Say("Second source"), why, row.Office, record.Date{}, row)
	}
	for _, claim := range claims {
		held, dated := dates[claim.Field]
		if !dated || !Disagree(claim, held) {
			continue
		}
		why := g.Say("The record holds another date than {sources}.", "sources", g.publishers(against(claim, held)))
		g.add("dates-"+claim.Field, g.Say("Disagreement"), why, row.Office, record.Date{}, row)
	}
	return nil
}

// publishers of sources, three at most.
func (g *gatherer) publishers(sources []Written[Source]) string {
	var names []string
	for _, s := range sources[:min(len(sources), 3)] {
		names = append(names, s.Value.Publisher)
	}
	return strings.Join(names, ", ")
}

// editions asks for successors, and what sources say of the dates of editions.
func (g *gatherer) editions() error {
	rows, err := g.Tx.Records(store.RecordQuery{Channel: &g.Channel.ID, Kind: Editions.Name(), Limit: mostEditions})
	if err != nil {
		return err
	}
	all := read(g.listing, Editions, rows)
	for _, row := range rows {
		for _, edition := range read(g.listing, Editions, []store.Record{row}) {
			e := edition.Value
			if SuccessorWaits(edition, all, g.today) {
				g.add("successor", g.Say("Next edition"), g.Say("No edition follows it."), "", e.ValidTo, row)
			}
			if row.Partner != g.Self {
				continue
			}
			dates := map[string]record.Date{"agreed": e.Agreed, "signed": e.Signed, "inForce": e.InForce, "validFrom": e.ValidFrom, "validTo": e.ValidTo}
			if err := g.sourcing(row, dates); err != nil {
				return err
			}
		}
	}
	return nil
}
