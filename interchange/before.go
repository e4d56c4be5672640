package interchange

import (
	"slices"

	"entente/record"
	"entente/store"
)

// before is what a row is laid over; its value is nil for a new record.
type before struct {
	id       record.ID
	revision int
	value    any
	body     []byte // as this version writes the value
	personal [][]byte
	label    []byte
	keyless  bool
	problems record.Problems // why it cannot be revised
}

func (im *importing) before(tx *store.Tx, plan planned) (before, error) {
	if !plan.exists {
		return before{}, nil
	}
	r, err := tx.Record(im.Channel, plan.id)
	if err != nil {
		return before{}, err
	}
	b := before{id: r.ID, revision: r.Revision.Revision, label: r.Label, keyless: !slices.ContainsFunc(r.External, isKey)}
	if r.Body == nil {
		b.problems = record.Problems{record.Wrong("", refusedWithdrawn)}
		return b, nil
	}
	if b.value, err = tx.Value(im.kind, r.Revision); err != nil {
		return b, err
	}
	if b.value == nil {
		b.problems = record.Problems{record.Wrong("", refusedNewer)}
		return b, nil
	}
	b.body, b.personal, err = im.kind.Encode(b.value)
	return b, err
}

func isKey(id record.ExternalID) bool { return id.Scheme == record.KeyScheme }
