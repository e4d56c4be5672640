package store

import (
	"fmt"
	"time"

	"entente/keys"
	"entente/record"
)

// A Revision is one entry as a step in the life of its record.
type Revision struct {
	Channel  record.ChannelID
	ID       record.ID
	Kind     string
	Schema   int
	Revision int
	Origin   string
	Index    int64
	Leaf     record.Leaf
	Partner  keys.PartnerID
	Office   string
	Actor    string
	At       time.Time
	Label    []byte // XML
	Body     []byte // nil if the entry's body is not present, or no longer
	Known    bool   // whether this node knew kind and schema exactly when it folded the entry
}

// body, 2 in the SQL below, is the part of an entry that Revision.Body is. It is not stored a second
// time but read from the entry, so that a withdrawal leaves no copy behind.
const body = 2

const revisionColumns = `r.channel, r.id, r.kind, r.schema, r.revision, l.origin, r.place, e.leaf, r.partner,
	r.office, r.actor, r.at, r.label, r.known, e.parts, k.wrapped`

const revisionJoins = ` JOIN entry e ON e.place = r.place JOIN ledger l ON l.id = r.ledger
	LEFT JOIN part_key k ON k.spot = r.place * 256 + 2`

// A unopened is a revision as its row has it, label and body still to be read.
type unopened struct {
	Revision
	at      place
	label   int64
	parts   []byte
	wrapped []byte
}

func (u *unopened) columns() []any {
	return []any{fixed(u.Channel[:]), fixed(u.ID[:]), &u.Kind, &u.Schema, &u.Revision.Revision, &u.Origin, &u.at, fixed(u.Leaf[:]),
		fixed(u.Partner[:]), &u.Office, &u.Actor, instant{&u.At}, &u.label, &u.Known, &u.parts, &u.wrapped}
}

func (tx *Tx) openRevision(u unopened) (Revision, error) {
	u.Index = u.at.index()
	pieces, err := decodePieces(u.parts)
	if err != nil {
		return u.Revision, err
	}
	if len(pieces) > body {
		part, err := tx.open(body, pieces[body], u.wrapped)
		if err != nil {
			return u.Revision, err
		}
		u.Body = part.Content
	}
	if u.label != 0 {
		u.Label, err = tx.labelText(u.label)
	}
	tx.noteOpened(u.Revision)
	return u.Revision, err
}

// PutRevision notes what an entry is. Its Leaf and Body are those of the entry
// at Origin and Index, which must be there.
func (tx *Tx) PutRevision(v Revision) error {
	at, label, err := tx.standing(v)
	if err != nil {
		return failed(err, "write revision %d of record %s", v.Revision, v.ID)
	}
	class, err := tx.classNumber(className{v.Channel, v.Kind, label})
	if err != nil {
		return failed(err, "class revision %d of record %s", v.Revision, v.ID)
	}
	_, err = tx.exec(`INSERT INTO revision (channel, id, revision, kind, schema, ledger, place, partner, office, actor, at, label, known, class)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (channel, id, revision) DO UPDATE SET kind = excluded.kind, schema = excluded.schema, ledger = excluded.ledger,
			place = excluded.place, partner = excluded.partner, office = excluded.office, actor = excluded.actor, at = excluded.at,
			label = excluded.label, known = excluded.known, class = excluded.class`,
		v.Channel[:], v.ID[:], v.Revision, v.Kind, v.Schema, at.ledger(), int64(at), v.Partner[:], v.Office, v.Actor,
		millis(v.At), label, flag(v.Known), class)
	return failed(err, "write revision %d of record %s", v.Revision, v.ID)
}

// standing finds the entry behind a revision and the key of its label.
func (tx *Tx) standing(v Revision) (at place, label int64, err error) {
	l, err := tx.ledger(v.Origin)
	if err != nil {
		return 0, 0, err
	}
	if v.Index < 0 || v.Index >= l.Size {
		return 0, 0, fmt.Errorf("entry %d of %s: %w", v.Index, v.Origin, ErrNotFound)
	}
	if len(v.Label) > 0 {
		label, err = tx.labelID(v.Label)
	}
	return placeOf(l.key, v.Index), label, err
}

// Revisions is a record's history, the first revision first.
func (tx *Tx) Revisions(channel record.ChannelID, id record.ID) ([]Revision, error) {
	rows, err := list(tx, func(r row) (u unopened, err error) {
		err = r.Scan(u.columns()...)
		return u, err
	}, `SELECT `+revisionColumns+` FROM `+tx.from(revisions)+` r`+revisionJoins+` WHERE r.channel = $1 AND r.id = $2 ORDER BY r.revision`, channel[:], id[:])
	if err != nil {
		return nil, failed(err, "list revisions of record %s", id)
	}
	all := make([]Revision, len(rows))
	for i, u := range rows {
		if all[i], err = tx.openRevision(u); err != nil {
			return nil, failed(err, "open revision %d of record %s", u.Revision.Revision, id)
		}
	}
	return all, nil
}
