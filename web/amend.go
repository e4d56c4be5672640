package web

import (
	"cmp"
	"slices"
	"time"

	"entente/channel"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
)

// mostProposals bounds what one page shows of them, the newest first.
const mostProposals = 50

// A proposal is an amendment of a record, and what became of it.
type proposal struct {
	store.Record
	channel.Amendment
	Fields   []field
	Base     int // revision that it was made from; 0 if that is not here
	Taken    int // revision that quotes it; 0 if none does
	Declined *declined
}

// A declined is the answer of a pen-holder that does not take a proposal.
type declined struct {
	By     keys.PartnerID
	Office string
	At     time.Time
	Reason record.Text
	Label  []byte
}

// readProposals reads what was proposed to whoever holds the pen of a record.
func readProposals(in *opening, read *readRecord) (all []proposal, err error) {
	rows, err := in.Tx.Records(store.RecordQuery{Channel: &read.Channel.ID, Kind: channel.KindAmendment, RefersTo: &read.Record.ID, Limit: store.MaxLimit})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b store.Record) int {
		return cmp.Or(b.Created.Compare(a.Created), slices.Compare(b.ID[:], a.ID[:]))
	})
	answers, err := readRefusals(in, read)
	if err != nil {
		return nil, err
	}
	for _, row := range rows[:min(len(rows), mostProposals)] {
		amendment, err := channel.DecodeAmendment(row.Body)
		if err != nil {
			continue // withdrawn
		}
		p := proposal{Record: row, Amendment: amendment, Declined: answers[row.Leaf]}
		if kind, known := read.Kinds.Lookup(amendment.Of.Kind); known && amendment.Of.Kind == read.Record.Kind {
			if body, err := kind.Current(amendment.Schema, amendment.Body); err == nil {
				entry, err := in.Tx.Entry(row.Origin, row.Index)
				if err != nil {
					return nil, err
				}
				p.Fields = fieldsOfEntry(kind, body, entry)
			}
		}
		if err := p.follow(in, read.Steps); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// follow finds the revision that a proposal was made from and the one that took it.
func (p *proposal) follow(in *opening, steps []step) error {
	for _, step := range steps {
		if step.Leaf == p.Amendment.Base {
			p.Base = step.Revision.Revision
			continue
		}
		if p.Base == 0 || p.Taken > 0 {
			continue
		}
		quotes, err := node.QuotesOf(in.Tx, step.Revision)
		if err != nil {
			return err
		}
		if slices.Contains(quotes, p.Leaf) {
			p.Taken = step.Revision.Revision
		}
	}
	return nil
}

// readRefusals are the answers of pen-holders, by the leaf of what they answer.
func readRefusals(in *opening, read *readRecord) (map[record.Leaf]*declined, error) {
	rows, err := in.Tx.Records(store.RecordQuery{Channel: &read.Channel.ID, Kind: channel.KindRefusal, RefersTo: &read.Record.ID, Limit: store.MaxLimit})
	answers := map[record.Leaf]*declined{}
	for _, row := range rows {
		refusal, err := channel.DecodeRefusal(row.Body)
		if err == nil && row.Partner == read.Record.Partner {
			answers[refusal.Amendment] = &declined{row.Partner, row.Office, row.At, refusal.Reason, row.Label}
			read.Labels = append(read.Labels, row.Label)
		}
	}
	return answers, err
}

// fieldsOfEntry are those of a body whose personal values stand in an entry.
func fieldsOfEntry(kind *record.Kind, body []byte, entry record.Entry) []field {
	value, err := kind.Decode(body, entry.Personal)
	if err != nil {
		return nil
	}
	return fieldsOf(kind, value)
}

// open reports whether it still waits for an answer.
func (p proposal) open() bool { return p.Taken == 0 && p.Declined == nil }
