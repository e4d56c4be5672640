package store

import (
	"time"

	"entente/keys"
)

// A Mandate is a paper that a partner's custodians signed, as this node keeps it.
type Mandate struct {
	Partner  keys.PartnerID
	Envelope keys.Envelope
	Added    time.Time
}

func readMandate(r row) (Mandate, error) {
	var m Mandate
	var envelope []byte
	err := r.Scan(fixed(m.Partner[:]), &envelope, instant{&m.Added})
	if err == nil {
		m.Envelope, err = keys.ParseEnvelope(envelope)
	}
	return m, err
}

// PutMandate keeps a mandate. One that is known stays as it is, but for further
// signatures.
func (tx *Tx) PutMandate(m Mandate) error {
	hash := m.Envelope.Hash()
	_, err := tx.exec(`INSERT INTO mandate (hash, partner, envelope, added) VALUES ($1, $2, $3, $4)
		ON CONFLICT (hash) DO UPDATE SET envelope = excluded.envelope`, hash[:], m.Partner[:], m.Envelope.Encode(), millis(m.Added))
	return failed(err, "keep a mandate of partner %s", m.Partner)
}

// Mandates lists all, by partner and in the order in which they became known.
func (tx *Tx) Mandates() ([]Mandate, error) {
	all, err := list(tx, readMandate, `SELECT partner, envelope, added FROM mandate ORDER BY partner, added, hash`)
	return all, failed(err, "list mandates")
}

// Mandate finds one by the hash of its statement.
func (tx *Tx) Mandate(hash [32]byte) (Mandate, error) {
	m, err := one(tx, readMandate, `SELECT partner, envelope, added FROM mandate WHERE hash = $1`, hash[:])
	return m, failed(err, "find mandate %x", hash)
}
