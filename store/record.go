package store

import (
	"time"

	"entente/record"
)

// A Record is the current state of a record: its newest revision, and what lists
// and searches find it by.
type Record struct {
	Revision
	Title      record.Text
	Sort       string // what lists of its kind order by, bytewise
	Created    time.Time
	Search     []string            // what searches find it by; written, never read back
	References []record.Reference  // read back by Record alone, not in lists
	External   []record.ExternalID // likewise
	Facets     []record.Facet      // what filters find it by; written, never read back
	Keys       []record.SortKey    // where lists sort it, beside Sort; likewise
}

const recordColumns = revisionColumns + `, r.title, r.sort, r.created`

type unopenedRecord struct {
	unopened
	Record
}

func readRecord(r row) (unopenedRecord, error) {
	var u unopenedRecord
	err := r.Scan(append(u.columns(), decoded{&u.Title}, &u.Sort, instant{&u.Created})...)
	return u, err
}

func (tx *Tx) records(query string, args ...any) ([]Record, error) {
	rows, err := list(tx, readRecord, `SELECT `+recordColumns+` FROM `+tx.from(records)+` r`+revisionJoins+query, args...)
	if err != nil {
		return nil, err
	}
	all := make([]Record, len(rows))
	for i, u := range rows {
		all[i] = u.Record
		if all[i].Revision, err = tx.openRevision(u.unopened); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// PutRecord writes the current state of a record, in place of any before.
func (tx *Tx) PutRecord(r Record) error {
	return failed(tx.putRecord(r), "write record %s", r.ID)
}

func (tx *Tx) putRecord(r Record) error {
	at, label, err := tx.standing(r.Revision)
	if err != nil {
		return err
	}
	arrived, err := one(tx, scan[int64], `SELECT arrived FROM entry WHERE place = $1`, int64(at))
	if err != nil {
		return err
	}
	class, err := tx.classNumber(className{r.Channel, r.Kind, label})
	if err != nil {
		return err
	}
	title, err := encoded(r.Title)
	if err != nil {
		return err
	}
	if err := tx.clearRecord(r.Channel, r.ID, tx.clearSortKeys); err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO record (channel, id, revision, kind, schema, ledger, place, arrived, partner, office, actor, at, label, known, title, sort, created, class)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
		ON CONFLICT (channel, id) DO UPDATE SET revision = excluded.revision, kind = excluded.kind, schema = excluded.schema,
			ledger = excluded.ledger, place = excluded.place, arrived = excluded.arrived, partner = excluded.partner,
			office = excluded.office, actor = excluded.actor, at = excluded.at, label = excluded.label, known = excluded.known,
			title = excluded.title, sort = excluded.sort, created = excluded.created, class = excluded.class`,
		r.Channel[:], r.ID[:], r.Revision.Revision, r.Kind, r.Schema, at.ledger(), int64(at), arrived, r.Partner[:], r.Office, r.Actor,
		millis(r.At), label, flag(r.Known), title, r.Sort, millis(r.Created), class)
	if err != nil {
		return err
	}
	for i, f := range r.References {
		_, err := tx.exec(`INSERT INTO reference (channel, id, n, path, to_kind, to_id, kind) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			r.Channel[:], r.ID[:], i, f.Path, f.Ref.Kind, f.Ref.ID[:], r.Kind)
		if err != nil {
			return err
		}
	}
	for i, x := range r.External {
		_, err := tx.exec(`INSERT INTO external_id (channel, id, n, scheme, value) VALUES ($1, $2, $3, $4, $5)`,
			r.Channel[:], r.ID[:], i, x.Scheme, x.Value)
		if err != nil {
			return err
		}
	}
	if err := tx.listRecord(r, arrived); err != nil {
		return err
	}
	return tx.note(Document{Arrived: arrived, Text: Words(r.Search...), Scope: scopeOf(r.Channel, r.Kind, class)})
}

// clearRecord removes what hangs on a record from its last state; unsort does
// so with its sort keys.
func (tx *Tx) clearRecord(channel record.ChannelID, id record.ID, unsort func(arrived int64) error) error {
	arrived, err := one(tx, scan[int64], `SELECT arrived FROM record WHERE channel = $1 AND id = $2`, channel[:], id[:])
	if err == ErrNotFound {
		return nil
	}
	if err == nil {
		_, err = tx.exec(`DELETE FROM reference WHERE channel = $1 AND id = $2`, channel[:], id[:])
	}
	if err == nil {
		_, err = tx.exec(`DELETE FROM external_id WHERE channel = $1 AND id = $2`, channel[:], id[:])
	}
	if err == nil {
		err = tx.clearFacets(arrived)
	}
	if err == nil {
		err = unsort(arrived)
	}
	if err == nil {
		err = tx.note(Document{Arrived: arrived})
	}
	return err
}

// blank empties the record whose newest revision stands at this place.
func (tx *Tx) blank(at place) error {
	type key struct {
		channel record.ChannelID
		id      record.ID
	}
	all, err := list(tx, func(r row) (k key, err error) {
		err = r.Scan(fixed(k.channel[:]), fixed(k.id[:]))
		return k, err
	}, `SELECT channel, id FROM record WHERE arrived = (SELECT arrived FROM entry WHERE place = $1)`, int64(at))
	for _, k := range all {
		if err == nil {
			err = tx.clearRecord(k.channel, k.id, tx.blankSortKeys)
		}
		if err == nil {
			_, err = tx.exec(`UPDATE record SET title = '{}', sort = '' WHERE channel = $1 AND id = $2`, k.channel[:], k.id[:])
		}
	}
	return err
}

// Record finds the current state of a record, with its references and external
// identifiers.
func (tx *Tx) Record(channel record.ChannelID, id record.ID) (Record, error) {
	all, err := tx.records(` WHERE r.channel = $1 AND r.id = $2`, channel[:], id[:])
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Record{}, failed(err, "read record %s", id)
	}
	r := all[0]
	r.References, err = list(tx, func(r row) (f record.Reference, err error) {
		err = r.Scan(&f.Path, &f.Ref.Kind, fixed(f.Ref.ID[:]))
		return f, err
	}, `SELECT path, to_kind, to_id FROM reference WHERE channel = $1 AND id = $2 ORDER BY n`, channel[:], id[:])
	if err == nil {
		r.External, err = list(tx, func(r row) (x record.ExternalID, err error) {
			err = r.Scan(&x.Scheme, &x.Value)
			return x, err
		}, `SELECT scheme, value FROM external_id WHERE channel = $1 AND id = $2 ORDER BY n`, channel[:], id[:])
	}
	return r, failed(err, "read record %s", id)
}

// DropProjections removes everything that was folded from entries and counts all
// ledgers as not folded yet.
func (tx *Tx) DropProjections() error {
	for _, query := range []string{`DELETE FROM revision`, `DELETE FROM record`, `DELETE FROM class`, `DELETE FROM reference`, `DELETE FROM external_id`,
		`DELETE FROM list_field`, `DELETE FROM list_value`, `DELETE FROM facet`, `DELETE FROM sort_key`, `DELETE FROM quote`,
		`DELETE FROM audited_record`, `DELETE FROM audited`,
		`DELETE FROM act`, `DELETE FROM waiting`, `DELETE FROM listed`,
		`UPDATE ledger SET folded = 0`} {
		if _, err := tx.exec(query); err != nil {
			return failed(err, "drop projections")
		}
	}
	clear(tx.listFields)
	clear(tx.classes)
	return failed(tx.dropIndex(), "drop the index of words")
}
