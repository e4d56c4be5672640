package node

import (
	"context"
	"fmt"
	"time"

	"entente/record"
	"entente/store"
)

// notHere is why a part that another member may hold cannot be shown.
const notHere = "this node does not hold it itself"

// entries carries and folds all ledgers side by side in the order in which their entries
// claim to be written: what lists and searches show came last, goes last.
func (c *vantageCopy) entries(ctx context.Context) error {
	var open []*vantageLedger
	for _, l := range c.extent.Ledgers {
		place, held, err := c.to.placeOf(ctx, l.Origin)
		if err != nil {
			return err
		}
		open = append(open, &vantageLedger{copy: c, Confirmed: l, place: place, next: held.Size})
	}
	for {
		runs, count, err := nextRuns(open)
		if err != nil || count == 0 {
			return err
		}
		err = c.to.store.Update(ctx, func(tx *store.Tx) error {
			for _, r := range runs {
				after, err := tx.AppendEntries(r.origin, r.entries)
				if err != nil {
					return err
				}
				if err := tx.SetReadable(r.origin, after.Size); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("node: carry %d entries into a vantage: %w", count, err)
		}
		for _, l := range open {
			if err := c.to.fold(ctx, l.Origin); err != nil {
				return err
			}
		}
		c.done(count)
	}
}

// A run is entries that follow each other in one ledger with none of another
// between them.
type run struct {
	origin  string
	entries []record.Entry
}

// nextRuns takes as many entries as one transaction carries.
func nextRuns(open []*vantageLedger) (runs []run, count int64, err error) {
	for ; count < foldBatch; count++ {
		var first *vantageLedger
		for _, l := range open {
			more, err := l.fill()
			if err != nil {
				return nil, 0, err
			}
			if more && (first == nil || l.page[0].at.Before(first.page[0].at)) {
				first = l
			}
		}
		if first == nil {
			break
		}
		if len(runs) == 0 || runs[len(runs)-1].origin != first.Origin {
			runs = append(runs, run{origin: first.Origin})
		}
		last := &runs[len(runs)-1]
		last.entries = append(last.entries, first.page[0].Entry)
		first.page = first.page[1:]
	}
	return runs, count, nil
}

// A vantageLedger is one ledger on its way, page by page.
type vantageLedger struct {
	Confirmed
	copy  *vantageCopy
	place place
	next  int64 // first entry that is not read yet
	page  []waitingEntry
}

// A waitingEntry is not carried yet.
type waitingEntry struct {
	record.Entry
	at time.Time // when it says that it was written; zero if that is not here
}

// fill reads the next page if the one before is used up; false after the last.
func (l *vantageLedger) fill() (more bool, err error) {
	if len(l.page) > 0 || l.next >= l.Confirmed.Confirmed {
		return len(l.page) > 0, nil
	}
	end := min(l.next+foldBatch, l.Confirmed.Confirmed)
	l.page = make([]waitingEntry, 0, end-l.next)
	err = l.copy.from.Entries(l.Origin, l.next, end, func(e record.Entry) error {
		e = l.entitled(e)
		l.page = append(l.page, waitingEntry{e, claimed(e)})
		return nil
	})
	l.next = end
	return len(l.page) > 0, err
}

func claimed(e record.Entry) time.Time {
	content, _ := e.Content(record.HeaderPart)
	header, err := record.DecodeHeader(content)
	if err != nil {
		return time.Time{}
	}
	return header.At
}

// entitled is an entry as the member may hold it: what the charter's ceiling
// excludes is withheld there as it is here. Of what only our own node does not
// hold we cannot say whether the member does.
func (l *vantageLedger) entitled(e record.Entry) record.Entry {
	label, labelled := e.Content(record.LabelPart)
	above := !labelled || l.copy.to.within(l.place, label) != nil
	for i := range e.Parts {
		if part := &e.Parts[i]; part.State == record.Withheld && !above {
			part.Reason = notHere
		}
	}
	return l.copy.to.admit(l.place, e)
}
