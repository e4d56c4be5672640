package store

import (
	"errors"
	"fmt"
	"time"

	"entente/keys"
	"entente/record"
)

// A Draft is what somebody typed about a record and did not send yet. Nobody
// but their account sees it; it is encrypted as parts are, and in no backup.
type Draft struct {
	Account  string
	Channel  record.ChannelID
	Record   record.ID // reserved, if there is no such record yet
	Kind     string
	Revision int // that it was made from; 0 for a record that is not there yet
	Label    []byte
	Content  []byte
	Kept     time.Time
}

// Limits on drafts.
const (
	MaxDrafts     = 200 // of one account
	MaxDraftBytes = 2 << 20
)

// ErrTooManyDrafts says that an account keeps as many drafts as it may, or that
// this one is too large.
var ErrTooManyDrafts = errors.New("more drafts, or a larger one, than is kept")

func draftPlace(d Draft) []byte {
	return fmt.Appendf(nil, "draft %s/%s/%s", d.Account, d.Channel, d.Record)
}

// PutDraft keeps a draft in place of an earlier one about the same record.
func (tx *Tx) PutDraft(d Draft) error {
	return failed(tx.putDraft(d), "keep a draft about record %s", d.Record)
}

func (tx *Tx) putDraft(d Draft) error {
	others, err := one(tx, scan[int], `SELECT count(*) FROM draft WHERE account = $1 AND NOT (channel = $2 AND record = $3)`,
		d.Account, d.Channel[:], d.Record[:])
	if err != nil {
		return err
	}
	if others >= MaxDrafts || len(d.Content) > MaxDraftBytes {
		return ErrTooManyDrafts
	}
	label, err := tx.labelID(d.Label)
	if err != nil {
		return err
	}
	content, wrapped, err := keys.SealPart(tx.Random, tx.ContentKey, draftPlace(d), d.Content)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO draft (account, channel, record, kind, revision, label, content, wrapped, kept)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (account, channel, record) DO UPDATE SET kind = excluded.kind, revision = excluded.revision,
			label = excluded.label, content = excluded.content, wrapped = excluded.wrapped, kept = excluded.kept`,
		d.Account, d.Channel[:], d.Record[:], d.Kind, d.Revision, label, content, wrapped, millis(d.Kept))
	return err
}

// Draft finds what an account keeps about a record.
func (tx *Tx) Draft(account string, channel record.ChannelID, id record.ID) (Draft, error) {
	all, err := tx.drafts(` WHERE account = $1 AND channel = $2 AND record = $3`, account, channel[:], id[:])
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Draft{}, failed(err, "read the draft about record %s", id)
	}
	return all[0], nil
}

// Drafts lists what an account keeps, the newest first.
func (tx *Tx) Drafts(account string) ([]Draft, error) {
	all, err := tx.drafts(` WHERE account = $1 ORDER BY kept DESC, record`, account)
	return all, failed(err, "list drafts")
}

func (tx *Tx) drafts(where string, args ...any) ([]Draft, error) {
	type sealed struct {
		Draft
		label            int64
		content, wrapped []byte
	}
	rows, err := list(tx, func(r row) (s sealed, err error) {
		err = r.Scan(&s.Account, fixed(s.Channel[:]), fixed(s.Record[:]), &s.Kind, &s.Revision, &s.label, &s.content, &s.wrapped, instant{&s.Kept})
		return s, err
	}, `SELECT account, channel, record, kind, revision, label, content, wrapped, kept FROM draft`+where, args...)
	if err != nil {
		return nil, err
	}
	var all []Draft
	for _, s := range rows {
		if s.Label, err = tx.labelText(s.label); err != nil {
			return nil, err
		}
		if tx.sight != nil && !tx.sight.SeesClass(Class{s.Channel, s.Kind, s.Label}) {
			continue // rights can end after something was typed
		}
		if s.Content, err = keys.OpenPart(tx.ContentKey, draftPlace(s.Draft), s.content, s.wrapped); err != nil {
			return nil, err
		}
		all = append(all, s.Draft)
	}
	return all, nil
}

// DropDraft forgets what an account keeps about a record, if anything.
func (tx *Tx) DropDraft(account string, channel record.ChannelID, id record.ID) error {
	_, err := tx.exec(`DELETE FROM draft WHERE account = $1 AND channel = $2 AND record = $3`, account, channel[:], id[:])
	return failed(err, "drop the draft about record %s", id)
}

// dropDraftsAbout forgets what anybody typed over the entry at a place, a part
// of which is withdrawn, or over a counterpart of its record: a draft repeats
// what it was made from, and so does a proposal.
func (tx *Tx) dropDraftsAbout(at place) error {
	for _, query := range []string{
		`DELETE FROM proposal WHERE (channel, record) IN (SELECT r.channel, r.id FROM revision r WHERE r.place = $1)`,
		`DELETE FROM draft WHERE (channel, record) IN (SELECT r.channel, r.id FROM revision r WHERE r.place = $1)`,
		`DELETE FROM draft WHERE (channel, record) IN (SELECT c.narrow, c.narrow_id FROM counterpart c
			JOIN revision r ON r.channel = c.wide AND r.id = c.wide_id WHERE r.place = $1)`,
		`DELETE FROM draft WHERE (channel, record) IN (SELECT c.wide, c.wide_id FROM counterpart c
			JOIN revision r ON r.channel = c.narrow AND r.id = c.narrow_id WHERE r.place = $1)`,
	} {
		if _, err := tx.exec(query, int64(at)); err != nil {
			return err
		}
	}
	return nil
}
