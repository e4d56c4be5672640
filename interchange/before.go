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
	switch {
	case r.Body == nil:
		b.problems = record.Problems{record.Wrong("", refusedWithdrawn)}
		return b, nil
	case !r.Known:
		b.problems = record.Problems{record.Wrong("", refusedNewer)}
		return b, nil
	}
	if b.value, err = valueOf(tx, im.kind, r.Revision); err != nil {
		return b, err
	}
	b.body, b.personal, err = im.kind.Encode(b.value)
	return b, err
}

func isKey(id record.ExternalID) bool { return id.Scheme == record.KeyScheme }

// valueOf reads a revision, with its personal values as far as they are here.
func valueOf(tx *store.Tx, kind *record.Kind, r store.Revision) (any, error) {
	body, err := kind.Current(r.Schema, r.Body)
	if err != nil {
		return nil, err
	}
	if len(kind.PersonalParts(body)) == 0 {
		return kind.Decode(body, nil)
	}
	entry, err := tx.Entry(r.Origin, r.Index)
	if err != nil {
		return nil, err
	}
	return kind.Decode(body, func(part int) ([]byte, record.PartState) {
		if part < 0 || part >= len(entry.Parts) {
			return nil, record.Pending
		}
		return entry.Parts[part].Content, entry.Parts[part].State
	})
}
