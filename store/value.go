package store

import "entente/record"

// Value reads a revision as today's version of its kind, with its personal
// values as far as they are here. It is nil where the text is not here or this
// version cannot read it.
func (tx *Tx) Value(kind *record.Kind, r Revision) (any, error) {
	if r.Kind != kind.Name() || !r.Known || r.Body == nil {
		return nil, nil
	}
	body, err := kind.Current(r.Schema, r.Body)
	if err != nil {
		return nil, nil // a version that is not known here any more
	}
	if len(kind.PersonalParts(body)) == 0 {
		return kind.Decode(body, nil)
	}
	entry, err := tx.Entry(r.Origin, r.Index)
	if err != nil {
		return nil, err
	}
	return kind.Decode(body, entry.Personal)
}
