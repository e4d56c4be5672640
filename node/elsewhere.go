package node

import (
	"entente/record"
	"entente/store"
)

// Others are the ledgers of the channels beside a shared one. A text there that
// named a record of theirs would tell its members of what is not for them.
type Others []store.Ledger

// OthersThan reads them. What stands in the private channel may name anything.
func OthersThan(tx *store.Tx, channel store.Channel) (others Others, err error) {
	if channel.Private {
		return nil, nil
	}
	all, err := tx.Ledgers()
	for _, l := range all {
		if l.Channel != channel.ID {
			others = append(others, l)
		}
	}
	return others, err
}

// Named are the references of a text to records of these ledgers, whether or not
// they were written: an id says itself where its record begins.
func (o Others) Named(kind *record.Kind, body []byte) (problems record.Problems) {
	if len(o) == 0 {
		return nil
	}
	for _, r := range kind.References(body) {
		for _, l := range o {
			if r.Ref.ID.CreatedBy(l.Channel, l.Partner) {
				problems = append(problems, record.Problem{Path: r.Path, Code: record.ProblemElsewhere})
				break
			}
		}
	}
	return problems
}
