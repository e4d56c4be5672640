package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"entente/keys"
	"entente/record"
)

// maxReason bounds why a part is withheld or rejected.
const maxReason = 500

// bound is what a part's encryption is bound to: where in its entry it stands,
// and what it must open. So no ciphertext can be moved to another part unnoticed.
func bound(part int, c keys.Commitment) []byte {
	aad := binary.BigEndian.AppendUint32([]byte("entente stored part 1\n"), uint32(part))
	return append(aad, c[:]...)
}

// seal turns a part into what is stored of it, and its key if it has one.
func (tx *Tx) seal(i int, p record.Part) (piece, []byte, error) {
	s := piece{kind: p.Type, state: p.State, commitment: p.Commitment}
	switch {
	case !p.Type.Known() || !p.State.Known():
		return s, nil, fmt.Errorf("part %d: type %d in state %d is not known: %w", i, p.Type, p.State, record.ErrMalformedEntry)
	case p.State == record.Withdrawn && !encrypted(p.Type):
		return s, nil, fmt.Errorf("part %d: a %s cannot be withdrawn: %w", i, p.Type, ErrState)
	case p.State == record.Withheld || p.State == record.Rejected:
		s.reason = shortened(p.Reason)
	}
	if p.State != record.Present {
		return s, nil, nil
	}
	if limit := p.Type.MaxContentBytes(); len(p.Content) > limit {
		return s, nil, fmt.Errorf("part %d: %s of %d bytes, the limit is %d: %w", i, p.Type, len(p.Content), limit, record.ErrMalformedEntry)
	}
	var err error
	switch {
	case labelling(p.Type):
		s.salt = p.Salt
		s.label, err = tx.labelID(p.Content)
	case p.Type == record.HeaderPart:
		s.salt, s.data = p.Salt, p.Content
	default:
		plain := make([]byte, 0, len(p.Salt)+len(p.Content))
		plain = append(append(plain, p.Salt[:]...), p.Content...)
		var wrapped []byte
		s.data, wrapped, err = keys.SealPart(tx.Random, tx.ContentKey, bound(i, p.Commitment), plain)
		return s, wrapped, err
	}
	return s, nil, err
}

func shortened(reason string) string {
	if len(reason) > maxReason {
		reason = reason[:maxReason]
	}
	return strings.ToValidUTF8(reason, "")
}

// open turns what is stored of a part back into the part. A part whose key is
// gone is withdrawn, whatever the entry's row says: that is how a withdrawal
// reaches a backup.
func (tx *Tx) open(i int, s piece, wrapped []byte) (record.Part, error) {
	p := record.Part{Type: s.kind, State: s.state, Commitment: s.commitment, Reason: s.reason}
	if s.state != record.Present {
		return p, nil
	}
	var err error
	switch {
	case labelling(s.kind):
		p.Salt = s.salt
		p.Content, err = tx.labelText(s.label)
	case s.kind == record.HeaderPart:
		p.Salt, p.Content = s.salt, s.data
	case wrapped == nil:
		p.State = record.Withdrawn
	default:
		var plain []byte
		plain, err = keys.OpenPart(tx.ContentKey, bound(i, s.commitment), s.data, wrapped)
		if err == nil && len(plain) < len(p.Salt) {
			err = fmt.Errorf("%d bytes: %w", len(plain), ErrDamaged)
		}
		if err == nil {
			p.Content = plain[copy(p.Salt[:], plain):]
		}
	}
	return p, failed(err, "open part %d", i)
}

// labelID keeps the text of a label once, however many entries bear it.
func (tx *Tx) labelID(xml []byte) (int64, error) {
	hash := sha256.Sum256(xml)
	if id, known := tx.labelIDs[hash]; known {
		return id, nil
	}
	id, err := one(tx, scan[int64], `SELECT id FROM label WHERE hash = $1`, hash[:])
	if err == ErrNotFound {
		if _, err = tx.exec(`INSERT INTO label (hash, xml) VALUES ($1, $2)`, hash[:], solid(xml)); err == nil {
			id, err = one(tx, scan[int64], `SELECT id FROM label WHERE hash = $1`, hash[:])
		}
	}
	if err == nil {
		tx.labelIDs[hash] = id
	}
	return id, failed(err, "keep a label")
}

// maxLabelsInMemory bounds what one transaction remembers of labels.
const maxLabelsInMemory = 256

func (tx *Tx) labelText(id int64) ([]byte, error) {
	if xml, known := tx.labels[id]; known {
		return xml, nil
	}
	xml, err := one(tx, scan[[]byte], `SELECT xml FROM label WHERE id = $1`, id)
	if err == nil {
		if len(tx.labels) >= maxLabelsInMemory {
			clear(tx.labels)
		}
		tx.labels[id] = xml
	}
	return xml, failed(err, "read label %d", id)
}
